"""A few days of work: what citizens wrote, what became of it, and who still waits. All of it through the services."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate

from accounts.models import User
from complaints import selectors as complaints_read
from complaints import services as complaints
from complaints.types import ClosingReason, Kind
from contactcenter.demonstration.accounts import agent_near
from contactcenter.demonstration.cases import PASTS, Case
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


def create_history(*, now: datetime) -> int:
    """Play the demonstration's past into an empty city, up to `now`. Returns how many contacts it made, 0 if it was
    played before."""
    with unit_of_work():
        return _play(now=now)


def _play(*, now: datetime) -> int:
    past = PASTS[settings.CITY]
    first = _receive(
        "demonstration-1", past.cases[0], number=1, now=_working_days_ago(past.cases[0].working_days_ago, now=now)
    )
    if first is None:
        return 0
    for number, case in enumerate(past.cases, start=1):
        began = _working_days_ago(case.working_days_ago, now=now)
        contact_id = first if number == 1 else _receive(f"demonstration-{number}", case, number=number, now=began)
        if contact_id:
            _work(contact_id, case, now=began)
    for number, text in enumerate(past.waiting, start=len(past.cases) + 1):
        contacts.receive_message(
            channel=Channel.SMS,
            sender=f"{KOREA}{number:04d}",
            text=text,
            provider=PROVIDER,
            provider_message_id=f"demonstration-{number}",
            dialled=settings.CITY_PROFILE.call_number,
            now=now,
        )
    return len(past.cases) + len(past.waiting)


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
        dialled=settings.CITY_PROFILE.call_number,
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
