"""Where a due date comes from, in one sentence that anybody understands."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.policies.deadline import Change, in_hours, started
from complaints.types import DeadlineKind, ExclusionReason, PeriodUnit
from korean.dates import seoul_time

REOPENED = "REOPENED"
OTHER_AGENCY = "OTHER_AGENCY"
"""Why a clock was started again: `Change.reason` of a restart."""


def explanation(*, changes: Iterable[Change], due_at: datetime) -> str:
    """Return the sentence on a due date: "접수 11. 23. + 7일, 보완 3일 제외 → 12. 4."."""
    happened = tuple(changes)
    begun = started(happened)
    with_time = in_hours(begun)
    parts = [
        _("%(begin)s %(day)s + %(period)s")
        % {"begin": _begin(begun), "day": _short(begun.at, with_time=with_time), "period": _period(begun)}
    ]
    since = [change for change in happened if change.at >= begun.at and change is not begun]
    parts += [
        _("연장 %(period)s") % {"period": _period(change)} for change in since if change.kind == DeadlineKind.EXTEND
    ]
    parts += _exclusions(since)
    if any(change.kind == DeadlineKind.RECALCULATE for change in since):
        parts.append(_("새 공휴일 반영"))
    return _("%(how)s → %(due)s") % {"how": ", ".join(parts), "due": _short(due_at, with_time=with_time)}


def _begin(begun: Change) -> str:
    if begun.kind == DeadlineKind.START:
        return _("접수")
    return _("추가 답변 요청") if begun.reason == REOPENED else _("이송받은 기관 접수")


def _exclusions(changes: Iterable[Change]) -> list[str]:
    """Return what was left out, the days of each reason together, and a pause that still lasts."""
    days: dict[str, int] = {}
    pauses = {change.starts_on: change for change in changes if change.kind == DeadlineKind.PAUSE}
    for change in changes:
        if change.kind in (DeadlineKind.RESUME, DeadlineKind.EXCLUDE):
            days[change.reason] = days.get(change.reason, 0) + change.amount
            pauses.pop(change.starts_on, None)
    told = [
        ngettext("%(reason)s %(count)d일 제외", "%(reason)s %(count)d일 제외", count)
        % {"reason": ExclusionReason(reason).label, "count": count}
        for reason, count in days.items()
    ]
    return told + [_("보완 기다림(%(day)s부터)") % {"day": _short(pause.at)} for pause in pauses.values()]


def _period(change: Change) -> str:
    amount = change.amount
    match change.unit:
        case PeriodUnit.WORKING_HOURS:
            text = ngettext("%(amount)d근무시간", "%(amount)d근무시간", amount)
        case PeriodUnit.DAYS:
            text = ngettext("%(amount)d일", "%(amount)d일", amount)
        case PeriodUnit.WEEKS:
            text = ngettext("%(amount)d주", "%(amount)d주", amount)
        case PeriodUnit.MONTHS:
            text = ngettext("%(amount)d개월", "%(amount)d개월", amount)
        case PeriodUnit.YEARS:
            text = ngettext("%(amount)d년", "%(amount)d년", amount)
    return text % {"amount": amount}


def _short(moment: datetime, *, with_time: bool = False) -> str:
    local = seoul_time(moment)
    day = _("%(month)d. %(day)d.") % {"month": local.month, "day": local.day}
    return f"{day} {local:%H:%M}" if with_time else day
