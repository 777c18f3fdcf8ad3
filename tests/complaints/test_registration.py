import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from complaints import services
from complaints.models import Complaint, ComplaintEvent, DeadlineEvent, NumberCounter
from complaints.policies.deadline import PeriodUnknown
from complaints.policies.number import ComplaintNumber, parse
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.services.registration import CitizenUnknown, ContactUnknown, OutsideScope
from complaints.types import Kind, State
from contacts.models import Contact
from feed.models import Event
from korean.dates import seoul_time
from messaging.models import OutboundMessage
from tests.complaints.conftest import MONDAY, City, ContactMaker, without_savepoints

Arguments = Callable[..., dict[str, Any]]


def test_registration_gives_number_clock_and_history(city: City, registration: Arguments) -> None:
    complaint = services.register(**registration(filed_at=MONDAY - timedelta(minutes=5)))
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert parse(complaint.number) == ComplaintNumber(2026, 1)
    assert (complaint.state, complaint.version) == (State.ACCEPTED, 2)
    assert complaint.filed_at == MONDAY - timedelta(minutes=5)
    assert complaint.accepted_at == MONDAY
    assert complaint.due_at == complaint.original_due_at
    assert complaint.due_at is not None
    assert seoul_time(complaint.due_at).date() == date(2026, 12, 1)
    assert complaint.next_escalation_at is not None
    assert seoul_time(complaint.next_escalation_at).date() == date(2026, 11, 24)  # the earliest a district may choose
    events = ComplaintEvent.objects.filter(complaint=complaint).order_by("sequence")
    assert [(event.sequence, event.action, event.to_state) for event in events] == [
        (1, "FILE", "FILED"),
        (2, "ACCEPT", "ACCEPTED"),
    ]
    clock = DeadlineEvent.objects.get(complaint=complaint)
    assert (clock.kind, clock.amount, clock.unit) == ("START", 7, "DAYS")
    assert "시행령 제16조제3항" in clock.article


def test_numbers_of_a_year_have_no_gaps_and_start_again(city: City, registration: Arguments) -> None:
    first = services.register(**registration())
    with pytest.raises(InvalidFields):
        services.register(**registration(title=" "))
    with transaction.atomic():
        services.register(**registration())
        transaction.set_rollback(True)
    second = services.register(**registration())
    next_year = services.register(**registration(now=MONDAY + timedelta(days=60)))
    assert [parse(complaint.number).serial for complaint in (first, second, next_year)] == [1, 2, 1]
    assert dict(NumberCounter.objects.values_list("year", "last")) == {2026: 2, 2027: 1}


def test_same_request_key_registers_once(city: City, registration: Arguments) -> None:
    arguments = registration(request_key="pressed-twice")
    first = services.register(**arguments)
    again = services.register(**arguments | {"title": "다른 제목", "now": MONDAY + timedelta(seconds=3)})
    assert again.pk == first.pk
    assert again.title == first.title
    assert Complaint.objects.count() == 1
    assert OutboundMessage.objects.count() == 1
    other = services.register(**arguments | {"user": city.users["agent_11680"]})
    assert other.pk != first.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "\x00 \n"}, "title"),
        ({"title": "가" * 201}, "title"),
        ({"body": ""}, "body"),
        ({"body": "가" * 20_001}, "body"),
        ({"place": "가" * 201}, "place"),
        ({"kind": "OTHER"}, "kind"),
        ({"channel": "FAX"}, "channel"),
        ({"latitude": 37.5, "longitude": None}, "latitude"),
        ({"latitude": float("nan")}, "latitude"),
        ({"latitude": 91.0}, "latitude"),
        ({"district_code": "99999"}, "district_code"),
        ({"topic_code": "no_such"}, "topic_code"),
        ({"department_code": "11680-없는과"}, "department_code"),
        ({"request_key": ""}, "request_key"),
        ({"request_key": "x" * 65}, "request_key"),
    ],
)
def test_bad_input_is_refused_with_the_field_named(
    city: City, registration: Arguments, changes: dict[str, Any], field: str
) -> None:

    arguments = registration() | changes
    with pytest.raises(InvalidFields) as error:
        services.register(**arguments)
    assert list(error.value.extra["errors"]) == [field]
    assert Complaint.objects.count() == 0


def test_everything_wrong_is_told_at_once(city: City, registration: Arguments) -> None:
    with pytest.raises(InvalidFields) as error:
        services.register(**registration(title="", kind="", place="가" * 201, latitude=500.0, channel="FAX"))
    assert set(error.value.extra["errors"]) == {"title", "kind", "place", "latitude", "channel"}


def test_department_scope_registers_for_its_department_only(
    city: City, registration: Arguments, make_contact: ContactMaker
) -> None:
    system = city.users["integration"]
    before = services.register(**registration(department_code="11680-도로과"))
    road = registration(user=system, department_code="11680-도로과") | {
        "contact_id": None,
        "citizen_id": before.citizen_id,
    }
    assert services.register(**road).registered_by == system
    with pytest.raises(OutsideScope):
        services.register(**registration(user=system) | {"contact_id": None})


def test_statutory_complaint_needs_the_counter(city: City, registration: Arguments) -> None:
    with pytest.raises(PeriodUnknown):
        services.register(**registration(kind=Kind.STATUTORY))
    assert NumberCounter.objects.count() == 0


