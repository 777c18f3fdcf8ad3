"""A few days of work: what citizens wrote, what became of it, and who still waits. All of it through the services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from accounts.models import User
from complaints import selectors as complaints_read
from complaints import services as complaints
from complaints.types import ClosingReason, Kind
from contactcenter.demonstration.accounts import agent_near
from contacts import selectors as contacts_read
from contacts import services as contacts
from contacts.types import WrapUpCode
from districts.selectors import calendar
from districts.types import CITY_HALL
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Channel
from routing import selectors as routing_read
from routing import services as routing
from routing.types import Intent

PROVIDER = "gateway"
KOREA = "+82100000"


@dataclass(frozen=True)
class Case:
    """A citizen's words some working days ago, and how far the department has come since."""

    text: str
    place: str
    title: str
    working_days_ago: int
    progress: str
    channel: Channel = Channel.SMS


CASES = (
    Case(
        "역삼동 주민센터 옆 골목 가로등이 꺼져서 밤에 너무 어두워요. 고쳐 주세요.",
        place="역삼동 주민센터 옆 골목",
        title="골목 가로등 고장",
        working_days_ago=9,
        progress="in progress",
    ),
    Case(
        "연신내역 3번 출구 앞 보도블록이 깨져서 어르신이 넘어지셨어요. 보수해 주세요.",
        place="연신내역 3번 출구 앞",
        title="보도블록 파손",
        working_days_ago=6,
        progress="in progress",
    ),
    Case(
        "망원동 골목에 쓰레기를 무단으로 버리는 사람이 있어요. 치우고 단속해 주세요.",
        place="망원동 골목",
        title="쓰레기 무단투기",
        working_days_ago=3,
        progress="received",
    ),
    Case(
        "잠실동 초등학교 앞에 불법주차가 심합니다. 단속해 주세요.",
        place="잠실동 초등학교 앞",
        title="학교 앞 불법주차",
        working_days_ago=2,
        progress="completed",
    ),
    Case(
        "상도동 빗물받이가 막혀서 비만 오면 물이 고입니다. 준설해 주세요.",
        place="상도동",
        title="빗물받이 막힘",
        working_days_ago=1,
        progress="handed over",
    ),
)

WAITING = (
    "신림동 공사장 소음 때문에 아침마다 잠을 깹니다. 확인 좀 해 주세요.",
    "대치동 학원가 인도에 전동킥보드가 쓰러져 있어요. 치워 주세요.",
    "상담원 연결해 주세요",
)


def create_history(*, now: datetime) -> int:
    """Play the demonstration's past into an empty city, up to `now`. Returns how many contacts it made, 0 if it was
    played before."""
    with unit_of_work():
        return _play(now=now)


def _play(*, now: datetime) -> int:
    first = _receive("demonstration-1", CASES[0], number=1, now=_working_days_ago(CASES[0].working_days_ago, now=now))
    if first is None:
        return 0
    for number, case in enumerate(CASES, start=1):
        began = _working_days_ago(case.working_days_ago, now=now)
        contact_id = first if number == 1 else _receive(f"demonstration-{number}", case, number=number, now=began)
        if contact_id:
            _work(contact_id, case, now=began)
    for number, text in enumerate(WAITING, start=len(CASES) + 1):
        contacts.receive_message(
            channel=Channel.SMS,
            sender=f"{KOREA}{number:04d}",
            text=text,
            provider=PROVIDER,
            provider_message_id=f"demonstration-{number}",
            dialled="120",
            now=now,
        )
    return len(CASES) + len(WAITING)


def _working_days_ago(days: int, *, now: datetime) -> datetime:
    """Return a moment in the working hours of that many working days ago (or of the last one before today)."""
    working = calendar(district_code=CITY_HALL, years=range(seoul_time(now).year - 1, seoul_time(now).year + 1))
    at = now
    while days > 0 or not working.is_working_day(localdate(at)):
        at -= timedelta(days=1)
        days -= working.is_working_day(localdate(at))
    return at


def _receive(message_id: str, case: Case, *, number: int, now: datetime) -> UUID | None:
    reception = contacts.receive_message(
        channel=case.channel,
        sender=f"{KOREA}{number:04d}",
        text=case.text,
        provider=PROVIDER,
        provider_message_id=message_id,
        dialled="120",
        now=now,
    )
    return None if reception.duplicate else reception.contact_id


def _work(contact_id: UUID, case: Case, *, now: datetime) -> None:
    """An agent takes the contact, registers a complaint and finishes; the department comes as far as the case says."""
    decision = routing_read.decision_of(subject_ref=contact_id)
    agent = agent_near(decision.district_name if decision else "")
    routing.set_intent(user_id=agent.pk, intent=Intent.READY, now=now)
    routing.dispatch_waiting(now=now)
    offers = routing_read.offers_for(user_id=agent.pk, now=now)
    offer = next(offer for offer in offers if offer.contact_ref == contact_id)
    contacts.accept(offer_id=offer.offer_id, user=agent, now=now)
    contact = contacts_read.contact(contact_id=contact_id, user=agent)
    contacts.reply(
        contact_id=contact_id, user=agent, text="담당 부서에 접수하고 진행 상황을 알려 드리겠습니다.", now=now
    )
    complaint = complaints.register(
        contact_id=contact_id,
        citizen_id=contact.citizen_id,
        channel=contact.channel,
        kind=Kind.SIMPLE,
        title=case.title,
        body=case.text,
        place=case.place,
        latitude=None,
        longitude=None,
        district_code=contact.district_id or CITY_HALL,
        topic_code=contact.topic_id or "",
        department_code=contact.department_id or "",
        user=agent,
        request_key=f"demonstration-{contact_id}",
        now=now,
    )
    contacts.end(contact_id=contact_id, user=agent, now=now)
    contacts.finish(contact_id=contact_id, user=agent, wrap_up_code=WrapUpCode.COMPLAINT, now=now)
    routing.set_intent(user_id=agent.pk, intent=Intent.OFFLINE, now=now)
    complaints.hand_over_due(limit=10, now=now)
    _progress(complaint.pk, case, now=now + timedelta(hours=1))


def _progress(complaint_id: UUID, case: Case, *, now: datetime) -> None:
    if case.progress == "handed over":
        return
    auditor = User.objects.get(username="auditor")

    def seen() -> tuple[int, User]:
        line = complaints_read.complaint(complaint_id=complaint_id, user=auditor, now=now).line
        return line.version, User.objects.get(username=f"{line.district_name}-{line.department_name}")

    version, official = seen()
    complaints.receive(complaint_id=complaint_id, user=official, version=version, now=now)
    if case.progress == "received":
        return
    version, official = seen()
    complaints.plan(
        complaint_id=complaint_id,
        user=official,
        version=version,
        plan="현장을 확인한 뒤 보수 업체와 일정을 정해 조치하겠습니다.",
        planned_for=seoul_time(now + timedelta(days=3)).date(),
        now=now,
    )
    if case.progress == "in progress":
        return
    version, official = seen()
    complaints.complete(
        complaint_id=complaint_id,
        user=official,
        version=version,
        result="현장을 확인하고 조치를 마쳤습니다. 같은 일이 다시 생기면 언제든 알려 주십시오.",
        closing_reason=ClosingReason.RESOLVED,
        now=now + timedelta(hours=2),
    )
