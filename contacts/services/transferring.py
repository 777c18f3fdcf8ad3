"""Hand a contact to an official, warm: with a written summary that the receiver reads before taking it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from accounts.models import User
from accounts.types import Role
from contacts.models import Contact, Transfer
from contacts.policies import wording
from contacts.policies.text import EmptyMessage, staff_text
from contacts.policies.transitions import Action, next_state
from contacts.services.conversation import (
    NotYourContact,
    add_system_line,
    advance,
    lock,
    lock_held,
    tell,
)
from contacts.services.waiting import RETURNED_PRIORITY, enqueue_again
from contacts.types import TransferState
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import unit_of_work
from routing import services as routing

TRANSFER_PATIENCE = timedelta(minutes=3)
REQUESTED, ACCEPTED, RETURNED, EXPIRED, CANCELLED = TransferState


class SummaryMissing(DomainError):
    """A contact is handed over only with a summary, so that the citizen need not say everything again: 422."""

    code = "summary_missing"
    status = 422
    message = gettext_lazy("시민이 같은 말을 되풀이하지 않도록 요약을 적어 주세요.")


class UnknownDepartment(DomainError):
    """There is no such department: 422."""

    code = "unknown_department"
    status = 422
    message = gettext_lazy("그런 부서가 없습니다. 목록에서 골라 주세요.")


class NotInDepartment(DomainError):
    """The person does not work for the department: 422."""

    code = "not_in_department"
    status = 422
    message = gettext_lazy("그 부서의 담당 공무원이 아닙니다. 부서에만 요청하거나 다른 사람을 고르세요.")


class AlreadyConnecting(DomainError):
    """Another department is being asked already: 409."""

    code = "already_connecting"
    status = 409
    message = gettext_lazy("이미 연결을 요청했습니다. 받거나 돌아올 때까지 기다려 주세요.")


class TransferNotFound(DomainError):
    """There is no such request, or not for this user: 404."""

    code = "transfer_not_found"
    status = 404
    message = gettext_lazy("그런 연결 요청이 없습니다.")


class TransferTaken(DomainError):
    """A colleague has taken it: 409, with `holder` (a name)."""

    code = "transfer_taken"
    status = 409

    def __init__(self, *, holder: str) -> None:
        super().__init__(_("%(holder)s님이 먼저 이어받았습니다.") % {"holder": holder}, holder=holder)


class TransferGone(DomainError):
    """The request is over (returned, not taken in time, or taken back): 410."""

    code = "transfer_gone"
    status = 410
    message = gettext_lazy("연결 요청이 이미 끝나 상담사에게 돌아갔습니다.")


class SummaryNotRead(DomainError):
    """The receiver has to read the summary before taking over: 422."""

    code = "summary_not_read"
    status = 422
    message = gettext_lazy("요약을 읽었다고 확인한 뒤 이어받으세요.")


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
    try:
        summary = staff_text(text=summary, mask=True)
    except EmptyMessage as error:
        raise SummaryMissing from error
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.CONNECT_OFFICIAL)
        department = districts.department(code=department_code)
        if department is None:
            raise UnknownDepartment
        if to_user_id is not None and not accounts.has_scope(user_id=to_user_id, department_code=department_code):
            raise NotInDepartment
        if Transfer.objects.filter(contact=contact, state=REQUESTED).exists():
            raise AlreadyConnecting
        transfer = Transfer.objects.create(
            contact=contact,
            from_user=user,
            to_department_id=department_code,
            to_user_id=to_user_id,
            summary=summary,
            requested_at=now,
            expires_at=now + TRANSFER_PATIENCE,
        )
        line = wording.transfer_requested(department=department.name, summary=summary)
        add_system_line(contact, line, now=now)
        _tell(contact, transfer, now=now)
        return transfer


def take_transfer(*, transfer_id: UUID, user: User, summary_read: bool, now: datetime) -> Contact:
    """Take the contact over from the agent, whose seat becomes free; the receiver says that the summary is read.

    Raises SummaryNotRead (422), TransferTaken (409, by whom), TransferGone (410), TransferNotFound (404).
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
        _decide(transfer, ACCEPTED, now=now, to_user=user, summary_read_at=now)
        advance(contact, Action.TAKE_TRANSFER, agent=user)
        routing.release(contact_ref=contact.pk, now=now)
        line = wording.transfer_ended(department=transfer.to_department.name, name=str(user))
        add_system_line(contact, line, now=now)
        _tell(contact, transfer, now=now)
        return contact


