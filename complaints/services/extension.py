"""More time, and time that does not count (민원처리법 시행령 §17⑤, §20, §21).

All raise ComplaintNotFound, StaleVersion, NotPossible, NotAllowed and InvalidFields.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint
from complaints.policies import deadline, exclusion
from complaints.policies.deadline import Change
from complaints.policies.extension import refusals
from complaints.policies.transitions import InvalidFields
from complaints.selectors.rules import rules_of
from complaints.services.clock import Clock, read_clock
from complaints.services.recording import change, lock, note, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, DeadlineKind, ExclusionReason, ExtensionReason, Kind, Party
from feed.services import unit_of_work
from messaging.types import Purpose

ARTICLE = "민원처리법 시행령 제21조"
LONGEST_TEXT = 2_000


def extend(
    *,
    complaint_id: UUID,
    user: User,
    version: int,
    amount: int,
    reason: str,
    now: datetime,
    explanation: str = "",
    consent: str = "",
) -> Complaint:
    """Extend the period by `amount` of its own unit for a lawful `reason` (`ExtensionReason`), and tell the citizen.

    At most as long as the original period; a second time only with the citizen's `consent` (how and when they agreed).
    """
    said, agreed = cleaned(explanation), cleaned(consent)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        clock = read_clock(complaint=complaint, now=now)
        begun = deadline.started(clock.changes)
        errors = too_long({"explanation": (said, LONGEST_TEXT), "consent": (agreed, LONGEST_TEXT)}) | refusals(
            original=begun.amount,
            extensions=complaint.extension_count,
            amount=amount,
            reason=reason,
            explanation=said,
            consent=agreed,
        )
        if errors:
            raise InvalidFields(errors=errors)
        label = ExtensionReason(reason).label
        extension = Change(DeadlineKind.EXTEND, now, amount, begun.unit, reason=reason)
        change(
            complaint=complaint,
            action=Action.EXTEND,
            by=user,
            now=now,
            text=said,
            data={"amount": amount, "unit": begun.unit, "reason": reason, "consent": agreed},
            given={"reason": reason},
            extension_count=complaint.extension_count + 1,
            **clock.add(extension, article=ARTICLE),
        )
        tell_citizen(complaint=complaint, purpose=Purpose.EXTENSION, now=now, details={"reason": said or label})
        tell_screens(complaint=complaint, action=Action.EXTEND, now=now)
    return complaint


def exclude(
    *,
    complaint_id: UUID,
    user: User,
    version: int,
    reason: str,
    starts_on: date | None,
    ends_on: date | None,
    now: datetime,
    explanation: str = "",
) -> Complaint:
    """Leave the days from `starts_on` to `ends_on`, both included, out of the period for a `reason` of the law
    (`ExclusionReason`, not the supplement). A site investigation only for a 고충민원: 14 days, and once 7 more."""
    said = cleaned(explanation)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        clock = read_clock(complaint=complaint, now=now)
        errors = too_long({"explanation": (said, LONGEST_TEXT)}) | _exclusion_errors(clock, reason, starts_on, ends_on)
        if errors:
            raise InvalidFields(errors=errors)
        fields = {}
        if starts_on and ends_on:
            why = ExclusionReason(reason)
            fields = clock.exclude(starts_on, ends_on, reason=why, at=now, article=exclusion.ARTICLES[why])
        change(
            complaint=complaint,
            action=Action.EXCLUDE,
            by=user,
            now=now,
            text=said,
            data={"reason": reason, "starts_on": str(starts_on), "ends_on": str(ends_on)},
            given={"reason": reason, "starts_on": starts_on, "ends_on": ends_on},
            **fields,
        )
        tell_screens(complaint=complaint, action=Action.EXCLUDE, now=now)
    return complaint


def exclude_outage(*, starts_on: date, ends_on: date, district_codes: frozenset[str], now: datetime) -> int:
    """Leave the days of an outage that made processing impossible out of every open clock of the districts
    (시행령 §20 제2호). Returns how many complaints it was; doing it again for the same days changes nothing."""
    changed = 0
    running = Complaint.objects.running().filter(district__in=district_codes, due_at__isnull=False)
    for complaint_id in list(running.filter(accepted_at__lte=now).order_by("id").values_list("id", flat=True)):
        with unit_of_work():
            complaint = Complaint.objects.running().select_for_update().filter(pk=complaint_id).first()
            if complaint is None:
                continue
            clock = read_clock(complaint=complaint, now=now)
            outage = ExclusionReason.OUTAGE
            if any(past.reason == outage and past.starts_on == starts_on for past in clock.changes):
                continue
            fields = clock.exclude(starts_on, ends_on, reason=outage, at=now, article=exclusion.ARTICLES[outage])
            for name, value in fields.items():
                setattr(complaint, name, value)
            note(complaint=complaint, action=Action.RECALCULATE, by=Party.SYSTEM, now=now, fields=fields)
            tell_screens(complaint=complaint, action=Action.RECALCULATE, now=now)
            changed += 1
    return changed


def _exclusion_errors(clock: Clock, reason: str, starts_on: date | None, ends_on: date | None) -> dict[str, list[str]]:
    if reason not in ExclusionReason.values or reason == ExclusionReason.SUPPLEMENT:
        return {"reason": [_("처리기간에서 제외하는 사유를 목록에서 골라 주세요.")]}
    if starts_on is None or ends_on is None:
        return {}
    working = False
    if reason == ExclusionReason.INVESTIGATION:
        working = rules_of(district_code=clock.complaint.district_id).investigation_in_working_days
    return exclusion.refusals(
        changes=clock.changes,
        kind=Kind(clock.complaint.kind),
        reason=ExclusionReason(reason),
        starts_on=starts_on,
        ends_on=ends_on,
        calendar=clock.calendar,
        in_working_days=working,
    )
