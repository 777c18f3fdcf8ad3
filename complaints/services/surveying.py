"""Asking citizens how satisfied they are, the working day after an answer (민원처리법 §26의 만족도 조사)."""

from datetime import datetime

from complaints.models import Complaint
from complaints.models.satisfaction import Satisfaction
from complaints.services.alarms import settle_due
from complaints.services.clock import calendar_of
from complaints.services.recording import tell_citizen
from complaints.types import State
from districts.policies.working_time import add_working_hours
from messaging.types import Purpose

AFTER_HOURS = 8
"""Working hours after the answer: by then it was read, and is still remembered."""


def survey_at(*, complaint: Complaint, now: datetime) -> datetime:
    """Return when the citizen is asked how satisfied they are with an answer given `now`."""
    calendar = calendar_of(complaint.district_id, since=now, now=now)
    return add_working_hours(now, AFTER_HOURS, calendar)


def ask_satisfaction_due(*, limit: int, now: datetime) -> int:
    """Ask up to `limit` citizens whose time has come, once for each answer; not those who have rated it already, or
    whose complaint was opened again. Returns how many alarms were settled (`settle_due`)."""
    return settle_due(alarm="survey_at", settle=lambda complaint: _ask(complaint, now), limit=limit, now=now)


def _ask(complaint: Complaint, now: datetime) -> None:
    complaint.survey_at = None
    complaint.save(update_fields=["survey_at"])
    rated = Satisfaction.objects.filter(complaint=complaint, answer=complaint.reopen_count).exists()
    if complaint.state == State.COMPLETED and not rated:
        tell_citizen(complaint=complaint, purpose=Purpose.SATISFACTION, now=now)
