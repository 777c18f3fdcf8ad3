"""The wordings a department uses again are written, changed and thrown away."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from complaints.models import ReplyTemplate
from complaints.policies.replies import reply_errors
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.selectors.scope import works_for_department
from complaints.services.text import cleaned
from complaints.types.replies import ReplyUse
from districts.selectors import topics
from feed.errors import DomainError

MAY_WRITE = (Role.OFFICIAL, Role.HEAD)


class ReplyNotFound(DomainError):
    """There is no such wording, or it is another department's."""

    code = "reply_not_found"
    status = 404
    message = gettext_lazy("답변 문안을 찾을 수 없습니다.")


def save_reply(
    *,
    user: User,
    reply_id: UUID | None,
    department_code: str,
    topic_code: str,
    use: str,
    name: str,
    text: str,
    now: datetime,
) -> ReplyTemplate:
    """Keep a wording for a department of the user, for one topic or ("") all; `reply_id` None is a new one.

    Raises NotAllowed, ReplyNotFound, InvalidFields.
    """
    if user.role not in MAY_WRITE:
        raise NotAllowed
    called, said = cleaned(name), cleaned(text)
    errors = reply_errors(name=called, text=said)
    if use not in ReplyUse.values:
        errors["use"] = [_("목록에서 골라 주세요.")]
    if not works_for_department(user=user, code=department_code):
        errors["department_code"] = [_("담당하는 부서가 아닙니다.")]
    if topic_code and topic_code not in {topic.code for topic in topics()}:
        errors["topic_code"] = [_("없는 업무 분야입니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    with transaction.atomic():
        row = _own(user, reply_id) if reply_id else ReplyTemplate()
        row.department_id, row.topic_id, row.use = department_code, topic_code or None, use
        row.name, row.text, row.author, row.at = called, said, user, now
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise InvalidFields(errors={"name": [_("같은 이름의 문안이 있습니다.")]}) from error
    return row


def forget_reply(*, user: User, reply_id: UUID) -> None:
    """Throw a wording away. Raises NotAllowed, ReplyNotFound."""
    if user.role not in MAY_WRITE:
        raise NotAllowed
    with transaction.atomic():
        _own(user, reply_id).delete()


def _own(user: User, reply_id: UUID) -> ReplyTemplate:
    mine = access_of(user=user).rows(district="department__district_id", department="department_id")
    found = ReplyTemplate.objects.select_for_update(of=("self",)).filter(mine, pk=reply_id).first()
    if found is None:
        raise ReplyNotFound
    return found
