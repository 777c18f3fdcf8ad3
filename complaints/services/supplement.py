"""Asking the citizen for what is missing, and what becomes of it (보완, 민원처리법 §22, 시행령 §24–25).

The clock stands from the day of the request to the day of the answer, both left out. All raise ComplaintNotFound,
NotPossible, NotAllowed and InvalidFields; what staff do also StaleVersion.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint
from complaints.policies import supplement as rules
from complaints.policies.transitions import InvalidFields
from complaints.services.clock import calendar_of, pause, read_clock, resume
from complaints.services.recording import change, lock, lock_for_citizen, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, Party
from feed.services import unit_of_work
from messaging.types import Purpose

LONGEST_TEXT = 10_000


def request_supplement(
    *,
    complaint_id: UUID,
    user: User,
    version: int,
    supplement_request: str,
    days: int,
    now: datetime,
    late_reason: str = "",
) -> Complaint:
    """Ask the citizen for what is missing, to be given within `days` days (the first not counted), and tell them.

    Within eight working hours of the acceptance, or with a `late_reason` (found by a site visit). Once the first time
    has passed it may be asked for once more, for ten days at most.
    """
    text, reason = cleaned(supplement_request), cleaned(late_reason)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        clock = read_clock(complaint=complaint, now=now)
        accepted_at, _due_at = complaint.clock()
        errors = too_long({"supplement_request": (text, LONGEST_TEXT)}) | rules.refusals(
            requests=complaint.supplement_requests,
            waiting_until=complaint.supplement_due_on,
            accepted_at=accepted_at,
            days=days,
            late_reason=reason,
            calendar=clock.calendar,
            now=now,
        )
        if errors:
            raise InvalidFields(errors=errors)
        due_on = rules.due_on(now=now, days=days, calendar=clock.calendar)
        change(
            complaint=complaint,
            action=Action.REQUEST_SUPPLEMENT,
            by=user,
            now=now,
            text=text,
            data={"due_on": due_on.isoformat(), "late_reason": reason},
            supplement_request=text,
            supplement_due_on=due_on,
            supplement_requests=complaint.supplement_requests + 1,
            **pause(clock, now=now),
        )
        tell_citizen(complaint=complaint, purpose=Purpose.SUPPLEMENT, now=now)
        tell_screens(complaint=complaint, action=Action.REQUEST_SUPPLEMENT, now=now)
    return complaint


def extend_supplement(
    *, complaint_id: UUID, user: User | None, days: int, now: datetime, reason: str = "", version: int | None = None
) -> Complaint:
    """Give the citizen `days` more to supplement, because they ask for it: twice at most (시행령 §24③).

    `user` None is the citizen, whose token the caller has checked.
    """
    text = cleaned(reason)
    with unit_of_work():
        complaint = _lock(complaint_id, user, version)
        errors = rules.extension_refusals(extensions=complaint.supplement_extensions, days=days)
        if errors:
            raise InvalidFields(errors=errors)
        calendar = calendar_of(complaint.district_id, since=now, now=now)
        due_on = complaint.supplement_due_on
        change(
            complaint=complaint,
            action=Action.EXTEND_SUPPLEMENT,
            by=user or Party.CITIZEN,
            now=now,
            text=text,
            data={"days": days},
            supplement_due_on=due_on and calendar.next_working_day(due_on + timedelta(days=days)),
            supplement_extensions=complaint.supplement_extensions + 1,
        )
        tell_screens(complaint=complaint, action=Action.EXTEND_SUPPLEMENT, now=now)
    return complaint


def supplement(
    *, complaint_id: UUID, user: User | None, text: str, now: datetime, version: int | None = None
) -> Complaint:
    """Take in what the citizen added (`user` None: they themselves), and let the clock run on."""
    answer = cleaned(text)
    errors = too_long({"text": (answer, LONGEST_TEXT)})
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint = _lock(complaint_id, user, version)
        fields = resume(read_clock(complaint=complaint, now=now), now=now)
        change(
            complaint=complaint,
            action=Action.SUPPLEMENT,
            by=user or Party.CITIZEN,
            now=now,
            text=answer,
            given={"text": answer},
            supplement_due_on=None,
            **fields,
        )
        tell_screens(complaint=complaint, action=Action.SUPPLEMENT, now=now)
    return complaint


def supplement_is_late(complaint: Complaint, *, now: datetime) -> dict[str, list[str]]:
    """Return why a complaint may not be given back yet for want of a supplement: both requests must have passed."""
    due_on = complaint.supplement_due_on
    if due_on is None:
        return {}
    if complaint.supplement_requests < rules.MOST_REQUESTS or rules.is_waited_for(due_on, now=now):
        return {"result": [_("보완을 두 번 요구하고 그 기한이 지난 뒤에 반려할 수 있습니다.")]}
    return {}


def _lock(complaint_id: UUID, user: User | None, version: int | None) -> Complaint:
    if user is None:
        return lock_for_citizen(complaint_id=complaint_id)
    return lock(complaint_id=complaint_id, user=user, version=version)
