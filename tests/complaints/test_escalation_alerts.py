from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from complaints import selectors, services
from complaints.models import Alert, Complaint, ComplaintEvent, DeliveryRecord, DemandLetter, DistrictRules, Escalation
from complaints.selectors import ComplaintNotFound
from complaints.types import AlertKind, Kind, State
from districts.models import Department
from feed.models import Event
from messaging import services as messaging
from messaging.models import OutboundMessage
from messaging.types import Channel, Purpose
from tests.complaints.conftest import MONDAY, SEOUL, City, ComplaintMaker, ContactMaker, together

Arguments = Callable[..., dict[str, Any]]
HOUR = timedelta(hours=1)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=SEOUL)
DUE = datetime(2026, 12, 1, 23, 59, 59, tzinfo=SEOUL)
WEEK_LATER = MONDAY + timedelta(days=7)


def raise_all(now: datetime) -> int:
    return services.raise_alerts_due(limit=100, now=now)


def kinds_for(city: City, name: str, now: datetime) -> list[tuple[AlertKind, int]]:
    return [(alert.kind, alert.level) for alert in selectors.alerts_for(user=city.user(name), now=now)]


def file(city: City, make_contact: ContactMaker) -> Complaint:
    contact = make_contact()
    return services.file_complaint(
        contact_id=contact.id,
        citizen_id=contact.citizen_id,
        channel="WEB",
        kind=Kind.SIMPLE,
        title="가로등",
        body="꺼졌습니다",
        place="",
        latitude=None,
        longitude=None,
        district_code="11680",
        topic_code="pothole",
        department_code="11680-도로과",
        request_key="1",
        now=MONDAY,
    )


def ask_supplement(city: City, complaint: Complaint, *, now: datetime, days: int = 3) -> Complaint:
    return services.request_supplement(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=complaint.version,
        supplement_request="사진을 보내 주세요.",
        days=days,
        now=now,
        late_reason="현장조사",
    )


