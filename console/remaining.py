"""The time that is left until a due date, as people say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.types import ComplaintLine
from districts.policies.working_time import HOURS_OF_A_DAY, Calendar, working_hours_between
from districts.selectors import calendars
from korean.dates import seoul_time


@dataclass(frozen=True)
class Remaining:
    """What is said, and how urgent it is: "", "warning" or "danger"."""

    text: str
    tone: str


def with_remaining(*, lines: Iterable[ComplaintLine], now: datetime) -> list[tuple[ComplaintLine, Remaining]]:
    """Return each complaint with the time left for it by its own office's calendar. One query."""
    listed = list(lines)
    year = seoul_time(now).year
    found = calendars(district_codes={line.district_code for line in listed}, years=range(year - 1, year + 2))
    return [(line, remaining(line=line, calendar=found[line.district_code], now=now)) for line in listed]


def remaining(*, line: ComplaintLine, calendar: Calendar, now: datetime) -> Remaining:
    """Return the working time left for an open complaint, or by how much it is late; for a closed one how it ended."""
    if line.completed_at:
        return Remaining(_("기한 넘겨 끝남"), "warning") if line.overdue else Remaining(_("기한 안에 끝남"), "")
    if line.overdue:
        return Remaining(_late(line.due_at, now), "danger")
    hours = working_hours_between(now, line.due_at, calendar)
    days = int(hours // HOURS_OF_A_DAY)
    if days:
        text = ngettext("근무일 %(count)d일 남음", "근무일 %(count)d일 남음", days) % {"count": days}
        return Remaining(text, "" if days > 1 else "warning")
    return Remaining(_soon(hours), "warning")


def _late(due_at: datetime, now: datetime) -> str:
    days = (seoul_time(now).date() - seoul_time(due_at).date()).days
    if days:
        return ngettext("%(count)d일 지남", "%(count)d일 지남", days) % {"count": days}
    hours = int((now - due_at).total_seconds() // 3600)
    return ngettext("%(count)d시간 지남", "%(count)d시간 지남", hours) % {"count": hours} if hours else _("방금 지남")


def _soon(hours: float) -> str:
    if hours >= 1:
        return ngettext("근무시간 %(count)d시간 남음", "근무시간 %(count)d시간 남음", int(hours)) % {
            "count": int(hours)
        }
    minutes = int(hours * 60)
    if minutes:
        return ngettext("근무시간 %(count)d분 남음", "근무시간 %(count)d분 남음", minutes) % {"count": minutes}
    return _("기한 전 근무시간 없음")
