"""Hand a contact to an official or an agent with a written summary that the receiver has to read, and take it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import selectors as accounts
from accounts.models import User
from contacts.models import Contact, Transfer
from contacts.policies import wording
from contacts.policies.text import EmptyMessage, staff_text
from contacts.policies.transitions import OFFICIALS, Action, next_state
from contacts.selectors.colleagues import can_take, is_there
from contacts.services.conversation import (
    NotYourContact,
    add_system_line,
    advance,
    lock,
    lock_held,
    tell,
    work_kind,
)
from contacts.services.transfer_errors import (
    AlreadyConnecting,
    ColleagueAway,
    NotInDepartment,
    NotToYourself,
    SummaryMissing,
    SummaryNotRead,
    TransferGone,
    TransferNotFound,
    TransferTaken,
    UnknownDepartment,
)
from contacts.services.waiting import RETURNED_PRIORITY, enqueue_again
from contacts.types import ContactState, TransferState
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import unit_of_work
from routing import services as routing

TRANSFER_PATIENCE = timedelta(minutes=3)
REQUESTED, ACCEPTED, RETURNED, EXPIRED, CANCELLED = TransferState


def connect_official(
    *,
    contact_id: UUID,
    user: User,
    department_code: str,
    to_user_id: UUID | None = None,
    summary: str,
    now: datetime,
) -> Transfer:
    """Ask a department (or one official of it) to take the contact over; the agent keeps it until somebody does.

    Not taken within 3 minutes, the request expires. Personal numbers in the summary are masked.
    Raises SummaryMissing, UnknownDepartment, NotInDepartment (422), AlreadyConnecting, ActionNotPossible (409),
    NotYourContact (403), ContactNotFound (404).
    """
    summary = checked_summary(summary)
    with unit_of_work():
        contact = lock_to_hand_over(contact_id, user=user)
        if districts.department(code=department_code) is None:
            raise UnknownDepartment
        if to_user_id is not None and not accounts.has_scope(user_id=to_user_id, department_code=department_code):
            raise NotInDepartment
        to = {"to_department_id": department_code, "to_user_id": to_user_id}
        return _requested(contact, user=user, summary=summary, now=now, **to)


def hand_to_agent(
    *, contact_id: UUID, user: User, to_user_id: UUID, summary: str, cold: bool = False, now: datetime
) -> Transfer:
    """Ask another agent, who is at work and has room, to take the contact over.

    Warm, the giver keeps it until it is taken. `cold`, it is the other's at once and the giver is free; until the other
    says that the summary is read, or 3 minutes have passed, it comes back when returned or left alone.
    Raises SummaryMissing, NotToYourself (422), ColleagueAway, AlreadyConnecting, ActionNotPossible (409),
    NotYourContact (403), ContactNotFound (404).
    """
    summary = checked_summary(summary)
    with unit_of_work():
        contact = lock_to_hand_over(contact_id, user=user)
        if to_user_id == user.id:
            raise NotToYourself
        if not can_take(user_id=to_user_id, kind=work_kind(contact), now=now):
            raise ColleagueAway
        transfer = _requested(contact, user=user, summary=summary, cold=cold, to_user_id=to_user_id, now=now)
        if cold:
            _seat(contact, to_user_id, now=now)
            advance(contact, Action.TAKE_TRANSFER, agent_id=to_user_id)
            tell(contact, "contact.accepted", now=now, also=[f"user:{user.id}"])
        return transfer


def take_transfer(*, transfer_id: UUID, user: User, summary_read: bool, now: datetime) -> Contact:
    """Take the contact over from the agent, whose seat becomes free; the receiver says that the summary is read.

    Raises SummaryNotRead (422), TransferTaken (409, by whom), ColleagueAway (409) without room at the seat,
    TransferGone (410), TransferNotFound (404).
    """
    if not summary_read:
        raise SummaryNotRead
    with unit_of_work():
        contact, transfer = _lock(transfer_id, user)
        if transfer.state == ACCEPTED and transfer.to_user_id == user.id and contact.agent_id == user.id:
            return contact
        if transfer.state == ACCEPTED:
            raise TransferTaken(holder=str(transfer.to_user))
        if transfer.state != REQUESTED or transfer.expires_at <= now:
            raise TransferGone
        if transfer.to_user_id not in (None, user.id):
            raise TransferNotFound
        if contact.agent_id != user.id:
            advance(contact, Action.TAKE_TRANSFER, agent=user)
            if user.role in OFFICIALS:
                routing.release(contact_ref=contact.pk, now=now)
            else:
                _seat(contact, user.id, now=now)
        decide(transfer, ACCEPTED, now=now, to_user=user, summary_read_at=now)
        line = wording.transfer_ended(department=_receiver(transfer), name=str(user))
        add_system_line(contact, line, now=now)
        tell_transfer(contact, transfer, now=now)
        return contact


def return_transfer(*, transfer_id: UUID, user: User, reason: str, now: datetime) -> None:
    """Give the contact back with a reason. With the receiver already, it goes to the agent it came from, or where that
    agent is not at work or has no room, before all others into its queue.

    Raises EmptyMessage (422) without a reason, TransferTaken (409), TransferGone (410), TransferNotFound (404).
    """
    reason = staff_text(text=reason, mask=True)[:300]
    with unit_of_work():
        contact, transfer = _lock(transfer_id, user)
        waits_for_an_answer = transfer.state == REQUESTED and transfer.expires_at > now
        if not waits_for_an_answer and transfer.state != ACCEPTED:
            raise TransferGone
        if transfer.state == ACCEPTED or transfer.cold:
            if contact.agent_id != user.id:
                raise NotYourContact(holder=str(contact.agent))
            give_back(contact, transfer, now=now)
        decide(transfer, RETURNED, now=now, reason=reason)
        line = wording.transfer_ended(department=transfer.target_name, reason=reason)
        add_system_line(contact, line, now=now)
        tell_transfer(contact, transfer, now=now)


def expire_transfers(*, now: datetime, limit: int = 200) -> int:
    """End the requests nobody took in time; their contacts stay with, or go back to, who asked. Returns how many."""
    due = Transfer.objects.filter(state=REQUESTED, expires_at__lte=now).order_by("expires_at")
    ended = 0
    for transfer_id, contact_id in due.values_list("pk", "contact_id")[:limit]:
        with unit_of_work():
            contact = lock(contact_id)
            transfer = _locked(due.filter(pk=transfer_id))
            if transfer is None:
                continue
            if transfer.cold and contact.state in (ContactState.ACTIVE, ContactState.WAITING):
                give_back(contact, transfer, now=now)
            decide(transfer, EXPIRED, now=now)
            line = wording.transfer_ended(department=transfer.target_name, expired=True)
            add_system_line(contact, line, now=now)
            tell_transfer(contact, transfer, now=now)
            ended += 1
    return ended


def cancel_transfer(contact: Contact, *, now: datetime) -> None:
    """Take back the live request of a locked contact, if there is one, because the conversation ends."""
    transfer = _locked(Transfer.objects.filter(contact=contact, state=REQUESTED))
    if transfer is not None:
        decide(transfer, CANCELLED, now=now)
        add_system_line(contact, wording.transfer_cancelled(department=transfer.target_name), now=now)
        tell_transfer(contact, transfer, now=now)


def checked_summary(summary: str) -> str:
    """Return the summary as it is stored, personal numbers masked. Raises SummaryMissing (422)."""
    try:
        return staff_text(text=summary, mask=True)
    except EmptyMessage as error:
        raise SummaryMissing from error


def lock_to_hand_over(contact_id: UUID, *, user: User) -> Contact:
    """Lock a contact that `user` has and nobody is being asked to take. Raises what `lock_held` raises, and
    AlreadyConnecting (409)."""
    contact = lock_held(contact_id, user=user, action=Action.CONNECT_OFFICIAL)
    if Transfer.objects.filter(contact=contact, state=REQUESTED).exists():
        raise AlreadyConnecting
    return contact


def give_back(contact: Contact, transfer: Transfer, *, now: datetime) -> None:
    """Give a locked contact to the agent it came from; without them or room there, before others into its queue."""
    holder = contact.agent_id
    try:
        with unit_of_work():
            if not is_there(user_id=transfer.from_user_id, now=now):
                raise ColleagueAway
            routing.assign_directly(contact_ref=contact.pk, user_id=transfer.from_user_id, now=now)
    except DomainError:
        if contact.state == ContactState.WAITING:
            return
        next_state(action=Action.RETURN_TO_QUEUE, state=contact.state)
        enqueue_again(contact, priority=RETURNED_PRIORITY, last_agent_id=transfer.from_user_id, now=now)
    else:
        waiting = contact.state == ContactState.WAITING
        advance(contact, Action.ACCEPT if waiting else Action.TAKE_TRANSFER, agent=transfer.from_user)
        tell(contact, "contact.accepted", now=now, also=[f"user:{holder}"] if holder else [])


def decide(transfer: Transfer, state: TransferState, *, now: datetime, **columns: object) -> None:
    """Let a locked request end in `state`, with the columns that change besides."""
    transfer.state, transfer.decided_at = state, now
    for name, value in columns.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=["state", "decided_at", *columns])


def tell_transfer(contact: Contact, transfer: Transfer, *, now: datetime) -> None:
    """Tell both sides how the request stands."""
    also = [f"user:{transfer.from_user_id}"]
    if transfer.to_department_id:
        also.append(f"department:{transfer.to_department_id}")
    if transfer.to_user_id:
        also.append(f"user:{transfer.to_user_id}")
    ids = {"transfer": str(transfer.pk), "transfer_state": transfer.state}
    tell(contact, "contact.transferred", now=now, also=also, **ids)


def _requested(contact: Contact, *, user: User, summary: str, now: datetime, **columns: object) -> Transfer:
    transfer = Transfer.objects.create(
        contact=contact,
        from_user=user,
        summary=summary,
        requested_at=now,
        expires_at=now + TRANSFER_PATIENCE,
        **columns,
    )
    line = wording.transfer_requested(department=transfer.target_name, summary=summary)
    add_system_line(contact, line, now=now)
    tell_transfer(contact, transfer, now=now)
    return transfer


def _seat(contact: Contact, user_id: UUID, *, now: datetime) -> None:
    """Move a contact to the seat of an agent. Raises ColleagueAway where there is no seat or no room."""
    try:
        routing.assign_directly(
            contact_ref=contact.pk,
            user_id=user_id,
            district_code=contact.district_id,
            kind=work_kind(contact),
            now=now,
        )
    except DomainError as error:
        raise ColleagueAway from error


def _receiver(transfer: Transfer) -> str:
    """Return the department of who takes it, "" where a colleague does."""
    return transfer.to_department.name if transfer.to_department else ""


def _lock(transfer_id: UUID, user: User) -> tuple[Contact, Transfer]:
    """Lock the contact and then the request, which must be to `user` or to a department of theirs."""
    asked = Q(to_user=user)
    if user.role in OFFICIALS:
        asked |= accounts.access_of(user=user).rows(district="to_department__district", department="to_department")
    mine = Transfer.objects.filter(asked, pk=transfer_id)
    contact_id = mine.values_list("contact_id", flat=True).first()
    if contact_id is None:
        raise TransferNotFound
    contact = lock(contact_id)
    transfer = _locked(Transfer.objects.filter(pk=transfer_id))
    if transfer is None:
        raise TransferNotFound
    return contact, transfer


def _locked(transfers: QuerySet[Transfer]) -> Transfer | None:
    related = ("to_department", "to_district", "to_user", "from_user")
    return transfers.select_for_update(of=("self",)).select_related(*related).first()
