"""Supplement, extension, exclusion, endings, reopening: what the law allows, and what it does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import selectors, services
from complaints.models import Complaint, ComplaintEvent, DeadlineEvent, PeriodRule
from complaints.policies.transitions import InvalidFields, NotPossible
from complaints.types import Bucket, ClosingReason, Kind, State
from districts.models import Department, Holiday
from messaging.models import OutboundMessage
from messaging.types import OutboundState
from tests.complaints.conftest import MONDAY, SEOUL, City, ComplaintMaker, without_savepoints

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = MONDAY + HOUR


def day_of(moment: datetime | None) -> date:
    assert moment
    return moment.astimezone(SEOUL).date()


def ask(city: City, complaint: Complaint, now: datetime, **changes: Any) -> Complaint:
    arguments: dict[str, Any] = {
        "complaint_id": complaint.id,
        "user": city.user("official"),
        "version": complaint.version,
        "supplement_request": "사진을 보내 주세요.",
        "days": 7,
        "late_reason": "현장조사에서 알게 됨",
        "now": now,
    }
    return services.request_supplement(**arguments | changes)


def test_the_clock_stands_from_the_request_to_the_answer(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    asked = ask(city, complaint, MONDAY + 2 * DAY)
    assert (asked.state, asked.next_escalation_at) == (State.SUPPLEMENT_REQUESTED, None)
    assert asked.supplement_due_on == date(2026, 12, 2)
    notice = OutboundMessage.objects.get(purpose="SUPPLEMENT")
    assert "사진을 보내 주세요." in notice.text
    official = city.user("official")
    waiting = selectors.worklist(user=official, bucket=Bucket.WAITING, now=MONDAY + 30 * DAY)
    assert [(line.id, line.overdue) for line in waiting.lines] == [(complaint.id, False)]
    assert selectors.worklist(user=official, bucket=Bucket.OVERDUE, now=MONDAY + 30 * DAY).lines == ()
    answered = services.supplement(complaint_id=complaint.id, user=None, text="사진입니다.", now=MONDAY + 4 * DAY)
    assert (answered.state, day_of(answered.due_at)) == (State.IN_PROGRESS, date(2026, 12, 4))
    detail = selectors.complaint(complaint_id=complaint.id, user=official, now=MONDAY + 4 * DAY)
    assert detail.due_explanation == "접수 11. 23. + 7일, 보완 3일 제외 → 12. 4."
    assert detail.history[-1].actor == "민원인"
    assert day_of(detail.original_due_at) == date(2026, 12, 1)


def test_a_supplement_is_asked_for_in_time_and_twice_at_most(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    with pytest.raises(InvalidFields) as error:
        ask(city, complaint, MONDAY + DAY + HOUR, late_reason="")
    assert list(error.value.extra["errors"]) == ["late_reason"]
    complaint = ask(city, complaint, LATER, late_reason="")
    with pytest.raises(InvalidFields) as error:
        ask(city, complaint, LATER + HOUR)
    assert list(error.value.extra["errors"]) == ["supplement_request"]
    for _time in range(2):
        complaint = services.extend_supplement(complaint_id=complaint.id, user=None, days=5, now=LATER)
    with pytest.raises(InvalidFields):
        services.extend_supplement(complaint_id=complaint.id, user=None, days=5, now=LATER)
    missed = MONDAY + 30 * DAY
    refusal = {"complaint_id": complaint.id, "user": city.user("official"), "result": "자료가 없습니다."}
    with pytest.raises(InvalidFields):
        services.refuse(**refusal, version=complaint.version, remedy="이의신청", now=missed)
    with pytest.raises(InvalidFields) as error:
        ask(city, complaint, missed, days=11)
    assert list(error.value.extra["errors"]) == ["days"]
    complaint = ask(city, complaint, missed, days=10)
    complaint = services.refuse(
        **refusal, version=complaint.version, remedy="60일 안에 이의신청", now=missed + 20 * DAY
    )
    assert (complaint.state, complaint.supplement_due_on) == (State.REFUSED, None)
    assert "60일 안에 이의신청" in OutboundMessage.objects.get(purpose="REFUSAL").text


def extend(city: City, complaint: Complaint, **changes: Any) -> Complaint:
    arguments: dict[str, Any] = {
        "complaint_id": complaint.id,
        "user": changes.get("user") or city.user("official"),
        "version": complaint.version,
        "amount": 7,
        "reason": "VERIFICATION",
        "now": LATER,
    }
    return services.extend(**arguments | changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 8}, "amount"),
        ({"amount": 0}, "amount"),
        ({"reason": ""}, "reason"),
        ({"reason": "WORKLOAD"}, "reason"),
        ({"reason": "COMPARABLE", "explanation": "담당자 휴가"}, "reason"),
        ({"reason": "COMPARABLE"}, "explanation"),
    ],
)
def test_extensions_the_law_does_not_know(
    city: City, make_complaint: ComplaintMaker, changes: dict[str, Any], field: str
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    with pytest.raises(InvalidFields) as error:
        extend(city, complaint, **changes)
    assert list(error.value.extra["errors"]) == [field]
    assert DeadlineEvent.objects.filter(complaint=complaint).count() == 1


def test_extended_once_and_with_consent_a_second_time(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    user = city.user("official")
    with CaptureQueriesContext(connection) as queries:
        complaint = extend(city, complaint, user=user)
    assert day_of(complaint.due_at) == date(2026, 12, 10)
    assert len(without_savepoints(queries)) <= 13  # one of them reads the user's scopes
    assert "사실관계 조사나 현장 확인" in OutboundMessage.objects.get(purpose="EXTENSION").text
    with pytest.raises(InvalidFields) as error:
        extend(city, complaint)
    assert list(error.value.extra["errors"]) == ["consent"]
    complaint = extend(city, complaint, consent="11. 30. 전화로 동의")
    assert day_of(complaint.due_at) == date(2026, 12, 21)
    with pytest.raises(InvalidFields):
        extend(city, complaint, consent="또 동의")


def test_a_site_investigation_is_left_out_for_grievances_only(city: City, make_complaint: ComplaintMaker) -> None:
    days = {"reason": "INVESTIGATION", "starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 25), "now": LATER}
    simple = make_complaint(state=State.RECEIVED)
    with pytest.raises(InvalidFields):
        services.exclude(complaint_id=simple.id, user=city.user("official"), version=4, **days)
    grievance = make_complaint(state=State.RECEIVED, kind=Kind.GRIEVANCE)
    too_long = days | {"ends_on": date(2026, 12, 8)}
    with pytest.raises(InvalidFields):
        services.exclude(complaint_id=grievance.id, user=city.user("official"), version=4, **too_long)
    changed = services.exclude(complaint_id=grievance.id, user=city.user("official"), version=4, **days)
    assert day_of(changed.due_at) == date(2026, 12, 3)


def test_an_outage_and_a_new_holiday_move_open_due_dates_once(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    closed = make_complaint(state=State.COMPLETED)
    day = date(2026, 11, 24)
    outage = {"starts_on": day, "ends_on": day, "district_codes": frozenset({"11680"}), "now": LATER}
    assert [services.exclude_outage(**outage) for _time in range(2)] == [1, 0]
    Holiday.objects.create(day=date(2026, 11, 30), name="임시공휴일")
    moved = services.recalculate_changed(now=LATER)
    assert [(found.number, day_of(found.before), day_of(found.after)) for found in moved] == [
        (complaint.number, date(2026, 12, 2), date(2026, 12, 3))
    ]
    assert services.recalculate_changed(now=LATER) == services.recalculate_due(now=LATER) == []
    complaint.refresh_from_db()
    assert day_of(complaint.original_due_at) == date(2026, 12, 1)
    assert complaint.version == 4
    assert ComplaintEvent.objects.filter(complaint=closed, action="RECALCULATE").count() == 0


def test_districts_set_their_own_period_for_what_the_law_leaves_to_them(
    city: City, make_complaint: ComplaintMaker, registration: Any
) -> None:
    everywhere = {"kind": Kind.SIMPLE, "unit": "DAYS", "article": "시 지침"}
    PeriodRule.objects.create(amount=3, **everywhere)
    PeriodRule.objects.create(amount=3, **everywhere | {"unit": "WORKING_HOURS"}, topic=city.topics["pothole"])
    assert day_of(make_complaint().due_at) == date(2026, 11, 26)
    at_once = make_complaint(topic_code="pothole", department_code="11680-도로과")
    assert at_once.due_at == MONDAY + 4 * HOUR
    PeriodRule.objects.create(kind=Kind.STATUTORY, item="도로점용 허가", amount=14, unit="DAYS", article="처리기준표")
    permit = services.register(**registration(kind=Kind.STATUTORY, item="도로점용 허가"))
    assert day_of(permit.due_at) == date(2026, 12, 10)


def test_a_citizen_files_and_an_agent_accepts_within_eight_hours(city: City, registration: Any) -> None:
    filing = registration()
    filing.pop("user")
    filed = services.file_complaint(**filing)
    assert services.file_complaint(**filing).pk == filed.pk
    assert (filed.state, filed.due_at, filed.accept_by) == (State.FILED, None, datetime(2026, 11, 24, 1, tzinfo=UTC))
    agent = city.user("agent")
    found = selectors.search(user=agent, text=filed.number, now=LATER)
    assert [line.due_at for line in found.lines] == [filed.accept_by]
    accepted = services.accept(
        complaint_id=filed.id,
        user=agent,
        version=1,
        kind=Kind.PROPOSAL,
        district_code="11680",
        topic_code="pothole",
        department_code="11680-도로과",
        now=LATER,
    )
    assert (accepted.state, accepted.filed_at, accepted.accepted_at) == (State.ACCEPTED, MONDAY, LATER)
    assert day_of(accepted.due_at) == date(2026, 12, 10)
    assert OutboundMessage.objects.get().purpose == "RECEIPT"
    assert services.hand_over_due(limit=1, now=LATER) == 1


def test_withdrawn_by_the_citizen_and_closed_as_an_exception(city: City, make_complaint: ComplaintMaker) -> None:
    withdrawn = services.withdraw(complaint_id=make_complaint().id, user=None, reason="해결됨", now=LATER)
    assert (withdrawn.state, withdrawn.completed_at, withdrawn.next_escalation_at) == (State.WITHDRAWN, LATER, None)
    complaint = make_complaint(state=State.RECEIVED)
    closing = {"complaint_id": complaint.id, "user": city.user("official"), "version": 4, "now": LATER}
    with pytest.raises(InvalidFields):
        services.close_exception(**closing, exception_ground="NONSENSE", result="이유")
    closed = services.close_exception(**closing, exception_ground="PRIVATE", result="이웃 사이의 다툼입니다.")
    assert closed.state == State.CLOSED_EXCEPTION
    assert "이웃 사이의 다툼" in OutboundMessage.objects.get(purpose="CLOSING").text


def test_reopened_once_by_the_citizen_it_comes_back_to_its_officer(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    official = complaint.official
    reopened = services.reopen(complaint_id=complaint.id, user=None, text="아직 그대로입니다.", now=MONDAY + 14 * DAY)
    assert (reopened.state, reopened.official, reopened.result) == (State.REOPENED, official, "")
    assert day_of(reopened.due_at) == date(2026, 12, 15)
    user = city.user("official")
    new = selectors.worklist(user=user, bucket=Bucket.NEW, now=MONDAY + 14 * DAY)
    assert [line.id for line in new.lines] == [complaint.id]
    services.receive(complaint_id=complaint.id, user=user, version=reopened.version, now=MONDAY + 15 * DAY)
    done = services.complete(
        complaint_id=complaint.id,
        user=user,
        version=reopened.version + 1,
        result="다시 단속했습니다.",
        closing_reason=ClosingReason.RESOLVED,
        now=MONDAY + 15 * DAY,
    )
    with pytest.raises(NotPossible):
        services.reopen(complaint_id=done.id, user=None, text="또", now=MONDAY + 16 * DAY)
    late = make_complaint(state=State.COMPLETED)
    with pytest.raises(NotPossible):
        services.reopen(complaint_id=late.id, user=None, text="늦게", now=MONDAY + 31 * DAY)


def test_progress_is_told_every_thirty_days(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    make_complaint(state=State.HANDED_OVER)
    assert services.report_progress_due(limit=10, now=MONDAY + 29 * DAY) == 0
    assert [services.report_progress_due(limit=10, now=MONDAY + 30 * DAY) for _time in range(2)] == [2, 0]
    assert OutboundMessage.objects.get(purpose="PROGRESS").reference == f"complaint:{complaint.id}"


def test_repeated_complaints_are_closed_only_after_two_delivered_results(
    city: City, make_complaint: ComplaintMaker, make_contact: Any
) -> None:
    contact = make_contact()
    first, second, third = (
        make_complaint(state=state, contact=contact, now=MONDAY + count * HOUR)
        for count, state in enumerate((State.COMPLETED, State.COMPLETED, State.RECEIVED))
    )
    user = city.user("official")
    suggested = selectors.similar(complaint_id=third.id, user=user, now=LATER)
    assert {found.line.id for found in suggested} == {first.id, second.id}
    assert not any(found.linked for found in suggested)
    Complaint.objects.filter(pk=second.pk).update(repeat_of=first)
    third = services.link_repeated(
        complaint_id=third.id, user=user, version=third.version, earlier_id=second.id, now=LATER + 2 * HOUR
    )
    assert third.repeat_of_id == first.id
    closing = {"complaint_id": third.id, "user": user, "version": third.version, "result": "앞서 답변드렸습니다."}
    results = OutboundMessage.objects.filter(purpose="RESULT")
    results.update(state=OutboundState.SENT, sent_at=LATER)
    with pytest.raises(InvalidFields):
        services.close_repeated(**closing, now=LATER + 3 * HOUR)
    results.update(state=OutboundState.DELIVERED, delivered_at=LATER)
    closed = services.close_repeated(**closing, now=LATER + 3 * HOUR)
    assert closed.state == State.CLOSED_REPEATED


def test_a_second_grievance_of_the_same_content_goes_to_the_auditors(
    city: City, make_complaint: ComplaintMaker, make_contact: Any
) -> None:
    Department.objects.create(code="11680-감사담당관", name="감사담당관", district=city.districts["11680"])
    contact = make_contact()
    first = make_complaint(state=State.COMPLETED, kind=Kind.GRIEVANCE, contact=contact)
    second = make_complaint(state=State.RECEIVED, kind=Kind.GRIEVANCE, contact=contact, now=LATER)
    moved = services.link_repeated(
        complaint_id=second.id, user=city.user("official"), version=4, earlier_id=first.id, now=LATER
    )
    assert (moved.state, moved.department_id) == (State.HANDED_OVER, "11680-감사담당관")


def test_every_filer_of_merged_complaints_keeps_their_number_and_their_notices(
    city: City, make_complaint: ComplaintMaker
) -> None:
    lead, duplicate = make_complaint(state=State.RECEIVED), make_complaint(state=State.HANDED_OVER)
    user = city.user("official")
    merged = services.merge(complaint_id=duplicate.id, user=user, version=3, lead_id=lead.id, now=LATER)
    assert (merged.state, merged.completed_at) == (State.MERGED, LATER)
    lead.refresh_from_db()
    assert (lead.filer_count, lead.is_joint, lead.version) == (2, False, 5)
    services.complete(
        complaint_id=lead.id, user=user, version=5, result="단속했습니다.", closing_reason="RESOLVED", now=LATER
    )
    results = {message.reference: message.text for message in OutboundMessage.objects.filter(purpose="RESULT")}
    assert set(results) == {f"complaint:{lead.id}", f"complaint:{duplicate.id}"}
    assert duplicate.number in results[f"complaint:{duplicate.id}"]
    with pytest.raises(InvalidFields):
        services.merge(complaint_id=make_complaint().id, user=user, version=2, lead_id=lead.id, now=LATER)
