"""The department's worklist: what an official sees, does, and is told when somebody else was faster."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessRecord, User
from accounts.types import Role
from complaints import services
from complaints.models import Complaint
from complaints.types import ComplaintLine, Kind, State
from console.remaining import remaining
from contacts import services as contacts
from contacts.models import Contact
from districts.policies.working_time import Calendar
from messaging.models import OutboundMessage
from messaging.types import Purpose
from tests.console.conftest import ROADS, STREETLIGHT, held_by, text_in
from tests.console.html import problems
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]
FRAGMENT = {"HX-Request": "true"}


def register(agent: User, contact: Contact, *, title: str = "가로등 고장", now: datetime | None = None) -> Complaint:
    """Register a complaint and hand it over to the road department of Gangnam."""
    now = now or timezone.now()
    complaint = services.register(
        contact_id=contact.pk,
        citizen_id=contact.citizen_id,
        channel=contact.channel,
        kind=Kind.SIMPLE,
        title=title,
        body=STREETLIGHT,
        place="테헤란로",
        latitude=None,
        longitude=None,
        district_code=GANGNAM,
        topic_code="streetlight",
        department_code=ROADS,
        user=agent,
        request_key=uuid4().hex,
        now=now,
    )
    services.hand_over_due(limit=100, now=now)
    return Complaint.objects.get(pk=complaint.pk)


@pytest.fixture
def complaint(agent: User) -> Complaint:
    """A complaint that came by text message and lies with the department."""
    return register(agent, held_by(agent, text_in()))


@pytest.fixture
def official() -> User:
    return make_user(Role.OFFICIAL, name="박도로", scopes=[(GANGNAM, ROADS)])


@pytest.fixture
def work(official: User, sign_in: SignIn) -> Client:
    """The browser of `official`."""
    return sign_in(official)


def press(client: Client, complaint: Complaint, action: str, **values: Any) -> Any:
    return client.post(f"/work/{complaint.pk}/do/{action}/", {"version": complaint.version, **values}, headers=FRAGMENT)


def test_an_official_sees_the_departments_work(work: Client, complaint: Complaint) -> None:
    page = work.get("/work/").content.decode()
    assert problems(page) == []
    assert complaint.number in page
    assert "가로등 고장" in page
    assert 'hx-get="/console/desk/" hx-trigger="load"' in page


def test_an_empty_worklist_says_what_to_do_next(work: Client) -> None:
    page = work.get("/work/").content.decode()
    assert problems(page) == []
    assert "민원이 오면 여기에 바로 나타납니다." in page
    assert "지금 여기에서 처리할 민원이 없습니다." in work.get("/work/list/?bucket=TODAY").content.decode()


def test_other_departments_do_not_see_it(complaint: Complaint, sign_in: SignIn) -> None:
    stranger = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, "11680-교통행정과")]))
    assert complaint.number not in stranger.get("/work/").content.decode()
    for path in ("", "facts/", "record/", "actions/"):
        assert stranger.get(f"/work/{complaint.pk}/{path}").status_code == 404
    assert press(stranger, complaint, "receive").status_code == 404
    assert Complaint.objects.get(pk=complaint.pk).state == State.HANDED_OVER


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICIAL, 200), (Role.HEAD, 200), (Role.AUDITOR, 200), (Role.SUPERVISOR, 200), (Role.AGENT, 200)],
)
def test_who_may_open_the_worklist(role: Role, status: int, sign_in: SignIn) -> None:
    assert sign_in(make_user(role)).get("/work/").status_code == status


def test_an_auditor_reads_and_changes_nothing(complaint: Complaint, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.AUDITOR))
    assert STREETLIGHT in client.get(f"/work/{complaint.pk}/").content.decode()
    assert "내가 담당하기" not in client.get(f"/work/{complaint.pk}/actions/").content.decode()
    assert press(client, complaint, "receive").status_code == 403


def test_opening_a_complaint_is_recorded_and_following_it_is_not(work: Client, complaint: Complaint) -> None:
    page = work.get(f"/work/{complaint.pk}/").content.decode()
    assert problems(page) == []
    assert STREETLIGHT in page
    assert "문자로 회신됩니다." in page
    work.get(f"/work/{complaint.pk}/facts/", headers=FRAGMENT)
    record = AccessRecord.objects.get(target=f"complaint:{complaint.pk}")
    assert record.subject_id == complaint.citizen_id


def test_from_receiving_to_the_result(work: Client, complaint: Complaint, official: User) -> None:
    answer = press(work, complaint, "receive")
    assert answer.status_code == 200
    assert "처리 계획" in answer.content.decode()
    complaint.refresh_from_db()
    assert (complaint.state, complaint.official) == (State.RECEIVED, official)
    day = timezone.localdate() + timedelta(days=3)
    answer = press(work, complaint, "plan", plan="현장을 보고 고치겠습니다.", planned_for=f"{day.month}. {day.day}.")
    assert answer.status_code == 200
    complaint.refresh_from_db()
    assert (complaint.state, complaint.planned_for) == (State.IN_PROGRESS, day)
    answer = press(work, complaint, "complete", result="등을 바꾸었습니다.", closing_reason="RESOLVED")
    assert answer.status_code == 200
    assert "complaint-saved" in answer["HX-Trigger"]
    complaint.refresh_from_db()
    assert complaint.state == State.COMPLETED
    record = work.get(f"/work/{complaint.pk}/record/").content.decode()
    for purpose in (Purpose.RECEIPT, Purpose.HANDED_OVER, Purpose.PLAN, Purpose.RESULT):
        assert str(purpose.label) in record


@pytest.mark.parametrize(
    ("action", "values", "message"),
    [
        ("plan", {"plan": "고치겠습니다", "planned_for": "다음 주쯤"}, "날짜를 읽을 수 없습니다."),
        ("plan", {"plan": "고치겠습니다", "planned_for": "2020-01-01"}, "처리 예정일은 오늘이나 그 이후여야 합니다."),
        ("plan", {"plan": "", "planned_for": "내일"}, "필수 항목입니다."),
        ("complete", {"result": "고쳤습니다", "closing_reason": ""}, "필수 항목입니다."),
        ("complete", {"result": "고쳤습니다", "closing_reason": "NO"}, "종결 사유를 목록에서 골라 주세요."),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    work: Client, complaint: Complaint, action: str, values: dict[str, str], message: str
) -> None:
    press(work, complaint, "receive")
    complaint.refresh_from_db()
    answer = press(work, complaint, action, **values)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert problems(page) == []
    assert message in page
    assert all(value in page for value in values.values())
    assert Complaint.objects.get(pk=complaint.pk).state == State.RECEIVED


def test_who_was_slower_is_told_who_did_what_and_loses_nothing(
    work: Client, complaint: Complaint, sign_in: SignIn
) -> None:
    press(work, complaint, "receive")
    complaint.refresh_from_db()
    colleague = sign_in(make_user(Role.OFFICIAL, name="이동료", scopes=[(GANGNAM, ROADS)]))
    assert press(colleague, complaint, "plan", plan="동료의 계획", planned_for="12. 31.").status_code == 200
    answer = press(work, complaint, "plan", plan="나의 계획", planned_for="12. 30.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "이동료" in page
    assert "나의 계획" in page
    assert "12. 30." in page
    assert Complaint.objects.get(pk=complaint.pk).plan == "동료의 계획"
    complaint.refresh_from_db()
    assert f'name="version" value="{complaint.version}"' in page
    assert press(work, complaint, "plan", plan="나의 계획", planned_for="12. 30.").status_code == 200


def test_a_form_is_kept_when_a_colleague_has_finished(work: Client, complaint: Complaint, sign_in: SignIn) -> None:
    press(work, complaint, "receive")
    complaint.refresh_from_db()
    colleague = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    press(colleague, complaint, "complete", result="끝", closing_reason="RESOLVED")
    answer = press(work, complaint, "complete", result="오래 쓴 결과", closing_reason="ANSWERED")
    assert answer.status_code == 409
    assert "오래 쓴 결과" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 40, "１"])
def test_a_version_that_is_no_number_is_a_stale_one(work: Client, complaint: Complaint, version: str) -> None:
    answer = work.post(f"/work/{complaint.pk}/do/receive/", {"version": version}, headers=FRAGMENT)
    assert answer.status_code == 409


def test_the_parts_of_a_page_say_of_which_version_they_are(work: Client, complaint: Complaint) -> None:
    press(work, complaint, "receive")
    said = f'data-version="{complaint.version + 1}"'
    for part in ("facts", "actions"):
        assert said in work.get(f"/work/{complaint.pk}/{part}/", headers=FRAGMENT).content.decode()


def test_the_notice_is_shown_before_it_is_sent(work: Client, complaint: Complaint) -> None:
    path = f"/work/{complaint.pk}/preview/"
    values = {"action": "PLAN", "plan": "고치겠습니다", "planned_for": "", "channel": "SMS"}
    assert "빈칸을 채우면" in work.post(path, values, headers=FRAGMENT).content.decode()
    page = work.post(path, values | {"planned_for": "12. 30."}, headers=FRAGMENT).content.decode()
    assert complaint.number in page
    assert "바이트" in page
    assert not OutboundMessage.objects.filter(purpose=Purpose.PLAN).exists()


@pytest.mark.parametrize("written", ["number", "number without hyphens", "가로등", "ㄱㅏ로", "테헤란"])
def test_complaints_are_found(work: Client, complaint: Complaint, written: str) -> None:
    text = {"number": complaint.number, "number without hyphens": complaint.number.replace("-", "")}.get(
        written, written
    )
    page = work.get(f"/work/list/?q={quote(text)}").content.decode()
    assert complaint.number in page


def test_one_letter_is_asked_to_be_two(work: Client, complaint: Complaint) -> None:
    page = work.get(f"/work/list/?q={quote('가')}").content.decode()
    assert "두 글자 이상" in page
    assert complaint.number not in page


def test_null_bytes_in_a_search_are_left_out(work: Client, complaint: Complaint) -> None:
    assert complaint.number in work.get("/work/list/?q=%00가로등").content.decode()
    assert work.get("/work/list/?q=%00").status_code == 200


def test_what_is_not_found_is_said(work: Client, complaint: Complaint) -> None:
    page = work.get(f"/work/list/?q={quote('<b>없는 말</b>')}").content.decode()
    assert "맞는 민원이 없습니다." in page
    assert "<b>" not in page
    assert complaint.number not in page


def test_a_bad_cursor_or_pile_shows_the_list(work: Client, complaint: Complaint) -> None:
    for query in ("cursor=nonsense", "bucket=NO_SUCH", "bucket=DONE&cursor=%00"):
        assert work.get(f"/work/list/?{query}").status_code == 200


def test_a_head_sees_the_team_and_what_was_brought_up(agent: User, sign_in: SignIn, official: User) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    late = register(agent, held_by(agent, text_in()), title="오래된 민원", now=long_ago)
    head = make_user(Role.HEAD, name="도로관리과장", scopes=[(GANGNAM, ROADS)])
    for _step in range(3):
        services.escalate_due(limit=10, now=timezone.now())
    page = sign_in(head).get("/work/").content.decode()
    assert problems(page) == []
    assert "아직 담당자 없음" in sign_in(head).get("/work/team/").content.decode()
    assert "독촉" in page
    listed = sign_in(head).get("/work/list/?bucket=ESCALATED").content.decode()
    assert late.number in listed
    assert "일 지남" in listed


def test_a_request_of_an_agent_is_on_top_and_can_be_taken(agent: User, official: User, work: Client) -> None:
    contact = held_by(agent, text_in())
    contacts.connect_official(
        contact_id=contact.pk,
        user=agent,
        department_code=ROADS,
        summary="가로등이 3일째 꺼져 있고 오늘 안에 답을 원하십니다.",
        now=timezone.now(),
    )
    page = work.get("/console/desk/").content.decode()
    assert problems(page) == []
    assert "오늘 안에 답을 원하십니다." in page
    assert 'role="alert"' in page


def test_a_failed_notice_is_sent_again_by_those_who_may(work: Client, complaint: Complaint, sign_in: SignIn) -> None:
    message = OutboundMessage.objects.filter(reference=f"complaint:{complaint.pk}").earliest("sequence")
    OutboundMessage.objects.filter(pk=message.pk).update(state="FAILED", failure_reason="REJECTED")
    record = work.get(f"/work/{complaint.pk}/record/").content.decode()
    assert "다시 보내기" in record
    path = f"/work/{complaint.pk}/messages/{message.pk}/resend/"
    auditor = sign_in(make_user(Role.AUDITOR))
    assert "다시 보내기" not in auditor.get(f"/work/{complaint.pk}/record/").content.decode()
    assert auditor.post(path).status_code == 403
    assert work.post(path).status_code == 204
    message.refresh_from_db()
    assert message.state == "QUEUED"
    assert "danger" in work.post(path)["HX-Trigger"]


def test_only_notices_of_the_complaint_are_sent_again(work: Client, complaint: Complaint, agent: User) -> None:
    other = OutboundMessage.objects.exclude(reference=f"complaint:{complaint.pk}").earliest("sequence")
    OutboundMessage.objects.filter(pk=other.pk).update(state="FAILED", failure_reason="REJECTED")
    assert work.post(f"/work/{complaint.pk}/messages/{other.pk}/resend/").status_code == 404


def test_the_number_of_queries_does_not_grow(work: Client, agent: User, complaint: Complaint) -> None:
    assert complaint.contact_id is not None
    contact = Contact.objects.get(pk=complaint.contact_id)

    def queries(path: str) -> int:
        work.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert work.get(path).status_code == 200
        return len(captured)

    paths = ("/work/", "/work/list/", f"/work/{complaint.pk}/", f"/work/{complaint.pk}/record/")
    before = [queries(path) for path in paths]
    for number in range(5):
        register(agent, contact, title=f"민원 {number}")
    assert [queries(path) for path in paths] == before
    assert max(before) <= 30


def line(**changes: Any) -> ComplaintLine:
    values: dict[str, Any] = {
        **dict.fromkeys(ComplaintLine.__dataclass_fields__, ""),
        "completed_at": None,
        "overdue": False,
        "due_at": datetime(2026, 12, 1, 14, 59, 59, tzinfo=UTC),
    }
    return ComplaintLine(**values | changes)


@pytest.mark.parametrize(
    ("now", "text", "tone"),
    [
        (datetime(2026, 11, 26, 0, 0, tzinfo=UTC), "근무일 4일 남음", ""),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "근무일 2일 남음", ""),
        (datetime(2026, 11, 30, 8, 0, tzinfo=UTC), "근무일 1일 남음", "warning"),
        (datetime(2026, 12, 1, 5, 30, tzinfo=UTC), "근무시간 3시간 남음", "warning"),
        (datetime(2026, 12, 1, 8, 30, tzinfo=UTC), "근무시간 30분 남음", "warning"),
        (datetime(2026, 12, 1, 10, 0, tzinfo=UTC), "기한 전 근무시간 없음", "warning"),
    ],
)
def test_time_left_is_working_time(now: datetime, text: str, tone: str) -> None:
    left = remaining(line=line(), calendar=Calendar(), now=now)
    assert (left.text, left.tone) == (text, tone)


@pytest.mark.parametrize(
    ("late", "text"),
    [(timedelta(minutes=5), "방금 지남"), (timedelta(hours=3), "1일 지남"), (timedelta(days=2), "2일 지남")],
)
def test_being_late_is_said_in_days(late: timedelta, text: str) -> None:
    due_at = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    left = remaining(line=line(due_at=due_at, overdue=True), calendar=Calendar(), now=due_at + late)
    assert (left.text, left.tone) == (text, "danger")


def test_the_list_of_signatures_is_pasted_and_refused_by_its_lines(work: Client, complaint: Complaint) -> None:
    path = f"/work/{complaint.pk}/signatories/"
    refused = work.post(path, {"listed": "김민수, 010-1111-0001, 대표\n이서연, 010-1"}, headers=FRAGMENT)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "2번째 줄: 휴대전화 번호를 읽을 수 없습니다." in page
    assert "이서연, 010-1</textarea>" in page
    saved = work.post(path, {"listed": "김민수, 010-1111-0001, 대표\n이서연"}, headers=FRAGMENT)
    assert problems(saved.content.decode()) == []
    assert "2명이 서명했습니다" in saved.content.decode()
    assert AccessRecord.objects.filter(target=f"signatories:{complaint.pk}").count() == 1
