"""The citizen is not content and asks for one more answer (추가 답변): it goes to the department, not to a pool."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint
from complaints.policies import deadline
from complaints.policies.explanation import REOPENED
from complaints.policies.transitions import InvalidFields, NotPossible
from complaints.selectors.absences import substitute_of
from complaints.selectors.rules import rules_of
from complaints.services.clock import read_clock, start_clock
from complaints.services.recording import change, lock, lock_for_citizen, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, Party
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

LONGEST_TEXT = 10_000
MOST_REOPENINGS = 1


def reopen(*, complaint_id: UUID, user: User | None, text: str, now: datetime, version: int | None = None) -> Complaint:
    """Open an answered complaint once more, within the days its district gives, for what `text` says is missing.

    The officer who answered keeps it, or whoever stands in for them; the clock starts again with the period of its
    kind; the first answer stays in the history. `user` None is the citizen, whose token the caller has checked. Raises
    ComplaintNotFound, StaleVersion, NotPossible, NotAllowed, InvalidFields.
    """
    typed = cleaned(text)
    errors = too_long({"text": (typed, LONGEST_TEXT)})
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        if user is None:
            complaint = lock_for_citizen(complaint_id=complaint_id)
        else:
            complaint = lock(complaint_id=complaint_id, user=user, version=version)
        _check_in_time(complaint, now)
        reopen_locked(complaint=complaint, by=user or Party.CITIZEN, text=typed, now=now)
        tell_citizen(complaint=complaint, purpose=Purpose.REOPENED, now=now)
    return complaint


def reopen_locked(*, complaint: Complaint, by: User | Party, text: str, now: datetime) -> None:
    """Give the locked, answered `complaint` back to its officer with a new period; tell the screens."""
    earlier = read_clock(complaint=complaint, now=now)
    change(
        complaint=complaint,
        action=Action.REOPEN,
        by=by,
        now=now,
        text=text,
        given={"text": text},
        official=_who_has_it(complaint, now),
        reopened_at=now,
        reopen_count=MOST_REOPENINGS,
        completed_at=None,
        survey_at=None,
        closing_reason="",
        exception_ground="",
        remedy="",
        result="",
        next_progress_at=deadline.next_progress_at(accepted_at=now, now=now),
        **start_clock(complaint=complaint, now=now, reason=REOPENED, earlier=earlier),
    )
    tell_screens(complaint=complaint, action=Action.REOPEN, now=now)


def _who_has_it(complaint: Complaint, now: datetime) -> User | None:
    if complaint.official is None:
        return None
    return substitute_of(official=complaint.official, on=seoul_time(now).date()) or complaint.official


def _check_in_time(complaint: Complaint, now: datetime) -> None:
    if complaint.completed_at is None:
        return
    if complaint.reopen_count >= MOST_REOPENINGS:
        raise NotPossible(_("추가 답변은 한 번만 요청할 수 있습니다. 새 민원으로 신청해 주세요."))
    days = rules_of(district_code=complaint.district_id).reopen_days
    if now > complaint.completed_at + timedelta(days=days):
        raise NotPossible(
            _("추가 답변은 처리가 끝난 뒤 %(days)d일 안에 요청할 수 있습니다. 새 민원으로 신청해 주세요.")
            % {"days": days}
        )
