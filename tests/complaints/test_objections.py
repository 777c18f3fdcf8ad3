"""Objecting to a refused 법정민원, mending a slip in an answer, asking for satisfaction, moving a due date."""

from datetime import datetime, timedelta

import pytest

from complaints import selectors, services
from complaints.models import Complaint, ComplaintEvent, Objection, Outage, PeriodRule, Satisfaction
from complaints.policies.transitions import InvalidFields, NotAllowed, NotPossible
from complaints.types import Kind, State
from districts.models import Holiday
from messaging.models import OutboundMessage
from messaging.types import Purpose
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

LATER = MONDAY + timedelta(days=3)


def notices(purpose: Purpose) -> list[str]:
    return [row.text for row in OutboundMessage.objects.filter(purpose=purpose).order_by("sequence")]


@pytest.fixture
def refused(city: City, make_complaint: ComplaintMaker) -> Complaint:
    """A permit that was refused on Monday."""
    PeriodRule.objects.create(kind=Kind.STATUTORY, item="도로점용허가", amount=7, unit="DAYS", article="도로법")
    complaint = make_complaint(state=State.RECEIVED, kind=Kind.STATUTORY, item="도로점용허가")
    return services.refuse(
        complaint_id=complaint.pk,
        user=city.user("official"),
        version=complaint.version,
        result="보행로 폭이 모자랍니다.",
        remedy="90일 안에 행정심판을 청구할 수 있습니다.",
        now=MONDAY,
    )


def test_an_objection_is_decided_within_ten_working_days_and_told(city: City, refused: Complaint) -> None:
    objection = services.file_objection(complaint_id=refused.pk, text="폭을 다시 재 주세요.", now=MONDAY)
    assert objection.due_at.date().isoformat() == "2026-12-04"  # ten working days, Monday among them
    [(line, waiting)] = selectors.objections_open(user=city.user("official"), now=MONDAY)
    assert (line.number, waiting.overdue) == (refused.number, False)
    assert selectors.objections_open(user=city.user("official_road"), now=MONDAY) == []
    official = city.user("official")
    extended = services.extend_objection(
        complaint_id=refused.pk, user=official, reason="현장 측량이 필요합니다.", now=LATER
    )
    assert extended.due_at.date().isoformat() == "2026-12-18"
    with pytest.raises(NotPossible):
        services.extend_objection(complaint_id=refused.pk, user=official, reason="또", now=LATER)
    with pytest.raises(NotAllowed):
        services.decide_objection(
            complaint_id=refused.pk, user=city.user("agent"), outcome="UPHELD", answer="네", now=LATER
        )
    services.decide_objection(
        complaint_id=refused.pk, user=official, outcome="UPHELD", answer="폭이 충분합니다.", now=LATER
    )
    refused.refresh_from_db()
    assert refused.state == State.REOPENED
    told = notices(Purpose.OBJECTION)
    assert ["접수했습니다" in told[0], "현장 측량이" in told[1], "받아들임" in told[2]] == [True] * 3
    assert "폭을 다시 재" not in "".join(told)


def test_an_objection_that_is_dismissed_changes_nothing_else(city: City, refused: Complaint) -> None:
    services.file_objection(complaint_id=refused.pk, text="다시 봐 주세요.", now=MONDAY)
    with pytest.raises(NotPossible):
        services.file_objection(complaint_id=refused.pk, text="한 번 더", now=LATER)
    services.decide_objection(
        complaint_id=refused.pk, user=city.user("head"), outcome="DISMISSED", answer="기준에 못 미칩니다.", now=LATER
    )
    refused.refresh_from_db()
    assert (refused.state, Objection.objects.get().outcome) == (State.REFUSED, "DISMISSED")


@pytest.mark.parametrize(("days", "possible"), [(60, True), (61, False)])
def test_one_may_object_for_sixty_days(refused: Complaint, days: int, possible: bool) -> None:
    token = selectors.token_of(complaint_id=refused.pk)
    at = MONDAY + timedelta(days=days)
    assert (selectors.own_complaint(token=token, now=at).object_until is not None) == possible
    if possible:
        services.file_objection(complaint_id=refused.pk, text="이의", now=at)
    else:
        with pytest.raises(NotPossible):
            services.file_objection(complaint_id=refused.pk, text="이의", now=at)


def test_only_a_refused_permit_knows_objections(make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    with pytest.raises(NotPossible):
        services.file_objection(complaint_id=complaint.pk, text="이의", now=MONDAY)


def test_a_slip_is_mended_and_what_stood_there_is_kept(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    mend = {"complaint_id": complaint.pk, "user": city.user("official"), "now": LATER}
    with pytest.raises(InvalidFields):
        services.correct(version=complaint.version, result=complaint.result, reason="오타", **mend)
    services.correct(version=complaint.version, result="현장에서 3대를 단속했습니다.", reason="대수 오기", **mend)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.result) == (State.COMPLETED, "현장에서 3대를 단속했습니다.")
    event = ComplaintEvent.objects.get(complaint=complaint, action="CORRECT")
    assert (event.data["before"], event.text) == ("현장에서 2대를 단속했습니다.", "대수 오기")
    assert "3대를" in notices(Purpose.RESULT)[1]


def test_citizens_are_asked_once_how_satisfied_they_are(city: City, make_complaint: ComplaintMaker) -> None:
    asked, rated, reopened = (make_complaint(state=State.COMPLETED) for _count in range(3))
    services.rate(complaint_id=rated.pk, points=5, reason="", now=MONDAY)
    services.reopen(complaint_id=reopened.pk, user=None, text="아직입니다.", now=MONDAY)
    assert services.ask_satisfaction_due(limit=10, now=MONDAY + timedelta(hours=7)) == 0
    assert services.ask_satisfaction_due(limit=10, now=MONDAY + timedelta(days=1)) == 2
    assert services.ask_satisfaction_due(limit=10, now=MONDAY + timedelta(days=2)) == 0
    [text] = notices(Purpose.SATISFACTION)
    assert asked.number in text
    assert Satisfaction.objects.count() == 1


def test_a_new_holiday_is_told_to_whom_it_concerns(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    services.recalculate_changed(now=MONDAY)
    Holiday.objects.create(day="2026-11-27", name="임시공휴일", effect="CLOSED")
    services.recalculate_changed(now=MONDAY)
    services.recalculate_changed(now=MONDAY)
    [text] = notices(Purpose.DUE_MOVED)
    assert complaint.number in text
    assert "2026. 12. 2." in text


def test_an_outage_is_left_out_of_running_clocks_once(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    outage = {"district_codes": ["11680"], "reason": "서버 고장", "now": MONDAY}
    today = MONDAY.date()
    with pytest.raises(NotAllowed):
        services.note_outage(user=city.user("official"), starts_on=today, ends_on=today, **outage)
    supervisor = city.user("supervisor_11680")
    for wrong in ({"ends_on": today + timedelta(days=1)}, {"district_codes": ["11380"]}, {"reason": " "}):
        with pytest.raises(InvalidFields):
            services.note_outage(**{"user": supervisor, "starts_on": today, "ends_on": today} | outage | wrong)
    assert selectors.clocks_running(user=supervisor, district_codes=["11680"], now=MONDAY) == 1
    services.note_outage(user=supervisor, starts_on=today, ends_on=today, **outage)
    assert [services.exclude_outages_due(now=MONDAY) for _time in range(2)] == [1, 0]
    before: datetime | None = complaint.due_at
    complaint.refresh_from_db()
    assert before is not None
    assert complaint.due_at == before + timedelta(days=1)
    assert Outage.objects.get().changed == 1
