"""Correct where a contact belongs, end it, and close it with a result."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact, Draft
from contacts.policies import wording
from contacts.policies.text import LONGEST_STAFF_TEXT, MessageTooLong
from contacts.policies.transitions import Action
from contacts.services.conversation import (
    add_system_line,
    advance,
    lock_for,
    lock_held,
    tell,
)
from contacts.services.promises import settle_with_result
from contacts.services.responding import UnknownDistrict
from contacts.services.transferring import cancel_transfer
from contacts.services.video import end_room_of
from contacts.services.waiting import enqueue
from contacts.services.wrapping_up import begin_wrap_up
from contacts.types import ContactState, Direction, WrapUpCode
from districts import selectors as districts
from districts.types import CITY_HALL
from feed.errors import DomainError
from feed.services import unit_of_work
from korean.privacy import clean_text, mask_personal_numbers
from routing import services as routing

IDLE_AFTER = timedelta(minutes=30)
LINES_LEARNT = 20


class WrapUpCodeMissing(DomainError):
    """A contact is closed only with a result: 422."""

    code = "wrap_up_code_missing"
    status = 422
    message = _("상담 결과를 골라 주세요.")


def correct_routing(
    *,
    contact_id: UUID,
    user: User,
    district_code: str = "",
    topic_code: str = "",
    department_code: str = "",
    handling: str = "",
    reason: str = "",
    now: datetime,
) -> Contact:
    """Correct by hand where a contact belongs and how it is handled; a waiting one moves to the right queue.

    What is "" stays. It keeps the time since which it waits. The correction is kept as a labelled case.
    Raises UnknownDistrict, and of routing UnknownTopic, UnknownDepartment, UnknownHandling and NothingCorrected (422),
    ActionNotPossible (409), NotAllowed (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.CORRECT_ROUTING)
        known = {info.code: info for info in districts.all_districts()}
        if district_code and district_code not in known:
            raise UnknownDistrict
        before = contact.district_id or CITY_HALL
        corrected = bool(district_code or topic_code or department_code or handling)
        record = routing.correct_decision(
            subject_ref=contact.pk,
            district_code=district_code or (contact.district_id or "" if corrected else ""),
            topic_code=topic_code or (contact.topic_id or "" if corrected else ""),
            department_code=department_code,
            handling=handling,
            user=user,
            reason=reason,
            text=_citizens_words(contact),
            now=now,
        )
        place = record.district_id or contact.district_id
        advance(
            contact,
            Action.CORRECT_ROUTING,
            decision=record,
            district_id=place,
            topic_id=record.topic_id or contact.topic_id,
            department_id=record.department_id,
        )
        if contact.state == ContactState.WAITING and place is not None and before != place:
            routing.move(contact_ref=contact.pk, district_code=place, now=now)
        add_system_line(
            contact,
            wording.routing_corrected(
                district=known[place].name if place else "", topic=record.topic.name if record.topic else ""
            ),
            now=now,
        )
        tell(contact, "contact.routed", now=now, also=[f"district:{before}"])
        return contact


def end(*, contact_id: UUID, user: User, now: datetime) -> Contact:
    """End the conversation: the contact goes to wrap-up, a call is hung up, a video room closes, and a request to an
    official is taken back.

    Raises ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.END)
        cancel_transfer(contact, now=now)
        advance(contact, Action.END, ended_at=now)
        begin_wrap_up(contact, now=now)
        end_room_of(contact, now=now)
        tell(contact, "contact.ended", now=now)
        return contact


def finish(*, contact_id: UUID, user: User, wrap_up_code: str, note: str = "", now: datetime) -> Contact:
    """Close a contact with its result, from wrap-up or straight from the conversation, and free the agent's seat.

    Raises WrapUpCodeMissing, MessageTooLong (422), ActionNotPossible (409), NotYourContact (403),
    ContactNotFound (404).
    """
    if wrap_up_code not in WrapUpCode.values:
        raise WrapUpCodeMissing
    if len(note) > LONGEST_STAFF_TEXT:
        raise MessageTooLong(limit=LONGEST_STAFF_TEXT, length=len(note))
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.FINISH)
        close(contact, wrap_up_code=wrap_up_code, note=mask_personal_numbers(clean_text(note))[0], now=now)
        return contact


def close(contact: Contact, *, wrap_up_code: str, note: str, now: datetime) -> None:
    """Close a locked contact that somebody has in hand, free their seat and forget the drafts."""
    cancel_transfer(contact, now=now)
    advance(
        contact,
        Action.FINISH,
        ended_at=contact.ended_at or now,
        closed_at=now,
        wrap_up_code=wrap_up_code,
        wrap_up_note=note,
    )
    settle_with_result(contact, now=now)
    end_room_of(contact, now=now)
    routing.release(contact_ref=contact.pk, now=now)
    Draft.objects.filter(contact=contact).delete()
    tell(contact, "contact.closed", now=now)


def close_idle(*, now: datetime, limit: int = 200) -> int:
    """Close the contacts that were answered automatically and whose citizens have said nothing for 30 minutes.

    One that was not answered goes into the queue instead: who does not say where it is still wants it done. One that
    an agent has, or that waits for one, is left alone. Returns how many were closed or queued.
    """
    idle = Contact.objects.select_related("citizen").filter(
        state__in=[ContactState.OPEN, ContactState.ASKING, ContactState.ANSWERED],
        last_citizen_message_at__lte=now - IDLE_AFTER,
    )
    settled = 0
    for contact_id in list(idle.order_by("last_citizen_message_at").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            contact = idle.select_for_update(of=("self",), skip_locked=True).filter(pk=contact_id).first()
            if contact is None:
                continue
            settled += 1
            if contact.state != ContactState.ANSWERED:
                enqueue(contact, now=now)
                continue
            advance(
                contact,
                Action.CLOSE_IDLE,
                ended_at=now,
                closed_at=now,
                wrap_up_code=WrapUpCode.ANSWERED,
            )
            tell(contact, "contact.closed", now=now)
    return settled


def _citizens_words(contact: Contact) -> str:
    said = contact.messages.filter(direction=Direction.INBOUND).order_by("sequence").values_list("text", flat=True)
    return "\n".join(said[:LINES_LEARNT])
