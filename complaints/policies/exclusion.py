"""Which days may be left out of a period, and how many (민원처리법 시행령 §17⑤, §20; 행정절차법 시행령 §11)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from complaints.policies.deadline import Change, days_between
from complaints.types import ExclusionReason, Kind
from districts.policies.working_time import Calendar, working_days_among

ARTICLES: Mapping[ExclusionReason, str] = {
    ExclusionReason.SUPPLEMENT: "민원처리법 시행령 제20조",
    ExclusionReason.INVESTIGATION: "민원처리법 시행령 제17조제5항",
    ExclusionReason.OUTAGE: "민원처리법 시행령 제20조제2호",
    ExclusionReason.DOCUMENTS: "민원처리법 시행령 제7조의2제3항",
    ExclusionReason.DISTANCE: "행정절차법 시행령 제11조",
    ExclusionReason.REPRESENTATIVE: "행정절차법 시행령 제11조",
    ExclusionReason.HEARING: "행정절차법 시행령 제11조",
    ExclusionReason.TEST: "행정절차법 시행령 제11조",
    ExclusionReason.PRIOR_CASE: "행정절차법 시행령 제11조",
}
INVESTIGATION_DAYS = 14
INVESTIGATION_MORE_DAYS = 7


def refusals(
    *,
    changes: Iterable[Change],
    kind: Kind,
    reason: ExclusionReason,
    starts_on: date,
    ends_on: date,
    calendar: Calendar,
    in_working_days: bool,
) -> dict[str, list[str]]:
    """Return what speaks against leaving these days out, by field; nothing when it is lawful.

    A site investigation belongs to a 고충민원: up to 14 days, and once up to 7 more. `in_working_days`: whether the
    district counts these as working days.
    """
    if ends_on < starts_on:
        return {"ends_on": [_("마지막 날이 첫날보다 앞설 수 없습니다.")]}
    if reason != ExclusionReason.INVESTIGATION:
        return {}
    if kind != Kind.GRIEVANCE:
        return {"reason": [_("현장조사 기간은 고충민원에서만 제외할 수 있습니다.")]}
    before = sum(change.reason == reason for change in changes)
    if before > 1:
        return {"reason": [_("현장조사 기간은 한 번만 연장할 수 있습니다.")]}
    longest = INVESTIGATION_MORE_DAYS if before else INVESTIGATION_DAYS
    days = days_between(starts_on, ends_on)
    taken = working_days_among(days, calendar) if in_working_days else len(days)
    if taken > longest:
        return {"ends_on": [_("현장조사 기간은 %(longest)d일까지입니다.") % {"longest": longest}]}
    return {}
