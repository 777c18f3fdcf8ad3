from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.types import Role
from complaints import selectors, services, tasks
from complaints.models import Complaint, ComplaintEvent, Escalation
from complaints.types import State
from districts.models import Department
from feed.models import Event
from messaging.models import OutboundMessage
from tests.complaints.conftest import MONDAY, SEOUL, City, ComplaintMaker, together, without_savepoints

REMINDER = datetime(2026, 11, 30, 9, 0, tzinfo=SEOUL)
DUE = datetime(2026, 12, 1, 23, 59, 59, tzinfo=SEOUL)
SUPERVISOR = datetime(2026, 12, 2, 18, 0, tzinfo=SEOUL)
AUDITOR = datetime(2026, 12, 4, 18, 0, tzinfo=SEOUL)


def test_accepted_complaints_go_to_their_department(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint()
    later = MONDAY + timedelta(minutes=1)
    assert services.hand_over_due(limit=10, now=later) == 1
    complaint.refresh_from_db()
    assert (complaint.state, complaint.handed_over_at) == (State.HANDED_OVER, later)
    assert Event.objects.filter(stream="department:11680-주차관리과", kind="complaint.handed_over").count() == 1
    assert services.hand_over_due(limit=10, now=later) == 0
    assert OutboundMessage.objects.filter(purpose="HANDED_OVER").count() == 1


def test_hand_over_takes_the_longest_waiting_first_and_stops_at_its_limit(
    city: City, make_complaint: ComplaintMaker
) -> None:
    younger = make_complaint(now=MONDAY + timedelta(minutes=2))
    older = make_complaint(now=MONDAY)
    assert services.hand_over_due(limit=1, now=MONDAY + timedelta(hours=1)) == 1
    assert set(Complaint.objects.filter(state=State.ACCEPTED)) == {younger}
    assert Complaint.objects.get(state=State.HANDED_OVER) == older


def test_one_that_cannot_be_handed_over_does_not_hold_up_the_others(
    city: City, make_complaint: ComplaintMaker, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_complaint(department_code="11680-도로과")
    fine = make_complaint(now=MONDAY + timedelta(minutes=1))
    Department.objects.filter(pk="11680-도로과").update(name="")
    hour_later = MONDAY + timedelta(hours=1)
    assert services.hand_over_due(limit=1, now=hour_later) == 0
    assert services.hand_over_due(limit=1, now=hour_later) == 1
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == (State.ACCEPTED, State.HANDED_OVER)
    assert str(broken.id) in caplog.text
    Department.objects.filter(pk="11680-도로과").update(name="도로과")
    assert services.hand_over_due(limit=1, now=hour_later) == 0
    assert services.hand_over_due(limit=1, now=hour_later + timedelta(minutes=1)) == 1


def test_task_hands_over_everything(city: City, make_complaint: ComplaintMaker) -> None:
    for _ in range(3):
        make_complaint(now=timezone.now())
    tasks.hand_over()
    assert Complaint.objects.filter(state=State.HANDED_OVER).count() == 3
    on_time = {entry["task"] for entry in tasks.SCHEDULE.values()}
    assert {
        tasks.hand_over.name,
        tasks.escalate.name,
        tasks.report_progress.name,
        tasks.recalculate_due.name,
    } <= on_time


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_over_each_complaint_once(city: City, make_complaint: ComplaintMaker) -> None:
    for _ in range(8):
        make_complaint()
    results = together(*[lambda: services.hand_over_due(limit=100, now=MONDAY + timedelta(minutes=1))] * 3)
    services.hand_over_due(limit=100, now=MONDAY + timedelta(minutes=2))
    assert all(isinstance(result, int) for result in results), results
    assert Complaint.objects.filter(state=State.HANDED_OVER).count() == 8
    assert ComplaintEvent.objects.filter(action="HAND_OVER").count() == 8
    assert OutboundMessage.objects.filter(purpose="HANDED_OVER").count() == 8


def test_ladder_from_reminder_to_supervisor(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    assert complaint.due_at == DUE
    assert services.escalate_due(limit=10, now=REMINDER - timedelta(seconds=1)) == 0
    steps = [
        (REMINDER, Role.OFFICIAL, "official"),
        (DUE, Role.HEAD, "head"),
        (SUPERVISOR, Role.SUPERVISOR, "supervisor_11680"),
    ]
    for level, (moment, role, receiver) in enumerate(steps, start=1):
        complaint.refresh_from_db()
        assert complaint.next_escalation_at == moment
        assert services.escalate_due(limit=10, now=moment) == 1
        assert services.escalate_due(limit=10, now=moment) == 0
        escalation = Escalation.objects.get(complaint=complaint, level=level)
        assert (escalation.to_role, escalation.receivers, escalation.at) == (role, [f"{receiver} 님"], moment)
        told = Event.objects.filter(stream=f"user:{city.users[receiver].id}", kind="complaint.escalated")
        assert told.exists()
        shown = selectors.escalations_for(user=city.user(receiver), now=moment)
        assert [(item.line.id, item.level) for item in shown] == [(complaint.id, level)]
    complaint.refresh_from_db()
    assert (complaint.escalation_level, complaint.next_escalation_at, complaint.version) == (3, AUDITOR, 4)
    detail = selectors.complaint(complaint_id=complaint.id, user=city.user("official"), now=SUPERVISOR)
    assert [escalation.level for escalation in detail.escalations] == [1, 2, 3]
    assert [line.action for line in detail.history].count("ESCALATE") == 3
    assert selectors.escalations_for(user=city.user("colleague"), now=SUPERVISOR) == []
    assert selectors.escalations_for(user=city.user("official_road"), now=SUPERVISOR) == []


def test_before_anybody_took_it_every_official_of_the_department_is_reminded(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    services.escalate_due(limit=10, now=REMINDER)
    assert Escalation.objects.get(complaint=complaint).receivers == ["colleague 님", "official 님"]
    assert selectors.escalations_for(user=city.user("colleague"), now=REMINDER)


def test_where_nobody_holds_the_role_the_next_step_follows_at_once(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED, department_code="11680-도로과", topic_code="pothole")
    services.escalate_due(limit=10, now=REMINDER)
    assert services.escalate_due(limit=10, now=DUE) == 1
    assert Escalation.objects.get(complaint=complaint, level=2).receivers == []
    assert Escalation.objects.get(complaint=complaint, level=3).receivers == ["supervisor_11680 님"]


def test_after_an_outage_every_step_is_made_up_for_once(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    late = SUPERVISOR + timedelta(days=3)
    while services.escalate_due(limit=10, now=late):
        pass
    assert list(Escalation.objects.filter(complaint=complaint).order_by("level").values_list("level", flat=True)) == [
        1,
        2,
        3,
        4,
    ]


def test_completed_complaints_are_left_alone(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.COMPLETED)
    assert services.escalate_due(limit=10, now=SUPERVISOR + timedelta(days=30)) == 0


def test_escalation_rolled_back_happens_the_next_time(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    with transaction.atomic():
        assert services.escalate_due(limit=10, now=REMINDER) == 1
        transaction.set_rollback(True)
    assert services.escalate_due(limit=10, now=REMINDER) == 1
    assert Escalation.objects.filter(complaint=complaint).count() == 1


@pytest.mark.django_db(transaction=True)
def test_escalation_by_two_workers_at_once_is_made_once(city: City, make_complaint: ComplaintMaker) -> None:
    for _ in range(6):
        make_complaint(state=State.RECEIVED)
    results = together(*[lambda: services.escalate_due(limit=100, now=DUE)] * 3)
    assert all(isinstance(result, int) for result in results), results
    while services.escalate_due(limit=100, now=DUE):
        pass
    assert Escalation.objects.count() == 12
    assert set(Escalation.objects.values_list("level", flat=True)) == {1, 2}
    assert ComplaintEvent.objects.filter(action="ESCALATE").count() == 12


def test_escalating_one_complaint_takes_few_queries(city: City, make_complaint: ComplaintMaker) -> None:
    def queries_for(count: int, moment: datetime) -> int:
        for _ in range(count):
            make_complaint(state=State.RECEIVED)
        with CaptureQueriesContext(connection) as queries:
            assert services.escalate_due(limit=100, now=moment) == count
        return len(without_savepoints(queries))

    one = queries_for(1, REMINDER)
    assert one <= 15
    assert queries_for(10, REMINDER) <= 10 * one


def test_one_that_cannot_be_escalated_does_not_hold_up_the_others(
    city: City, make_complaint: ComplaintMaker, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_complaint(state=State.RECEIVED)
    fine = make_complaint(state=State.RECEIVED, now=MONDAY + timedelta(minutes=1))
    # Something else has already taken the place of its next event.
    ComplaintEvent.objects.create(
        complaint=broken,
        sequence=broken.event_count + 1,
        version=1,
        action="PLAN",
        to_state="RECEIVED",
        party="SYSTEM",
        at=MONDAY,
    )
    assert services.escalate_due(limit=1, now=DUE) == 0
    assert services.escalate_due(limit=1, now=DUE) == 1
    assert Escalation.objects.get().complaint == fine
    assert str(broken.id) in caplog.text
    broken.refresh_from_db()
    assert broken.next_escalation_at == DUE + timedelta(minutes=1)


def test_doorbell_rings_only_after_the_commit(
    city: City,
    registration: Callable[..., dict[str, Any]],
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("feed.doorbell._send", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        services.register(**registration())
        assert services.HAND_OVER_TASK not in rung
    assert services.HAND_OVER_TASK in rung
