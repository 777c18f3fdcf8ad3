"""What a person does about a message that did not get through."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.doorbell import ring_until_answered
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.models import OutboundMessage
from messaging.services.enqueue import task_of
from messaging.services.events import tell
from messaging.services.receipts import UnknownMessage
from messaging.types import NEEDS_A_PERSON, OutboundState


class NotPossibleNow(DomainError):
    """The message is past that: sent, on its way, or called off; `extra`: state."""

    code = "not_possible_now"
    status = 409
    message = _("이미 처리된 메시지입니다. 현재 상태를 확인해 주세요.")


def resend(*, message_id: UUID, user: User, now: datetime) -> OutboundMessage:
    """Send a failed or uncertain message again; of one that another way took over from, the last way.

    It keeps its key unless the provider had accepted it, so that an uncertain one cannot arrive twice. Whether `user`
    may do so is for the caller to know, by the contact or complaint. Raises UnknownMessage, NotPossibleNow.
    """
    with unit_of_work():
        row = _locked(_last_way(message_id))
        if row.state not in NEEDS_A_PERSON:
            raise NotPossibleNow(state=row.state)
        if row.provider_message_id:
            row.resends += 1
        row.state, row.attempts, row.not_before, row.may_have_arrived = OutboundState.QUEUED, 0, now, False
        row.provider_message_id = row.provider_code = row.failure_reason = ""
        row.sent_at, row.ask_after, row.handled_by, row.noted_state = None, None, user, ""
        row.save()
        tell(row, now=now)
        ring_until_answered(task_of(row.provider))
    return row


def cancel(*, message_id: UUID, user: User, now: datetime) -> OutboundMessage:
    """Call a waiting message off, or take a failed one off the list because it was settled another way.

    Raises UnknownMessage, and NotPossibleNow for what is on its way or has been sent.
    """
    with unit_of_work():
        row = _locked(message_id)
        if row.state != OutboundState.QUEUED and row.state not in NEEDS_A_PERSON:
            raise NotPossibleNow(state=row.state)
        row.state, row.handled_by = OutboundState.CANCELLED, user
        row.save(update_fields=["state", "handled_by"])
        tell(row, now=now)
    return row


def note_state(*, message_id: UUID, state: OutboundState) -> bool:
    """Take note that the message is in `state`, in the caller's transaction; False when it is not any more, or when
    somebody else has taken note already. A later state can be noted again."""
    noted = OutboundMessage.objects.filter(~Q(noted_state=state), pk=message_id, state=state)
    return bool(noted.update(noted_state=state))


def _last_way(message_id: UUID) -> UUID:
    later = OutboundMessage.objects.filter(origin=message_id).order_by("-sequence")
    return later.values_list("pk", flat=True).first() or message_id


def _locked(message_id: UUID) -> OutboundMessage:
    row = OutboundMessage.objects.select_for_update().filter(pk=message_id).first()
    if row is None:
        raise UnknownMessage
    return row
