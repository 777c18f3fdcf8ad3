"""What an official sees before sending, and how the work is spread."""

from datetime import date, timedelta

import pytest

from complaints import selectors, services
from complaints.selectors import ComplaintNotFound
from complaints.types import Action, State
from messaging.models import OutboundMessage
from messaging.types import Purpose
from tests.complaints.conftest import MONDAY, City, ComplaintMaker


def test_the_preview_is_what_is_sent(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    official = city.user("official")
    text, day = "현장을 확인합니다. 주민번호는 800101-1234567", date(2026, 11, 25)
    preview = selectors.notice_preview(
        complaint_id=complaint.id,
        user=official,
        action=Action.PLAN,
        text=text,
        planned_for=day,
        closing_reason="",
        now=MONDAY,
    )
    services.plan(
        complaint_id=complaint.id, user=official, version=complaint.version, plan=text, planned_for=day, now=MONDAY
    )
    sent = OutboundMessage.objects.get(purpose=Purpose.PLAN).text
    assert preview.split("/status/")[0] == sent.split("/status/")[0]
    assert "1234567" not in preview


@pytest.mark.parametrize(
    ("action", "text", "day", "reason"),
    [
        (Action.PLAN, "", date(2026, 11, 25), ""),
        (Action.PLAN, "확인합니다", None, ""),
        (Action.COMPLETE, "조치했습니다", None, ""),
        (Action.COMPLETE, "조치했습니다", None, "NO_SUCH"),
    ],
)
def test_there_is_no_preview_of_half_a_notice(
    city: City, make_complaint: ComplaintMaker, action: Action, text: str, day: date | None, reason: str
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    preview = selectors.notice_preview(
        complaint_id=complaint.id,
        user=city.user("official"),
        action=action,
        text=text,
        planned_for=day,
        closing_reason=reason,
        now=MONDAY,
    )
    assert preview == ""


def test_the_preview_of_somebody_elses_complaint_is_not_shown(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    with pytest.raises(ComplaintNotFound):
        selectors.notice_preview(
            complaint_id=complaint.id,
            user=city.user("official_road"),
            action=Action.COMPLETE,
            text="조치했습니다",
            planned_for=None,
            closing_reason="RESOLVED",
            now=MONDAY,
        )


def test_a_head_sees_how_the_work_is_spread(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.HANDED_OVER)
    make_complaint(state=State.RECEIVED)
    make_complaint(state=State.IN_PROGRESS)
    make_complaint(state=State.COMPLETED)
    make_complaint(state=State.RECEIVED, department_code="11680-도로과", topic_code="pothole")
    members = selectors.team(user=city.user("head"), now=MONDAY + timedelta(days=30))
    assert [(member.name, member.open, member.overdue) for member in members] == [
        ("", 1, 1),
        ("official 님", 2, 2),
        ("colleague 님", 0, 0),
        ("head 님", 0, 0),
    ]
