"""A citizen objects to the refusal of a 법정민원, and the agency decides (민원처리법 §35)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint, Objection
from complaints.policies.objection import decide_by, object_until
from complaints.policies.transitions import DEPARTMENT, InvalidFields, NotAllowed, NotPossible
from complaints.services.clock import calendar_of
from complaints.services.recording import lock, lock_for_citizen, note, tell_citizen, tell_screens
from complaints.services.reopening import reopen_locked
from complaints.services.text import cleaned, too_long
from complaints.types import Action, Kind, Party, State
from complaints.types.objections import ObjectionOutcome
from districts.policies.working_time import Calendar
from feed.services import unit_of_work
from korean.dates import day_as_people_write, seoul_time
from messaging.types import Purpose

LONGEST_TEXT = 10_000


def file_objection(*, complaint_id: UUID, text: str, now: datetime) -> Objection:
    """Take in what a citizen says against a refusal, within sixty days; the caller has checked that it is theirs.

    It is decided within ten days. Raises ComplaintNotFound, NotPossible, InvalidFields.
    """
    said = _checked("text", text)
    with unit_of_work():
        complaint = lock_for_citizen(complaint_id=complaint_id)
        until = object_until(kind=Kind(complaint.kind), state=State(complaint.state), refused_at=complaint.completed_at)
        if until is None:
            raise NotPossible(_("거부된 법정민원에만 이의신청을 할 수 있습니다(민원처리법 제35조)."))
        if seoul_time(now).date() > until:
            raise NotPossible(_("이의신청은 거부 통지를 받은 날부터 60일 안에 할 수 있습니다(민원처리법 제35조)."))
        if Objection.objects.filter(complaint=complaint).exists():
            raise NotPossible(_("이미 이의신청을 하셨습니다."))
        due_at = decide_by(filed_at=now, extended=False, calendar=_calendar(complaint, now))
        objection = Objection.objects.create(
            complaint=complaint, text=said, filed_at=now, due_at=due_at, original_due_at=due_at
        )
        told = _("이의신청을 접수했습니다. %(day)s까지 결정해 알려 드립니다.") % {"day": day_as_people_write(due_at)}
        _tell(complaint, Action.OBJECT, Party.CITIZEN, said, told, now)
    return objection


def extend_objection(*, complaint_id: UUID, user: User, reason: str, now: datetime) -> Objection:
    """Take ten days more for the decision, once and before its day, and tell the citizen why (§35②).

    Raises ComplaintNotFound, NotAllowed, NotPossible, InvalidFields.
    """
    why = _checked("reason", reason)
    with unit_of_work():
        complaint, objection = _lock(complaint_id, user)
        if objection.extension_reason or now > objection.due_at:
            raise NotPossible(_("결정기간은 그 기간이 지나기 전에 한 번만 늘릴 수 있습니다."))
        calendar = _calendar(complaint, objection.filed_at)
        objection.due_at = decide_by(filed_at=objection.filed_at, extended=True, calendar=calendar)
        objection.extension_reason = why
        objection.save(update_fields=["due_at", "extension_reason"])
        told = _("이의신청의 결정기간을 %(day)s까지 늘렸습니다. 사유: %(reason)s") % {
            "day": day_as_people_write(objection.due_at),
            "reason": why,
        }
        _tell(complaint, Action.EXTEND_OBJECTION, user, why, told, now)
    return objection


def decide_objection(*, complaint_id: UUID, user: User, outcome: str, answer: str, now: datetime) -> Objection:
    """Decide on the objection and tell the citizen the reasons. An objection that is upheld gives the complaint back to
    its officer with a new period. Raises ComplaintNotFound, NotAllowed, NotPossible, InvalidFields."""
    said = _checked("answer", answer)
    if outcome not in ObjectionOutcome.values:
        raise InvalidFields(errors={"outcome": [_("결정을 목록에서 골라 주세요.")]})
    with unit_of_work():
        complaint, objection = _lock(complaint_id, user)
        objection.outcome, objection.answer, objection.decided_by, objection.decided_at = outcome, said, user, now
        objection.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
        told = _("이의신청 결정: %(outcome)s. 이유: %(reason)s") % {
            "outcome": ObjectionOutcome(outcome).label,
            "reason": said,
        }
        _tell(complaint, Action.DECIDE_OBJECTION, user, said, told, now)
        if outcome == ObjectionOutcome.UPHELD:
            reopen_locked(complaint=complaint, by=Party.CITIZEN, text=objection.text, now=now)
    return objection


def _lock(complaint_id: UUID, user: User) -> tuple[Complaint, Objection]:
    complaint = lock(complaint_id=complaint_id, user=user, version=None)
    if user.role not in DEPARTMENT:
        raise NotAllowed
    objection = Objection.objects.select_for_update().filter(complaint=complaint, outcome="").first()
    if objection is None:
        raise NotPossible(_("결정할 이의신청이 없습니다."))
    return complaint, objection


def _tell(complaint: Complaint, action: Action, by: User | Party, text: str, told: str, now: datetime) -> None:
    note(complaint=complaint, action=action, by=by, now=now, text=text)
    tell_citizen(complaint=complaint, purpose=Purpose.OBJECTION, now=now, details={"objection": told})
    tell_screens(complaint=complaint, action=action, now=now)


def _calendar(complaint: Complaint, since: datetime) -> Calendar:
    return calendar_of(complaint.district_id, since=since, now=since)


def _checked(name: str, text: str) -> str:
    typed = cleaned(text)
    errors = too_long({name: (typed, LONGEST_TEXT)})
    if not typed:
        errors[name] = [_("필수 항목입니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    return typed
