"""What a district has decided for itself about periods and counting."""

from django.db.models import Q

from complaints.models import DistrictRules, PeriodRule
from complaints.policies.deadline import Period
from complaints.policies.escalation import LeadTimes
from complaints.types import Kind, PeriodUnit


def agency_period(*, kind: str, district_code: str, topic_code: str, item: str = "") -> Period | None:
    """Return the period the agency has set for a 기타민원 or an item of 법정민원; None when the law itself sets it.

    The most particular rule holds: district and topic, topic, district, everywhere. At most one query.
    """
    if kind not in (Kind.SIMPLE, Kind.STATUTORY):
        return None
    rules = PeriodRule.objects.filter(
        Q(district__isnull=True) | Q(district=district_code), Q(topic__isnull=True) | Q(topic=topic_code)
    ).filter(kind=kind, item=item)
    found = max(rules, key=lambda rule: (rule.topic_id is not None, rule.district_id is not None), default=None)
    return None if found is None else Period(found.amount, PeriodUnit(found.unit), found.article)


def rules_of(*, district_code: str) -> DistrictRules:
    """Return how a district reads what the law leaves open; the suggested defaults where it has said nothing."""
    found = DistrictRules.objects.filter(district=district_code).first()
    return found or DistrictRules(district_id=district_code)


def lead_times(rules: DistrictRules) -> LeadTimes:
    """Return when a district with these rules reminds and demands."""
    return LeadTimes(
        remind_days_before=rules.remind_days_before,
        supervisor_after_hours=rules.supervisor_after_hours,
        auditor_after_hours=rules.auditor_after_hours,
    )