def test_only_intake_registers_and_only_within_its_scope(
    city: City, registration: Arguments, make_contact: ContactMaker
) -> None:
    with pytest.raises(NotAllowed):
        services.register(**registration(user=city.users["official"]))
    with pytest.raises(OutsideScope):
        services.register(
            **registration(user=city.users["agent_11680"], district_code="11380", department_code="11380-주차관리과")
        )
    hidden = make_contact(district="11380")
    with pytest.raises(ContactUnknown):
        services.register(**registration(user=city.users["agent_11680"], contact=hidden))
    stranger = make_contact()
    with pytest.raises(ContactUnknown):
        services.register(**registration() | {"contact_id": stranger.id})


def test_personal_numbers_are_not_stored(city: City, registration: Arguments) -> None:
    complaint = services.register(
        **registration(title="900101-1234567 신고", body="제 번호는 900101-1234567입니다. \x00 전화 010-1234-5678")
    )
    complaint.refresh_from_db()
    assert "1234567" not in complaint.title + complaint.body + complaint.search_text
    assert "010-1234-5678" in complaint.body
    assert "\x00" not in complaint.body


def test_screens_hear_of_it_and_the_department_is_not_told_the_text(city: City, registration: Arguments) -> None:
    complaint = services.register(**registration())
    events = Event.objects.filter(kind="complaint.registered")
    assert set(events.values_list("stream", flat=True)) == {
        f"complaint:{complaint.id}",
        "department:11680-주차관리과",
        "district:11680",
        "city",
        f"user:{city.users['agent'].id}",
    }
    assert all(
        event.ids == {"complaint": str(complaint.id), "department": "11680-주차관리과", "district": "11680"}
        for event in events
    )


def test_without_a_contact_only_a_citizen_the_user_knows_may_be_named(city: City, registration: Arguments) -> None:
    for citizen in (registration(district_code="11380")["citizen_id"], uuid4()):
        named = registration(user=city.users["agent_11680"]) | {"contact_id": None, "citizen_id": citizen}
        with pytest.raises(CitizenUnknown):
            services.register(**named)
    assert Complaint.objects.count() == 0


def test_the_channel_is_that_of_the_contact(city: City, registration: Arguments, make_contact: ContactMaker) -> None:
    contact = make_contact(channel="SMS")
    complaint = services.register(**registration(contact=contact) | {"channel": "PHONE"})
    assert Complaint.objects.get(pk=complaint.pk).channel == "SMS"


@pytest.mark.django_db(transaction=True)
def test_a_contact_somebody_holds_keeps_only_its_own_registration_waiting(
    city: City, registration: Arguments, make_contact: ContactMaker
) -> None:
    services.register(**registration())  # the year's counter exists
    held = make_contact()
    waits, goes_on = registration(contact=held), registration()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            Contact.objects.select_for_update().get(pk=held.pk)
            waiting = pool.submit(_register_elsewhere, waits)
            _until_somebody_waits_for_a_lock()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '20s'")
            services.register(**goes_on)
        assert parse(waiting.result(timeout=60)).serial == 3
    assert NumberCounter.objects.get().last == 3


def _register_elsewhere(arguments: dict[str, Any]) -> str:
    try:
        return services.register(**arguments).number
    finally:
        connection.close()


def _until_somebody_waits_for_a_lock() -> None:
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for the contact")


def test_without_a_contact_there_is_no_notice(city: City, registration: Arguments) -> None:
    services.register(**registration() | {"contact_id": None})
    assert OutboundMessage.objects.count() == 0


def test_department_of_another_district_or_an_ended_one_is_refused(city: City, registration: Arguments) -> None:
    with pytest.raises(InvalidFields) as error:
        services.register(**registration(department_code="11380-도로과"))
    assert list(error.value.extra["errors"]) == ["department_code"]
    city.departments["11680-도로과"].valid_until = MONDAY.date()
    city.departments["11680-도로과"].save()
    with pytest.raises(InvalidFields):
        services.register(**registration(department_code="11680-도로과"))
    assert Complaint.objects.count() == 0


def test_creating_takes_few_queries(city: City, registration: Arguments) -> None:
    services.register(**registration())
    arguments = registration(user=city.user("agent"))
    with CaptureQueriesContext(connection) as queries:
        services.register(**arguments)
    assert len(without_savepoints(queries)) <= 15


@pytest.mark.parametrize("model", [ComplaintEvent, DeadlineEvent])
def test_history_cannot_be_changed_or_deleted(city: City, registration: Arguments, model: type) -> None:
    services.register(**registration())
    for statement in (
        lambda: model.objects.update(at=MONDAY),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            statement()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "LOST"},
        {"kind": "OTHER"},
        {"title": ""},
        {"number": "26-1-2"},
        {"state": "HANDED_OVER"},
        {"state": "COMPLETED"},
        {"closing_reason": "RESOLVED"},
        {"due_at": None},
        {"accepted_at": None},
        {"due_at": MONDAY - timedelta(days=1)},
        {"latitude": None},
        {"latitude": 91.0},
        {"escalation_level": 5},
        {"version": 0},
        {"completed_at": MONDAY},
        {"received_at": MONDAY},
    ],
)
def test_rules_hold_in_the_database(city: City, registration: Arguments, broken: dict[str, Any]) -> None:
    complaint = services.register(**registration())
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**broken)
