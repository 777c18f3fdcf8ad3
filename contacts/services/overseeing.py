"""What supervisors do with contacts from the board: let one wait elsewhere, ask to listen in."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from contacts.models import Contact
from contacts.policies import call_wording, wording
from contacts.policies.transitions import SUPERVISORS, ActionNotPossible, NotAllowed
from contacts.policies.transitions import Action as ContactAction
from contacts.selectors import ContactNotFound
from contacts.services.conversation import add_system_line, lock, tell, tell_message
from contacts.services.responding import UnknownDistrict
from contacts.types import ContactState
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import publish, unit_of_work
from korean.privacy import clean_text, mask_personal_numbers
from messaging.types import Channel
from routing import services as routing

LONGEST_REASON = 200


class ReasonMissing(DomainError):
    """Nobody listens in without saying why: 422."""

    code = "reason_missing"
    status = 422
    message = _("청취하려는 까닭을 적어 주세요. 상담사에게도 보입니다.")


class NotACall(DomainError):
    """There is nothing to listen to: 409."""

    code = "not_a_call"
    status = 409
    message = _("통화 중인 전화 상담만 청취할 수 있습니다.")


class NoExtension(DomainError):
    """The supervisor has no telephone that could ring: 422."""

    code = "no_extension"
    status = 422
    message = _("내 계정에 내선 번호가 없어 들을 전화기가 없습니다. 시스템 관리자에게 등록을 요청하세요.")


def move_to_queue(*, contact_id: UUID, user: User, district_code: str, reason: str = "", now: datetime) -> Contact:
    """Let a waiting contact wait in the queue of another office, with the time it has waited; a live offer returns.

    The matter stays where it belongs. For supervisors. Raises UnknownDistrict (422), ActionNotPossible (409),
    NotAllowed (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = _locked(contact_id, user)
        if contact.state != ContactState.WAITING:
            raise ActionNotPossible(action=ContactAction.CORRECT_ROUTING, state=ContactState(contact.state))
        office = next((info.name for info in districts.all_districts() if info.code == district_code), None)
        if office is None:
            raise UnknownDistrict
        routing.move(contact_ref=contact.pk, district_code=district_code, now=now)
        line = wording.moved_to_queue(name=str(user), office=office, reason=_clean(reason))
        add_system_line(contact, line, now=now)
        tell(contact, "contact.queued", now=now, also=[f"district:{district_code}"])
        return contact


def request_listening(*, contact_id: UUID, user: User, reason: str, address: str, now: datetime) -> Contact:
    """Let a supervisor listen to a call that is going on, at their own extension; the exchange is told to ring it.

    It is recorded with its reason, and the agent is always told, before the telephone rings. Raises ReasonMissing,
    NoExtension (422), NotACall (409), NotAllowed (403), ContactNotFound (404).
    """
    why = _clean(reason)
    if not why:
        raise ReasonMissing
    if user.role in SUPERVISORS and not user.extension:
        raise NoExtension
    with unit_of_work():
        contact = _locked(contact_id, user)
        if contact.channel != Channel.PHONE or contact.state != ContactState.ACTIVE:
            raise NotACall
        record_access(
            user=user,
            action=AccessAction.LISTEN,
            subject_id=contact.citizen_id,
            target=f"contact:{contact.pk}",
            address=address,
            reason=why,
            now=now,
        )
        add_system_line(contact, call_wording.listening_asked(name=str(user), reason=why), now=now)
        tell_message(contact, now=now)
        ids = {"contact": str(contact.pk), "extension": user.extension}
        publish(streams=["calls"], kind="contact.listening", ids=ids, now=now)
        return contact


def listening_failed(*, call_id: str, now: datetime) -> None:
    """Tell in the conversation that nobody came to listen; nothing happens to an unknown call."""
    known = Contact.objects.filter(external_call_id=call_id).values_list("pk", flat=True).first()
    if known is not None:
        with unit_of_work():
            contact = lock(known)
            add_system_line(contact, call_wording.listening_failed(), now=now)
            tell_message(contact, now=now)


def _locked(contact_id: UUID, user: User) -> Contact:
    contact = lock(contact_id)
    if not Contact.objects.visible_to(user).filter(pk=contact.pk).exists():
        raise ContactNotFound
    if user.role not in SUPERVISORS:
        raise NotAllowed
    return contact


def _clean(reason: str) -> str:
    return mask_personal_numbers(clean_text(reason).strip())[0][:LONGEST_REASON]
