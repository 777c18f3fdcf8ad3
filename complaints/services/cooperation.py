"""One department is in charge and asks others for help (협조, 복합민원; 민원처리법 §20, §31).

The helpers answer the department, the department answers the citizen, once.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from complaints.models import Complaint, CooperationTask
from complaints.policies.transitions import IN_HAND, InvalidFields, NotAllowed, NotPossible
from complaints.services.recording import lock, note, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, CooperationState
from districts.selectors import department
from feed.errors import DomainError
from feed.services import unit_of_work

LONGEST_TEXT = 10_000
DEPARTMENT = frozenset({Role.OFFICIAL, Role.HEAD, Role.INTEGRATION})


class CooperationNotFound(DomainError):
    """There is no such request, or none that the user may see."""

    code = "cooperation_not_found"
    status = 404
    message = gettext_lazy("협조 요청을 찾을 수 없습니다.")


class CooperationChanged(DomainError):
    """Somebody changed the request since the user read it."""

    code = "stale_version"
    status = 409
    message = gettext_lazy("그 사이 협조 요청이 바뀌었습니다. 새 내용을 확인하고 다시 저장해 주세요.")


def ask_cooperation(
    *,
    complaint_id: UUID,
    user: User,
    version: int,
    department_code: str,
    question: str,
    reply_by: datetime | None,
    now: datetime,
) -> CooperationTask:
    """Ask another department, to be answered by `reply_by`, within the period of the complaint (§20①).

    Raises ComplaintNotFound, StaleVersion, NotPossible, NotAllowed, InvalidFields.
    """
    text = cleaned(question)
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        if user.role not in DEPARTMENT:
            raise NotAllowed
        if complaint.state not in IN_HAND:
            raise NotPossible(_("담당자가 처리 중인 민원만 협조를 요청할 수 있습니다."))
        helper = department(code=department_code)
        errors = too_long({"question": (text, LONGEST_TEXT)})
        if not text:
            errors["question"] = [_("필수 항목입니다.")]
        if helper is None or department_code == complaint.department_id:
            errors["department_code"] = [_("협조할 다른 부서를 골라 주세요.")]
        elif CooperationTask.objects.filter(
            complaint=complaint, department=department_code, state=CooperationState.OPEN
        ).exists():
            errors["department_code"] = [_("이 부서에는 이미 협조를 요청했습니다.")]
        _accepted_at, due_at = complaint.clock()
        if reply_by is None or reply_by <= now or (due_at > now and reply_by > due_at):
            errors["reply_by"] = [_("회신 기한은 지금 이후, 처리기한 이전이어야 합니다.")]
        if errors or reply_by is None:
            raise InvalidFields(errors=errors)
        task = CooperationTask.objects.create(
            complaint=complaint,
            department_id=department_code,
            question=text,
            reply_by=reply_by,
            original_reply_by=reply_by,
            asked_by=user,
            asked_at=now,
        )
        _tell(complaint, Action.COOPERATE, user, helper.name if helper else "", task, now)
    return task


def answer_cooperation(*, task_id: UUID, user: User, version: int, answer: str, now: datetime) -> CooperationTask:
    """Answer the department in charge. Raises CooperationNotFound, CooperationChanged, NotAllowed, InvalidFields."""
    text = cleaned(answer)
    errors = too_long({"answer": (text, LONGEST_TEXT)})
    if not text:
        errors["answer"] = [_("필수 항목입니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint, task = _lock(task_id, user, version, helper=True)
        task.state, task.answer, task.answered_by, task.answered_at = CooperationState.ANSWERED, text, user, now
        _save(task, "state", "answer", "answered_by", "answered_at")
        _tell(complaint, Action.ANSWER_COOPERATION, user, text, task, now)
    return task


def extend_cooperation(
    *, task_id: UUID, user: User, version: int, reply_by: datetime | None, reason: str, now: datetime
) -> CooperationTask:
    """Ask for more time, once, before the time is over, with the reason and the day expected (§20②)."""
    text = cleaned(reason)
    with unit_of_work():
        complaint, task = _lock(task_id, user, version, helper=True)
        errors = too_long({"reason": (text, LONGEST_TEXT)})
        if not text:
            errors["reason"] = [_("필수 항목입니다.")]
        if task.extension_reason or now > task.reply_by:
            errors["reply_by"] = [_("회신 기한은 그 기한이 지나기 전에 한 번만 연장할 수 있습니다.")]
        elif reply_by is None or reply_by <= task.reply_by:
            errors["reply_by"] = [_("지금의 회신 기한보다 뒤여야 합니다.")]
        if errors or reply_by is None:
            raise InvalidFields(errors=errors)
        task.reply_by, task.extension_reason = reply_by, text
        _save(task, "reply_by", "extension_reason")
        _tell(complaint, Action.COOPERATE, user, text, task, now)
    return task


def cancel_cooperation(*, task_id: UUID, user: User, version: int, now: datetime) -> CooperationTask:
    """Take the question back: the department in charge does not need the answer any more."""
    with unit_of_work():
        complaint, task = _lock(task_id, user, version, helper=False)
        task.state = CooperationState.CANCELLED
        _save(task, "state")
        _tell(complaint, Action.COOPERATE, user, str(CooperationState.CANCELLED.label), task, now)
    return task


def _lock(task_id: UUID, user: User, version: int, *, helper: bool) -> tuple[Complaint, CooperationTask]:
    """Return the complaint and its open task, locked in this order. `helper`: the user answers for the department
    asked; else they asked for it."""
    found = CooperationTask.objects.visible_to(user).filter(pk=task_id).first()
    if found is None:
        raise CooperationNotFound
    complaint = Complaint.objects.select_for_update().get(pk=found.complaint_id)
    task = CooperationTask.objects.select_for_update().get(pk=task_id)
    department_code = task.department_id if helper else complaint.department_id
    if user.role not in DEPARTMENT or not access_of(user=user).covers_department(department_code):
        raise NotAllowed
    if task.version != version:
        raise CooperationChanged
    if task.state != CooperationState.OPEN:
        raise NotPossible(_("이미 끝난 협조 요청입니다."))
    return complaint, task


def _save(task: CooperationTask, *fields: str) -> None:
    task.version += 1
    task.save(update_fields=["version", *fields])


def _tell(complaint: Complaint, action: Action, user: User, text: str, task: CooperationTask, now: datetime) -> None:
    data = {"task": str(task.pk), "department": task.department_id}
    note(complaint=complaint, action=action, by=user, now=now, text=text, data=data)
    tell_screens(complaint=complaint, action=action, now=now, departments=(task.department_id,))