def return_transfer(*, transfer_id: UUID, user: User, reason: str, now: datetime) -> None:
    """Give the contact back with a reason. Taken over already, it goes to the agent it came from, or where that agent
    has no room, before all others into its queue.

    Raises EmptyMessage (422) without a reason, TransferTaken (409), TransferGone (410), TransferNotFound (404).
    """
    reason = staff_text(text=reason, mask=True)[:300]
    with unit_of_work():
        contact, transfer = _lock(transfer_id, user)
        if transfer.state == REQUESTED and transfer.expires_at > now:
            _decide(transfer, RETURNED, now=now, reason=reason)
        elif transfer.state == ACCEPTED:
            _give_back(contact, transfer, user, now=now)
            _decide(transfer, RETURNED, now=now, reason=reason)
        else:
            raise TransferGone
        line = wording.transfer_ended(department=transfer.to_department.name, reason=reason)
        add_system_line(contact, line, now=now)
        _tell(contact, transfer, now=now)


def expire_transfers(*, now: datetime, limit: int = 200) -> int:
    """End the requests nobody took in time; their contacts stay with the agents who asked. Returns how many."""
    due = Transfer.objects.filter(state=REQUESTED, expires_at__lte=now).order_by("expires_at")
    ended = 0
    for transfer_id, contact_id in due.values_list("pk", "contact_id")[:limit]:
        with unit_of_work():
            contact = lock(contact_id)
            transfer = (
                due.select_for_update(of=("self",)).select_related("to_department").filter(pk=transfer_id).first()
            )
            if transfer is None:
                continue
            _decide(transfer, EXPIRED, now=now)
            line = wording.transfer_ended(department=transfer.to_department.name, expired=True)
            add_system_line(contact, line, now=now)
            _tell(contact, transfer, now=now)
            ended += 1
    return ended


def cancel_transfer(contact: Contact, *, now: datetime) -> None:
    """Take back the live request of a locked contact, if there is one, because the conversation ends."""
    live = Transfer.objects.select_for_update(of=("self",)).select_related("to_department")
    transfer = live.filter(contact=contact, state=REQUESTED).first()
    if transfer is not None:
        _decide(transfer, CANCELLED, now=now)
        add_system_line(contact, wording.transfer_cancelled(department=transfer.to_department.name), now=now)
        _tell(contact, transfer, now=now)


def _give_back(contact: Contact, transfer: Transfer, user: User, *, now: datetime) -> None:
    next_state(action=Action.RETURN_TO_QUEUE, state=contact.state)
    if contact.agent_id != user.id:
        raise NotYourContact(holder=str(contact.agent))
    try:
        with unit_of_work():
            routing.assign_directly(contact_ref=contact.pk, user_id=transfer.from_user_id, now=now)
    except DomainError:
        enqueue_again(contact, priority=RETURNED_PRIORITY, now=now)
    else:
        advance(contact, Action.TAKE_TRANSFER, agent=transfer.from_user)
        tell(contact, "contact.accepted", now=now)


def _lock(transfer_id: UUID, user: User) -> tuple[Contact, Transfer]:
    """Lock the contact and then the request, which must be to `user` or to a department of theirs."""
    if user.role not in (Role.OFFICIAL, Role.HEAD):
        raise TransferNotFound
    to_department = accounts.access_of(user=user).rows(district="to_department__district", department="to_department")
    mine = Transfer.objects.filter(Q(to_user=user) | to_department, pk=transfer_id)
    contact_id = mine.values_list("contact_id", flat=True).first()
    if contact_id is None:
        raise TransferNotFound
    contact = lock(contact_id)
    transfer = Transfer.objects.select_for_update(of=("self",)).select_related("to_department", "to_user", "from_user")
    return contact, transfer.get(pk=transfer_id)


def _decide(transfer: Transfer, state: TransferState, *, now: datetime, **columns: object) -> None:
    transfer.state, transfer.decided_at = state, now
    for name, value in columns.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=["state", "decided_at", *columns])


def _tell(contact: Contact, transfer: Transfer, *, now: datetime) -> None:
    also = [f"department:{transfer.to_department_id}", f"user:{transfer.from_user_id}"]
    if transfer.to_user_id:
        also.append(f"user:{transfer.to_user_id}")
    ids = {"transfer": str(transfer.pk), "transfer_state": transfer.state}
    tell(contact, "contact.transferred", now=now, also=also, **ids)
