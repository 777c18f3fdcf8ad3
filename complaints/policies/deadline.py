"""The legal period of each kind of complaint, and the due date that follows from it (민원처리법 §17–19, 시행령 §14–19).

Five days or less are counted in working hours from the moment of acceptance, six days or more in working days with the
first one counted; `districts.policies.working_time` does the counting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.types import Kind, PeriodUnit
from districts.policies.working_time import Calendar, add_days, add_working_hours
from feed.errors import DomainError
from korean.dates import seoul_time

LONGEST_IN_HOURS = 5
"""Periods of at most this many days end at a time of day (민원처리법 §19①)."""


@dataclass(frozen=True)
class Period:
    """A length of time as the law writes it, and where it is written."""

    amount: int
    unit: PeriodUnit
    article: str


@dataclass(frozen=True)
class Deadline:
    """A due date and the period that led to it."""

    period: Period
    due_at: datetime


PERIODS: Mapping[Kind, Period] = {
    Kind.INQUIRY_LAW: Period(14, PeriodUnit.DAYS, "민원처리법 시행령 제14조제1호"),
    Kind.INQUIRY_OTHER: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제14조제2호"),
    Kind.PROPOSAL: Period(14, PeriodUnit.DAYS, "민원처리법 시행령 제15조"),
    Kind.GRIEVANCE: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제17조제1항"),
    # The agency's own period for what cannot be dealt with at once (§16③).
    Kind.SIMPLE: Period(7, PeriodUnit.DAYS, "민원처리법 시행령 제16조제3항"),
}


class PeriodUnknown(DomainError):
    """A statutory complaint has the period published for its item (민원처리법 §17, §36): a contact does not tell it."""

    code = "period_unknown"
    status = 422
    message = gettext_lazy(
        "법정민원은 처리기간과 구비서류가 민원마다 정해져 있어 상담으로 접수할 수 없습니다. "
        "담당 부서 창구나 정부24를 안내해 주세요."
    )


def period_of(*, kind: Kind) -> Period:
    """Return the legal period of `kind`. Raises PeriodUnknown for 법정민원."""
    if kind not in PERIODS:
        raise PeriodUnknown
    return PERIODS[kind]


def start(*, kind: Kind, accepted_at: datetime, calendar: Calendar) -> Deadline:
    """Return the deadline of a complaint of `kind` accepted at `accepted_at`. Raises PeriodUnknown."""
    period = period_of(kind=kind)
    if period.unit == PeriodUnit.WORKING_HOURS:
        due_at = add_working_hours(accepted_at, period.amount, calendar)
    else:
        due_at = add_days(accepted_at, period.amount, calendar)
    return Deadline(period=period, due_at=due_at)


def explanation(*, accepted_at: datetime, amount: int, unit: PeriodUnit, due_at: datetime) -> str:
    """Return in one sentence where a due date comes from: "접수 11. 23. + 7일 → 12. 1."."""
    if unit == PeriodUnit.WORKING_HOURS:
        period = ngettext("%(amount)d근무시간", "%(amount)d근무시간", amount) % {"amount": amount}
    else:
        period = ngettext("%(amount)d일", "%(amount)d일", amount) % {"amount": amount}
    with_time = unit == PeriodUnit.WORKING_HOURS or amount <= LONGEST_IN_HOURS
    return _("접수 %(accepted)s + %(period)s → %(due)s") % {
        "accepted": _short(accepted_at, with_time=with_time),
        "period": period,
        "due": _short(due_at, with_time=with_time),
    }


def _short(moment: datetime, *, with_time: bool) -> str:
    local = seoul_time(moment)
    day = _("%(month)d. %(day)d.") % {"month": local.month, "day": local.day}
    return f"{day} {local:%H:%M}" if with_time else day
