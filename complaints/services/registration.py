"""An agent registers a complaint: this is its legal acceptance (접수), and its clock starts."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, ComplaintEvent
from complaints.policies import deadline, transitions
from complaints.policies.transitions import InvalidFields
from complaints.selectors.scope import in_scope
from complaints.services.clock import start_clock
from complaints.services.intake import field_errors, write_new
from complaints.services.recording import RELATED, tell_citizen, tell_screens
from complaints.services.text import cleaned
from complaints.types import Action, State
from contacts.selectors import contacts_visible
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.types import Purpose

HAND_OVER_TASK = "complaints.tasks.hand_over"


class OutsideScope(DomainError):
    """The user does not work for the district the complaint belongs to."""

    code = "outside_scope"
    status = 403
    message = gettext_lazy("담당하지 않는 자치구의 민원입니다. 상담을 해당 자치구로 넘겨 주세요.")


class CitizenUnknown(DomainError):
    """The citizen does not exist, or has neither a contact nor a complaint that the user may see."""

    code = "citizen_unknown"
    status = 404
    message = gettext_lazy("민원인을 찾을 수 없습니다.")


class ContactUnknown(DomainError):
    """The contact does not exist, is not the citizen's, or may not be seen by the user."""

    code = "contact_unknown"
    status = 404
    message = gettext_lazy("상담을 찾을 수 없습니다.")


def register(
    *,
    contact_id: UUID | None,
    citizen_id: UUID | None,
    channel: str,
    kind: str,
    title: str,
    body: str,
    place: str,
    latitude: float | None,
    longitude: float | None,
    district_code: str,
    topic_code: str,
    department_code: str,
    user: User,
    request_key: str,
    now: datetime,
    filed_at: datetime | None = None,
    item: str = "",
    filer_count: int = 1,
) -> Complaint:
    """Register a complaint and return it: number, due date, receipt to the citizen. The hand-over follows by itself.

    The same `request_key` from the same user returns the complaint of the first time. `filed_at` is when the citizen
    asked, if that was before `now`: the clock starts at `now` (민원처리법 §19). The channel is the contact's; the one
    given counts where there is no contact (a counter, a letter). So is the citizen, where none is named, and then the
    citizen asked when the contact was opened. `item` names the 법정민원 whose published period
    holds, `filer_count` how many people signed it (다수인관련민원 from five on). Latitude and longitude are WGS 84
    degrees. Raises InvalidFields (every field with its messages), PeriodUnknown, NotAllowed, OutsideScope,
    ContactUnknown, CitizenUnknown.
    """
    complaint = Complaint(
        contact_id=contact_id,
        channel=channel,
        kind=kind,
        item=cleaned(item),
        title=cleaned(title),
        body=cleaned(body),
        place=cleaned(place),
        latitude=latitude,
        longitude=longitude,
        district_id=district_code,
        topic_id=topic_code,
        department_id=department_code,
        registered_by=user,
        request_key=request_key,
        filed_at=min(filed_at or now, now),
        filer_count=max(filer_count, 1),
    )
    _check(complaint, user)
    if contact_id is None:
        if citizen_id is None or not _knows_citizen(citizen_id, user):
            raise CitizenUnknown
        complaint.citizen_id = citizen_id
    try:
        with unit_of_work():
            if contact_id is not None:
                _take_from_contact(complaint, contact_id, citizen_id, user)
            return _accept(complaint, user=user, now=now)
    except IntegrityError:
        registered = _registered(user, request_key)
        if registered is None:
            raise
        return registered


def _registered(user: User, request_key: str) -> Complaint | None:
    return Complaint.objects.select_related(*RELATED).filter(registered_by=user, request_key=request_key).first()


def _check(complaint: Complaint, user: User) -> None:
    """Raise what is wrong with a complaint that `user` wants to register, all fields at once."""
    given = {
        "title": complaint.title,
        "body": complaint.body,
        "kind": complaint.kind,
        "district_code": complaint.district_id,
        "topic_code": complaint.topic_id,
        "department_code": complaint.department_id,
    }
    filing = transitions.transition(state=None, action=Action.FILE)
    acceptance = transitions.transition(state=filing.to_state, action=Action.ACCEPT)
    if Role(user.role) not in filing.who & acceptance.who:
        raise transitions.NotAllowed
    errors = transitions.missing(filing, given) | transitions.missing(acceptance, given)
    errors |= field_errors(complaint)
    if errors:
        raise InvalidFields(errors=errors)
    if not in_scope(user=user, district_code=complaint.district_id, department_code=complaint.department_id):
        raise OutsideScope


def _knows_citizen(citizen_id: UUID, user: User) -> bool:
    return (
        contacts_visible(user=user).filter(citizen=citizen_id).exists()
        or Complaint.objects.visible_to(user).filter(citizen=citizen_id).exists()
    )


def _take_from_contact(complaint: Complaint, contact_id: UUID, citizen_id: UUID | None, user: User) -> None:
    """Take channel and citizen from the contact, which is locked for the notice that will be posted into it.

    Everybody locks the contact before the counter of numbers, so that whoever holds the counter waits for nobody.
    """
    contacts = contacts_visible(user=user).select_related(None).select_for_update(of=("self",))
    contact = contacts.filter(pk=contact_id).first()
    if contact is None or citizen_id not in (None, contact.citizen_id):
        raise ContactUnknown
    complaint.channel, complaint.citizen_id = contact.channel, contact.citizen_id
    if citizen_id is None:
        complaint.filed_at = min(contact.opened_at, complaint.filed_at)


def _accept(complaint: Complaint, *, user: User, now: datetime) -> Complaint:
    """Start the clock of a checked complaint, write it, tell everybody, and return it."""
    complaint.state = State.ACCEPTED
    complaint.accepted_at = complaint.hand_over_at = now
    complaint.next_progress_at = deadline.next_progress_at(accepted_at=now, now=now)
    for name, value in start_clock(complaint=complaint, now=now).items():
        setattr(complaint, name, value)
    complaint.original_due_at = complaint.due_at
    filed = ComplaintEvent(sequence=1, action=Action.FILE, to_state=State.FILED, at=complaint.filed_at)
    accepted = ComplaintEvent(sequence=2, action=Action.ACCEPT, from_state=State.FILED, to_state=State.ACCEPTED, at=now)
    for event in (filed, accepted):
        event.complaint, event.user, event.version = complaint, user, event.sequence
    complaint = write_new(complaint, events=[filed, accepted], now=now)
    tell_citizen(complaint=complaint, purpose=Purpose.RECEIPT, now=now)
    tell_screens(complaint=complaint, action=Action.ACCEPT, now=now)
    ring(HAND_OVER_TASK)
    return complaint