def test_what_nobody_takes_within_its_hour_is_told_once_and_climbs(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    assert raise_all(MONDAY + HOUR - timedelta(seconds=1)) == 0
    assert raise_all(MONDAY + HOUR) == 1
    assert raise_all(MONDAY + HOUR) == raise_all(WEEK_LATER) == 0
    assert kinds_for(city, "head", MONDAY + HOUR) == [(AlertKind.NOT_TAKEN, 1)]
    assert kinds_for(city, "supervisor_11680", MONDAY + HOUR) == []
    assert Event.objects.filter(stream=f"user:{city.users['head'].id}", kind="complaint.escalated").count() == 1
    assert services.climb_alerts_due(limit=10, now=MONDAY + 2 * HOUR) == 0
    assert services.climb_alerts_due(limit=10, now=WEEK_LATER) == 1
    assert services.climb_alerts_due(limit=10, now=WEEK_LATER + timedelta(days=30)) == 0
    for name in ("head", "supervisor_11680"):
        assert kinds_for(city, name, WEEK_LATER) == [(AlertKind.NOT_TAKEN, 2)]
    detail = selectors.complaint(complaint_id=complaint.id, user=city.user("official"), now=WEEK_LATER)
    told = [line for line in detail.history if line.action == "ESCALATE"]
    assert [line.data["receivers"] for line in told] == [["head 님"], ["supervisor_11680 님"]]
    assert {line.text for line in told} == {str(AlertKind.NOT_TAKEN.label)}
    assert detail.line.version == complaint.version  # a form that is open stays good


def test_an_alert_ends_once_its_reason_has_gone(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    raise_all(TUESDAY)
    services.receive(complaint_id=complaint.id, user=city.user("official"), version=complaint.version, now=TUESDAY)
    assert kinds_for(city, "head", TUESDAY) == []
    assert services.climb_alerts_due(limit=10, now=WEEK_LATER) == 0
    assert Alert.objects.get().ended_at == WEEK_LATER


def test_a_filed_complaint_nobody_accepts_goes_to_the_supervisor(city: City, make_contact: ContactMaker) -> None:
    filed = file(city, make_contact)
    assert filed.accept_by == TUESDAY
    assert raise_all(TUESDAY - timedelta(seconds=1)) == 0
    assert raise_all(TUESDAY) == 1
    assert kinds_for(city, "supervisor_11680", TUESDAY) == [(AlertKind.NOT_ACCEPTED, 1)]
    assert kinds_for(city, "official_road", TUESDAY) == []


def test_a_returned_complaint_is_to_be_assigned_within_three_working_hours(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    evening = datetime(2026, 11, 23, 17, 0, tzinfo=SEOUL)
    services.bounce(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=complaint.version,
        reason="소관 아님",
        now=evening,
    )
    assert raise_all(datetime(2026, 11, 24, 9, 59, tzinfo=SEOUL)) == 0
    assert raise_all(datetime(2026, 11, 24, 11, 0, tzinfo=SEOUL)) == 1
    assert kinds_for(city, "supervisor_11680", TUESDAY + HOUR) == [(AlertKind.NOT_ASSIGNED, 1)]


def test_an_unanswered_supplement_is_a_task_for_the_official_each_time(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = ask_supplement(city, make_complaint(state=State.IN_PROGRESS), now=MONDAY)
    day = complaint.supplement_due_on
    assert day is not None
    last_evening = datetime(day.year, day.month, day.day, 23, 59, tzinfo=SEOUL)
    assert raise_all(last_evening) == 0
    after = last_evening + timedelta(minutes=2)
    assert raise_all(after) == 1
    assert kinds_for(city, "official", after) == [(AlertKind.SUPPLEMENT_LATE, 1)]
    assert kinds_for(city, "colleague", after) == []
    complaint.refresh_from_db()
    ask_supplement(city, complaint, now=after)
    assert kinds_for(city, "official", after) == []
    assert raise_all(after) == 0
    assert raise_all(after + timedelta(days=20)) == 1


def test_help_that_does_not_come_is_told(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.IN_PROGRESS)
    reply_by = TUESDAY
    services.ask_cooperation(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=complaint.version,
        department_code="11680-도로과",
        question="도로 점용 허가가 있습니까?",
        reply_by=reply_by,
        now=MONDAY,
    )
    assert raise_all(reply_by - HOUR) == 0
    assert raise_all(reply_by) == 1
    assert raise_all(reply_by + HOUR) == 0
    assert kinds_for(city, "official", reply_by) == [(AlertKind.COOPERATION_LATE, 1)]


def notice_of(complaint: Complaint, purpose: str = "RECEIPT") -> OutboundMessage:
    return OutboundMessage.objects.get(reference=f"complaint:{complaint.id}", purpose=purpose)


def test_a_notice_that_fails_is_a_task_until_it_arrives(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    receipt = notice_of(complaint)
    OutboundMessage.objects.filter(pk=receipt.pk).update(state="FAILED", failure_reason="UNDELIVERED")
    assert services.note_deliveries_due(limit=10, now=MONDAY) == 1
    assert services.note_deliveries_due(limit=10, now=MONDAY) == 0
    assert kinds_for(city, "official", MONDAY) == [(AlertKind.NOT_DELIVERED, 1)]
    messaging.resend(message_id=receipt.pk, user=city.user("official"), now=MONDAY)
    assert kinds_for(city, "official", MONDAY) == []
    services.climb_alerts_due(limit=10, now=MONDAY)
    OutboundMessage.objects.filter(pk=receipt.pk).update(state="FAILED", failure_reason="UNDELIVERED")
    assert services.note_deliveries_due(limit=10, now=TUESDAY) == 1
    assert kinds_for(city, "official", TUESDAY) == [(AlertKind.NOT_DELIVERED, 1)]
    OutboundMessage.objects.filter(pk=receipt.pk).update(state="DELIVERED", sent_at=MONDAY, delivered_at=TUESDAY)
    assert services.note_deliveries_due(limit=10, now=TUESDAY) == 1
    assert kinds_for(city, "official", TUESDAY) == []
    assert Alert.objects.count() == 1
    assert DeliveryRecord.objects.count() == 1


def test_arrival_is_proved_once_and_for_good(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    OutboundMessage.objects.update(state="DELIVERED", sent_at=MONDAY, delivered_at=MONDAY + HOUR)
    assert services.note_deliveries_due(limit=10, now=TUESDAY) == 2
    assert services.note_deliveries_due(limit=10, now=TUESDAY) == 0
    proofs = DeliveryRecord.objects.filter(complaint=complaint).order_by("id")
    assert [(proof.document, proof.method, proof.delivered_at) for proof in proofs] == [
        (Purpose.RECEIPT, Channel.SMS, MONDAY + HOUR),
        (Purpose.HANDED_OVER, Channel.SMS, MONDAY + HOUR),
    ]
    assert {proof.addressee for proof in proofs} == {"010-****-" + notice_of(complaint).recipient[-4:]}
    for change in (DeliveryRecord.objects.all().delete, lambda: DeliveryRecord.objects.update(addressee="x")):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            change()


def test_a_result_nobody_confirms_is_looked_after_a_receipt_is_not(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.COMPLETED)
    OutboundMessage.objects.update(state="SENT", sent_at=MONDAY)
    assert services.note_deliveries_due(limit=10, now=MONDAY + timedelta(days=3)) == 0
    later = MONDAY + timedelta(days=3, seconds=1)
    assert services.note_deliveries_due(limit=10, now=later) == 4
    assert services.note_deliveries_due(limit=10, now=later) == 0
    assert kinds_for(city, "official", later) == [(AlertKind.NOT_CONFIRMED, 1)]
    assert OutboundMessage.objects.filter(purpose="RESULT", noted_state="SENT").count() == 1


def test_progress_is_not_sent_to_those_who_were_told_where_it_is_shown(
    city: City, make_complaint: ComplaintMaker
) -> None:
    told, untold = make_complaint(state=State.IN_PROGRESS), make_complaint(state=State.IN_PROGRESS)
    OutboundMessage.objects.filter(reference=f"complaint:{told.id}").update(
        state="DELIVERED", sent_at=MONDAY, delivered_at=MONDAY
    )
    services.note_deliveries_due(limit=10, now=MONDAY)
    told.refresh_from_db()
    assert told.public_status_disclosed_at == MONDAY
    month_later = MONDAY + timedelta(days=31)
    assert services.report_progress_due(limit=10, now=month_later) == 2
    assert services.report_progress_due(limit=10, now=month_later) == 0
    sent = OutboundMessage.objects.filter(purpose="PROGRESS").values_list("reference", flat=True)
    assert list(sent) == [f"complaint:{untold.id}"]
    assert "생략" in ComplaintEvent.objects.get(complaint=told, action="REPORT_PROGRESS").text
    DistrictRules.objects.create(district_id="11680", omits_disclosed_progress=False)
    services.report_progress_due(limit=10, now=MONDAY + timedelta(days=62))
    assert OutboundMessage.objects.filter(purpose="PROGRESS", reference=f"complaint:{told.id}").count() == 1


def test_where_nobody_holds_the_role_the_next_one_up_is_told(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.HANDED_OVER, department_code="11680-도로과", topic_code="pothole")
    raise_all(TUESDAY)
    alert = Alert.objects.get()
    assert (alert.level, alert.to_role, alert.receivers) == (2, "SUPERVISOR", ["supervisor_11680 님"])
    assert alert.next_escalation_at is None


@pytest.mark.django_db(transaction=True)
def test_alerts_by_three_workers_at_once_are_raised_once(city: City, make_complaint: ComplaintMaker) -> None:
    for _ in range(5):
        make_complaint(state=State.HANDED_OVER)
    OutboundMessage.objects.filter(purpose="RECEIPT").update(
        state="DELIVERED", sent_at=MONDAY, delivered_at=MONDAY + HOUR
    )

    def work() -> None:
        raise_all(TUESDAY)
        services.note_deliveries_due(limit=100, now=TUESDAY)

    assert together(work, work, work) == [None] * 3
    work()  # what a worker skipped because another one held it
    assert Alert.objects.count() == ComplaintEvent.objects.filter(action="ESCALATE").count() == 5
    assert DeliveryRecord.objects.count() == 5


def test_a_worker_that_dies_before_its_commit_leaves_nothing(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.HANDED_OVER)
    with transaction.atomic():
        assert raise_all(TUESDAY) == 1
        transaction.set_rollback(True)
    assert Alert.objects.count() == ComplaintEvent.objects.filter(action="ESCALATE").count() == 0
    assert raise_all(TUESDAY) == 1


def test_one_that_fails_does_not_hold_up_the_others(
    city: City, make_complaint: ComplaintMaker, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = make_complaint(state=State.HANDED_OVER), make_complaint(state=State.HANDED_OVER)
    ComplaintEvent.objects.create(
        complaint=broken,
        sequence=broken.event_count + 1,
        version=1,
        action="PLAN",
        to_state="HANDED_OVER",
        party="SYSTEM",
        at=MONDAY,
    )
    assert raise_all(TUESDAY) == 1
    assert Alert.objects.get().complaint == fine
    assert str(broken.id) in caplog.text


def test_lead_times_are_the_districts_own(city: City, make_complaint: ComplaintMaker) -> None:
    DistrictRules.objects.create(
        district_id="11680", remind_days_before=3, supervisor_after_hours=4, auditor_after_hours=16
    )
    complaint = make_complaint(state=State.RECEIVED)
    while complaint.next_escalation_at:
        services.escalate_due(limit=10, now=complaint.next_escalation_at)
        complaint.refresh_from_db()
    told = Escalation.objects.filter(complaint=complaint).order_by("level").values_list("at", flat=True)
    assert list(told) == [
        datetime(2026, 11, 26, 9, 0, tzinfo=SEOUL),
        DUE,
        datetime(2026, 12, 2, 14, 0, tzinfo=SEOUL),
        datetime(2026, 12, 3, 18, 0, tzinfo=SEOUL),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        DistrictRules.objects.update(auditor_after_hours=3)


def test_the_demand_is_a_document_that_stays_as_it_was_issued(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    user = city.user("head")
    with pytest.raises(ComplaintNotFound):
        selectors.demand_letter(complaint_id=complaint.id, user=user)
    for _ in range(3):
        services.escalate_due(limit=10, now=DUE)
    assert Escalation.objects.filter(complaint=complaint).count() == 2
    assert DemandLetter.objects.count() == 1
    Department.objects.filter(pk=complaint.department_id).update(name="교통과")
    letter = selectors.demand_letter(complaint_id=complaint.id, user=user)
    assert (letter.number, letter.issued_at) == (f"독촉 {complaint.number}", DUE)
    assert letter.facts["department"] == "주차관리과"
    assert letter.facts["receivers"] == ["head 님"]
    assert letter.facts["officer"] == "official 님"
    assert letter.facts["due_at"] == DUE
    assert letter.facts["explanation"] == "접수 11. 23. + 7일 → 12. 1."
    with pytest.raises(ComplaintNotFound):
        selectors.demand_letter(complaint_id=complaint.id, user=city.user("official_road"))
    with pytest.raises(DatabaseError, match="append"), transaction.atomic():
        DemandLetter.objects.update(number="x")
