"""Asking the citizen for what is missing (보완, 민원처리법 §22, 시행령 §24–25, 시행규칙 §9)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from districts.policies.working_time import Calendar, add_working_hours
from korean.dates import seoul_time

REQUEST_HOURS = 8
MOST_REQUESTS = 2
MOST_EXTENSIONS = 2
LONGEST_DAYS = 30
LONGEST_AGAIN_DAYS = 10


def due_on(*, now: datetime, days: int, calendar: Calendar) -> date:
    """Return the last day to answer `days` after today: the first day is not counted, and a closed day moves it on
    (민법 §157, §161)."""
    return calendar.next_working_day(seoul_time(now).date() + timedelta(days=days))


def is_waited_for(due_on: date, *, now: datetime) -> bool:
    """Tell whether the last day to answer has not passed yet in Seoul."""
    return seoul_time(now).date() <= due_on


def refusals(
    *,
    requests: int,
    waiting_until: date | None,
    accepted_at: datetime,
    days: int,
    late_reason: str,
    calendar: Calendar,
    now: datetime,
) -> dict[str, list[str]]:
    """Return what speaks against asking now, by field; nothing when it is lawful.

    `requests` is how often it was asked before, `waiting_until` the last day of the request that is still open.
    """
    longest = LONGEST_AGAIN_DAYS if requests else LONGEST_DAYS
    errors: dict[str, list[str]] = {}
    if requests >= MOST_REQUESTS:
        errors["supplement_request"] = [_("보완은 두 번까지 요구할 수 있습니다.")]
    elif waiting_until is not None and is_waited_for(waiting_until, now=now):
        errors["supplement_request"] = [_("보완 기한이 지난 뒤에 다시 요구할 수 있습니다.")]
    if not 1 <= days <= longest:
        errors["days"] = [_("보완 기간은 1일에서 %(longest)d일까지입니다.") % {"longest": longest}]
    if not requests and not late_reason and now > add_working_hours(accepted_at, REQUEST_HOURS, calendar):
        errors["late_reason"] = [
            _("접수한 때부터 8근무시간이 지났습니다. 현장조사 등으로 뒤늦게 알게 된 사유를 적어 주세요.")
        ]
    return errors


def extension_refusals(*, extensions: int, days: int) -> dict[str, list[str]]:
    """Return what speaks against giving the citizen `days` more; they may ask twice (시행령 §24③)."""
    if extensions >= MOST_EXTENSIONS:
        return {"days": [_("보완 기간은 두 번까지 연장할 수 있습니다.")]}
    if not 1 <= days <= LONGEST_DAYS:
        return {"days": [_("보완 기간은 1일에서 %(longest)d일까지입니다.") % {"longest": LONGEST_DAYS}]}
    return {}
