from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.selectors import access_of
from complaints import services
from complaints.models import Complaint, ComplaintEvent
from complaints.policies.transitions import InvalidFields, NotAllowed, NotPossible
from complaints.selectors import ComplaintNotFound
from complaints.services import StaleVersion
from complaints.types import ClosingReason, State
from feed.errors import DomainError
from feed.models import Event
from messaging.models import OutboundMessage
from tests.complaints.conftest import MONDAY, City, ComplaintMaker, together, without_savepoints

LATER = MONDAY + timedelta(hours=1)


def test_department_works_a_complaint_to_its_result(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    official = city.user("official")
    received = services.receive(complaint_id=complaint.id, user=official, version=3, now=LATER)
    assert (received.state, received.official, received.received_at) == (State.RECEIVED, official, LATER)
    planned = services.plan(
        complaint_id=complaint.id,
        user=official,
        version=4,
        plan=" 야간 단속 ",
        planned_for=LATER.date(),
        now=LATER,
    )
    assert (planned.state, planned.plan) == (State.IN_PROGRESS, "야간 단속")
    completed = services.complete(
        complaint_id=complaint.id,
        user=official,
        version=5,
        result="단속했습니다.",
        closing_reason=ClosingReason.RESOLVED,
        now=LATER,
    )
    completed.refresh_from_db()
    assert (completed.state, completed.version, completed.closing_reason) == (State.COMPLETED, 6, "RESOLVED")
    assert completed.completed_at == LATER
    assert completed.next_escalation_at is None
    events = ComplaintEvent.objects.filter(complaint=complaint).order_by("sequence")
    assert [event.action for event in events] == ["FILE", "ACCEPT", "HAND_OVER", "RECEIVE", "PLAN", "COMPLETE"]
    assert [event.version for event in events] == [event.sequence for event in events] == list(range(1, 7))
    assert [event.user_id for event in events] == [
        city.users["agent"].id,
        city.users["agent"].id,
        None,
        *[official.id] * 3,
    ]
    kinds = Event.objects.filter(stream=f"complaint:{complaint.id}").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "complaint.registered",
        "complaint.handed_over",
        "complaint.accepted",
        "complaint.planned",
        "complaint.completed",
    ]
    assert Event.objects.filter(stream=f"user:{official.id}", kind="complaint.completed").exists()


