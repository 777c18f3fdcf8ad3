"""What agents remind themselves of: look at a contact again at a certain time."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from contacts.models import Contact, FollowUp
from contacts.policies.text import EmptyMessage, staff_text
from contacts.policies.transitions import CENTRE, NotAllowed
from contacts.selectors import ContactNotFound
from feed.errors import DomainError
from feed.services import publish, unit_of_work

LONGEST_NOTE = 200


class FollowUpTimePast(DomainError):
    """A time to look again lies in the future: 422."""

    code = "follow_up_time_past"
    status = 422
    message = gettext_lazy("지금보다 뒤의 날짜와 시각을 고르세요.")


class FollowUpSaysNothing(DomainError):
    """What is to be done then has to be said: 422."""

    code = "follow_up_says_nothing"
    status = 422
    message = gettext_lazy("그때 무엇을 할지 적어 주세요.")


class FollowUpNotFound(DomainError):
    """The user has no such reminder: 404."""

    code = "follow_up_not_found"
    status = 404
    message = gettext_lazy("그런 할 일이 없거나 이미 마쳤습니다.")


def set_follow_up(*, contact_id: UUID, user: User, due_at: datetime | None, note: str, now: datetime) -> FollowUp:
    """Remind `user` of a contact they may see, at `due_at` (aware), of what `note` says; personal numbers are masked.

    The same time for the same contact again changes what is to be done then. Raises FollowUpTimePast,
    FollowUpSaysNothing (422), NotAllowed (403), ContactNotFound (404).
    """
    if user.role not in CENTRE:
        raise NotAllowed
    if not Contact.objects.visible_to(user).filter(pk=contact_id).exists():
        raise ContactNotFound
    if due_at is None or due_at <= now:
        raise FollowUpTimePast
    try:
        words = staff_text(text=note, mask=True)[:LONGEST_NOTE]
    except EmptyMessage as error:
        raise FollowUpSaysNothing from error
    with unit_of_work():
        follow_up, _made = FollowUp.objects.update_or_create(
            contact_id=contact_id,
            user=user,
            due_at=due_at,
            done_at=None,
            defaults={"note": words},
            create_defaults={"note": words, "created_at": now},
        )
        _tell(follow_up, "follow_up.changed", now=now)
        return follow_up


def finish_follow_up(*, follow_up_id: UUID, user: User, now: datetime) -> None:
    """Take a reminder off the list of the user whose it is. Raises FollowUpNotFound (404)."""
    with unit_of_work():
        mine = FollowUp.objects.select_for_update().filter(pk=follow_up_id, user=user, done_at=None)
        follow_up = mine.first()
        if follow_up is None:
            raise FollowUpNotFound
        follow_up.done_at = now
        follow_up.save(update_fields=["done_at"])
        _tell(follow_up, "follow_up.changed", now=now)


def tell_follow_ups(*, now: datetime, limit: int = 200) -> int:
    """Tell the consoles of those whose time to look again has come. Returns how many were told."""
    with unit_of_work():
        due = FollowUp.objects.select_for_update(skip_locked=True).filter(done_at=None, told_at=None, due_at__lte=now)
        told = list(due.order_by("due_at")[:limit])
        for follow_up in told:
            follow_up.told_at = now
            _tell(follow_up, "follow_up.due", now=now)
        FollowUp.objects.bulk_update(told, ["told_at"])
        return len(told)


def _tell(follow_up: FollowUp, kind: str, *, now: datetime) -> None:
    ids = {"contact": str(follow_up.contact_id)}
    publish(streams=[f"user:{follow_up.user_id}"], kind=kind, ids=ids, now=now)
