"""A complaint changes hands: each hand-off has its own clock, and no officer is lost on the way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import selectors, services
from complaints.models import Complaint, ComplaintEvent, DistrictRules, Transfer
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.selectors import ComplaintNotFound
from complaints.services import StaleVersion
from complaints.types import State, TransferKind
from districts.models import Department
from messaging.models import OutboundMessage
from tests.complaints.conftest import MONDAY, City, ComplaintMaker, without_savepoints

LATER = MONDAY + timedelta(hours=1)
ROAD = "11680-도로과"


def outcomes(complaint: Complaint) -> list[tuple[str, str, int]]:
    rows = Transfer.objects.filter(complaint=complaint).order_by("hop")
    return [(row.kind, row.outcome, row.limit_hours) for row in rows]


def test_a_returned_complaint_is_assigned_and_the_second_return_goes_to_the_auditor(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    back = services.bounce(
        complaint_id=complaint.id, user=city.user("official"), version=3, reason="도로과 소관입니다.", now=LATER
    )
    assert (back.state, back.bounce_count, back.official) == (State.RETURNED, 1, None)
    assigned = services.assign(
        complaint_id=complaint.id,
        user=city.user("supervisor_11680"),
        version=back.version,
        department_code=ROAD,
        reason="",
        now=LATER,
    )
    assert (assigned.state, assigned.department_id, assigned.hop_count) == (State.HANDED_OVER, ROAD, 2)
    again = services.bounce(
        complaint_id=complaint.id,
        user=city.user("official_road"),
        version=assigned.version,
        reason="주차관리과 소관입니다.",
        now=LATER,
    )
    assert (again.state, again.bounce_count) == (State.REFERRED, 2)
    with pytest.raises(NotAllowed):
        services.assign(
            complaint_id=complaint.id,
            user=city.user("supervisor_11680"),
            version=again.version,
            department_code=ROAD,
            reason="",
            now=LATER,
        )
    assert outcomes(complaint) == [("FIRST", "BOUNCED", 1), ("ASSIGNMENT", "BOUNCED", 3)]
    assert ComplaintEvent.objects.filter(complaint=complaint).order_by("-sequence")[0].party == "SYSTEM"


def test_transfer_inside_the_district_keeps_the_clock_and_tells_the_citizen(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    due_at, notices = complaint.due_at, OutboundMessage.objects.count()
    official = city.user("official")
    with CaptureQueriesContext(connection) as queries:
        moved = services.transfer(
            complaint_id=complaint.id, user=official, version=4, department_code=ROAD, reason="도로 소관", now=LATER
        )
    assert (moved.state, moved.department_id, moved.official, moved.due_at) == (
        State.HANDED_OVER,
        ROAD,
        None,
        due_at,
    )
    assert OutboundMessage.objects.count() == notices + 1
    assert len(without_savepoints(queries)) <= 15
    with pytest.raises(ComplaintNotFound):
        services.plan(complaint_id=complaint.id, user=official, version=5, plan="x", planned_for=None, now=LATER)
    received = services.receive(complaint_id=complaint.id, user=city.user("official_road"), version=5, now=LATER)
    assert (received.due_at, received.accepted_at) == (due_at, complaint.accepted_at)
    assert outcomes(complaint) == [("FIRST", "ACCEPTED", 1), ("DEPARTMENT", "ACCEPTED", 3)]


def test_transfer_to_the_same_department_keeps_the_officer_and_changes_nothing(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    same = services.transfer(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=4,
        department_code="11680-주차관리과",
        reason="확인",
        now=LATER,
    )
    assert (same.official, same.version, same.hop_count) == (city.users["official"], 4, 1)


def test_handing_it_back_where_it_came_from_counts_as_a_return(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    Complaint.objects.filter(pk=complaint.pk).update(bounce_count=1)
    services.transfer(
        complaint_id=complaint.id, user=city.user("official"), version=4, department_code=ROAD, reason="가", now=LATER
    )
    back = services.transfer(
        complaint_id=complaint.id,
        user=city.user("official_road"),
        version=5,
        department_code="11680-주차관리과",
        reason="나",
        now=LATER,
    )
    assert (back.state, back.department_id) == (State.REFERRED, ROAD)


@pytest.mark.parametrize("restarts", [True, False])
def test_another_district_counts_from_its_own_acceptance_where_it_says_so(
    city: City, make_complaint: ComplaintMaker, restarts: bool
) -> None:
    DistrictRules.objects.create(district=city.districts["11380"], restarts_at_other_agency=restarts)
    complaint = make_complaint(state=State.RECEIVED)
    moved = services.transfer(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=4,
        department_code="11380-도로과",
        reason="은평구 소관",
        now=LATER,
    )
    assert (moved.district_id, moved.due_at) == ("11380", complaint.due_at)
    away = city.users["colleague"]
    away.scopes.all().delete()
    away.scopes.create(district_code="11380", department_code="11380-도로과")
    two_days_later = MONDAY + timedelta(days=2)
    received = services.receive(complaint_id=complaint.id, user=city.user("colleague"), version=5, now=two_days_later)
    due_at = complaint.due_at
    assert due_at
    assert received.accepted_at == (two_days_later if restarts else complaint.accepted_at)
    assert received.due_at == (due_at + timedelta(days=2) if restarts else due_at)
    assert received.original_due_at == due_at
    assert Transfer.objects.get(complaint=complaint, hop=2).kind == TransferKind.DISTRICT


def test_another_agency_takes_it_out_of_our_hands(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    gone = services.transfer_out(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=4,
        agency="강남경찰서",
        reason="교통 단속은 경찰의 일입니다.",
        now=LATER,
    )
    assert (gone.state, gone.completed_at, gone.next_escalation_at) == (State.TRANSFERRED_OUT, LATER, None)
    notice = OutboundMessage.objects.get(purpose="TRANSFER")
    assert "강남경찰서" in notice.text
    assert "매일 밤" not in notice.text
    assert outcomes(complaint)[-1] == ("AGENCY", "ENDED", 8)


def test_a_department_that_has_ended_takes_nothing_over(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    Department.objects.filter(pk=ROAD).update(valid_until=MONDAY.date())
    with pytest.raises(InvalidFields):
        services.transfer(
            complaint_id=complaint.id,
            user=city.user("official"),
            version=4,
            department_code=ROAD,
            reason="가",
            now=LATER,
        )
    complaint.refresh_from_db()
    assert (complaint.state, complaint.version) == (State.RECEIVED, 4)


def test_only_a_colleague_can_take_over(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    head = city.user("head")
    with pytest.raises(InvalidFields):
        services.reassign(
            complaint_id=complaint.id, user=head, version=4, official=city.users["official_road"], now=LATER
        )
    taken = services.reassign(
        complaint_id=complaint.id, user=head, version=4, official=city.users["colleague"], now=LATER
    )
    assert taken.official == city.users["colleague"]
    with pytest.raises(StaleVersion) as error:
        services.reassign(complaint_id=complaint.id, user=head, version=4, official=city.users["official"], now=LATER)
    assert error.value.extra["changes"][0]["label"] == "담당자 변경"


def test_another_department_helps_and_sees_only_the_question(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    official, helper = city.user("official"), city.user("official_road")
    ask = {
        "complaint_id": complaint.id,
        "user": official,
        "version": 4,
        "department_code": ROAD,
        "question": "도로 폭을 알려 주세요.",
        "now": LATER,
    }
    with pytest.raises(InvalidFields):
        services.ask_cooperation(**ask, reply_by=MONDAY)
    task = services.ask_cooperation(**ask, reply_by=LATER + timedelta(days=2))
    with pytest.raises(InvalidFields):
        services.ask_cooperation(**ask, reply_by=LATER + timedelta(days=2))
    assert [line.id for line in selectors.cooperation_asked(user=helper, now=LATER)] == [task.id]
    with pytest.raises(NotAllowed):
        services.answer_cooperation(task_id=task.id, user=official, version=1, answer="6미터", now=LATER)
    longer = services.extend_cooperation(
        task_id=task.id, user=helper, version=1, reply_by=LATER + timedelta(days=3), reason="현장 확인", now=LATER
    )
    with pytest.raises(InvalidFields):
        services.extend_cooperation(
            task_id=task.id, user=helper, version=2, reply_by=LATER + timedelta(days=4), reason="또", now=LATER
        )
    answered = services.answer_cooperation(
        task_id=task.id, user=helper, version=longer.version, answer="6미터입니다.", now=LATER
    )
    assert (answered.state, answered.answered_by) == ("ANSWERED", helper)
    assert selectors.cooperation_asked(user=helper, now=LATER) == ()
    detail = selectors.complaint(complaint_id=complaint.id, user=official, now=LATER)
    asked = selectors.cooperation_of(complaint_id=complaint.id, user=official, now=LATER)
    assert [(line.department_name, line.answer) for line in asked] == [("도로과", "6미터입니다.")]
    assert [(line.to_name, line.outcome) for line in detail.transfers] == [("주차관리과", "ACCEPTED")]
    complaint.refresh_from_db()
    assert complaint.version == 4
    assert list(Complaint.objects.visible_to(helper)) == []