def test_a_plan_can_be_changed_and_a_colleague_can_finish(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.IN_PROGRESS)
    changed = services.plan(
        complaint_id=complaint.id,
        user=city.user("colleague"),
        version=complaint.version,
        plan="다음 주로 바꿉니다.",
        planned_for=LATER.date() + timedelta(days=7),
        now=LATER,
    )
    assert changed.state == State.IN_PROGRESS
    assert changed.official == city.users["official"]
    assert OutboundMessage.objects.filter(purpose="PLAN").count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"plan": "  "}, "plan"),
        ({"plan": "가" * 10_001}, "plan"),
        ({"planned_for": None}, "planned_for"),
        ({"planned_for": MONDAY.date() - timedelta(days=1)}, "planned_for"),
    ],
)
def test_plan_needs_words_and_a_day_to_come(
    city: City, make_complaint: ComplaintMaker, changes: dict[str, Any], field: str
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    arguments: dict[str, Any] = {"plan": "단속", "planned_for": MONDAY.date()} | changes
    with pytest.raises(InvalidFields) as error:
        services.plan(
            complaint_id=complaint.id, user=city.user("official"), version=complaint.version, now=MONDAY, **arguments
        )
    assert list(error.value.extra["errors"]) == [field]


def test_today_is_the_day_in_seoul(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    past_midnight_in_seoul = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    with pytest.raises(InvalidFields):
        services.plan(
            complaint_id=complaint.id,
            user=city.user("official"),
            version=complaint.version,
            plan="단속",
            planned_for=past_midnight_in_seoul.date(),
            now=past_midnight_in_seoul,
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": ""}, "result"),
        ({"closing_reason": ""}, "closing_reason"),
        ({"closing_reason": "X"}, "closing_reason"),
    ],
)
def test_closing_needs_a_result_and_a_reason(
    city: City, make_complaint: ComplaintMaker, changes: dict[str, Any], field: str
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    arguments: dict[str, Any] = {"result": "끝", "closing_reason": ClosingReason.RESOLVED} | changes
    with pytest.raises(InvalidFields) as error:
        services.complete(
            complaint_id=complaint.id, user=city.user("official"), version=complaint.version, now=LATER, **arguments
        )
    assert list(error.value.extra["errors"]) == [field]


def test_actions_out_of_turn_or_out_of_role_are_refused(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    finish = {"result": "끝", "closing_reason": ClosingReason.RESOLVED, "now": LATER, "version": complaint.version}
    with pytest.raises(NotPossible):
        services.complete(complaint_id=complaint.id, user=city.user("official"), **finish)
    with pytest.raises(NotAllowed):
        services.receive(complaint_id=complaint.id, user=city.user("agent"), version=complaint.version, now=LATER)
    for stranger in ("official_road", "auditor_11380", "nobody"):
        with pytest.raises(ComplaintNotFound):
            services.receive(complaint_id=complaint.id, user=city.user(stranger), version=complaint.version, now=LATER)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.version) == (State.HANDED_OVER, 3)


def test_stale_save_is_told_what_changed_and_who_did_it(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    services.receive(complaint_id=complaint.id, user=city.user("official"), version=3, now=LATER)
    with pytest.raises(StaleVersion) as error:
        services.receive(complaint_id=complaint.id, user=city.user("colleague"), version=3, now=LATER)
    assert error.value.status == 409
    assert "official 님" in str(error.value)
    assert "담당 접수" in str(error.value)
    assert error.value.extra["version"] == 4
    assert error.value.extra["changes"] == [
        {"action": "RECEIVE", "label": "담당 접수", "user": "official 님", "at": LATER.isoformat()}
    ]


@pytest.mark.parametrize("step", ["receive", "plan", "complete"])
def test_a_change_takes_few_queries(city: City, make_complaint: ComplaintMaker, step: str) -> None:
    complaint = make_complaint(state=State.HANDED_OVER if step == "receive" else State.RECEIVED)
    arguments: dict[str, Any] = {
        "receive": {},
        "plan": {"plan": "단속", "planned_for": LATER.date()},
        "complete": {"result": "끝", "closing_reason": ClosingReason.RESOLVED},
    }[step]
    official = city.user("official")
    access_of(user=official)  # a request reads its user's scopes once, whatever it does
    with CaptureQueriesContext(connection) as queries:
        getattr(services, step)(
            complaint_id=complaint.id, user=official, version=complaint.version, now=LATER, **arguments
        )
    assert len(without_savepoints(queries)) <= 12


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_the_same_instant_one_has_it(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)

    def receive(name: str) -> Callable[[], Complaint]:
        user = city.user(name)
        return lambda: services.receive(complaint_id=complaint.id, user=user, version=3, now=LATER)

    names = ("official", "colleague", "head")
    results = together(*(receive(name) for name in names))
    won = [name for name, result in zip(names, results, strict=True) if isinstance(result, Complaint)]
    lost = [result for result in results if not isinstance(result, Complaint)]
    assert len(won) == 1, results
    assert len(lost) == 2
    for refusal in lost:
        assert isinstance(refusal, StaleVersion), results
        assert f"{won[0]} 님" in str(refusal)
    complaint.refresh_from_db()
    assert complaint.version == 4
    assert complaint.official == city.users[won[0]]
    assert ComplaintEvent.objects.filter(complaint=complaint, action="RECEIVE").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_officials_on_few_complaints_lose_no_change(city: City, make_complaint: ComplaintMaker) -> None:
    complaints = [make_complaint(state=State.RECEIVED) for _ in range(3)]
    users = [city.user("official"), city.user("colleague"), city.user("head"), city.user("official")]

    def keep_planning(place: int) -> Callable[[], int]:
        def run() -> int:
            saved = 0
            for turn in range(6):
                complaint = complaints[(place + turn) % len(complaints)]
                while True:
                    version = Complaint.objects.values_list("version", flat=True).get(pk=complaint.pk)
                    try:
                        services.plan(
                            complaint_id=complaint.id,
                            user=users[place],
                            version=version,
                            plan=f"{place}-{turn}",
                            planned_for=LATER.date(),
                            now=LATER,
                        )
                    except StaleVersion:
                        continue
                    saved += 1
                    break
            return saved

        return run

    results = together(*(keep_planning(place) for place in range(len(users))))
    assert results == [6] * len(users)
    written = {(event.complaint_id, event.text) for event in ComplaintEvent.objects.filter(action="PLAN")}
    assert len(written) == 24
    for complaint in complaints:
        complaint.refresh_from_db()
        events = ComplaintEvent.objects.filter(complaint=complaint)
        assert complaint.version == complaint.event_count == events.count()
    assert OutboundMessage.objects.filter(purpose="PLAN").count() == 24


@pytest.mark.django_db(transaction=True)
def test_the_same_registration_pressed_twice_at_once_is_one_complaint(
    city: City, registration: Callable[..., dict[str, Any]]
) -> None:
    arguments = registration(request_key="at-once")
    users = [city.user("agent") for _ in range(4)]
    results = together(*(lambda user=user: services.register(**arguments | {"user": user}) for user in users))
    assert not [result for result in results if isinstance(result, DomainError | Exception)], results
    assert len({result.pk for result in results if isinstance(result, Complaint)}) == 1
    assert OutboundMessage.objects.count() == 1
    following = services.register(**registration())
    assert following.number.startswith("2026-000002-")
