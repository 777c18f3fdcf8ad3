"""Rows as the lines that screens show, and the days that worklists speak of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.models import Complaint, ComplaintQuerySet
from complaints.notices import place_name
from complaints.types import ComplaintLine, Kind, State
from korean.dates import seoul_time

LINE_RELATED = ("district", "topic", "department", "official")
LINE_FIELDS = (
    *("number", "kind", "state", "channel", "title", "place", "version", "escalation_level"),
    *("filed_at", "accept_by", "accepted_at", "due_at", "planned_for", "completed_at", "supplement_due_on"),
    *("citizen_id", "repeat_of_id", "district__name", "district__name_en", "topic__name", "topic__name_en"),
    *("department__name", "official__display_name", "official__username"),
)
"""What a line shows and lists go by; a district alone has its whole border besides."""
NOT_SHOWN = ("search_text", "district__boundary")


@dataclass(frozen=True)
class Days:
    """Where today and tomorrow in Seoul begin and end."""

    today: datetime
    tomorrow: datetime
    day_after: datetime


def days(now: datetime) -> Days:
    """Return the borders of the day that `now` lies in and of the next one."""
    today = seoul_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Days(today=today, tomorrow=today + timedelta(days=1), day_after=today + timedelta(days=2))


def with_names(complaints: ComplaintQuerySet) -> ComplaintQuerySet:
    """Return the rows with what a line needs, and nothing else."""
    return complaints.select_related(*LINE_RELATED).only(*LINE_FIELDS)


def act_by(complaint: Complaint) -> datetime:
    """Return by when something must be done: the due date, or before the acceptance when it must be accepted."""
    return complaint.due_at or complaint.accept_by or complaint.filed_at


def line(complaint: Complaint, *, now: datetime) -> ComplaintLine:
    """Return a complaint, with its related rows loaded, as one line."""
    due_at = act_by(complaint)
    return ComplaintLine(
        id=complaint.id,
        number=complaint.number,
        kind=Kind(complaint.kind),
        state=State(complaint.state),
        channel=complaint.channel,
        title=complaint.title,
        place=complaint.place,
        district_code=complaint.district_id,
        district_name=place_name(complaint.district),
        topic_code=complaint.topic_id,
        topic_name=place_name(complaint.topic),
        department_code=complaint.department_id,
        department_name=complaint.department.name,
        official_name=str(complaint.official or ""),
        accepted_at=complaint.accepted_at,
        due_at=due_at,
        planned_for=complaint.planned_for,
        completed_at=complaint.completed_at,
        escalation_level=complaint.escalation_level,
        overdue=complaint.state != State.SUPPLEMENT_REQUESTED and due_at < (complaint.completed_at or now),
        version=complaint.version,
    )
