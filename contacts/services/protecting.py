"""Protect who answers from abuse: warn, end, record, rest (민원처리법 §4, 시행령 §4)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.types import Role
from contacts.models import AbuseIncident, Contact, Message
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.protection import may_end
from contacts.policies.text import EmptyMessage, staff_text
from contacts.policies.transitions import Action, NotAllowed
from contacts.services.conversation import add_line, add_system_line, advance, lock_held, tell, tell_message
from contacts.services.finishing import close
from contacts.services.sending import can_write, send
from contacts.types import AbuseKind, Author, Direction, WrapUpCode
from districts.types import CITY_HALL
from feed.errors import DomainError
from feed.services import publish, unit_of_work
from messaging.types import Channel, Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent, IntentReason

LONGEST_NOTE = 500
REVIEWERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
SPOKEN = "warning"
"""Marks the request keys of what was read aloud among the numbers by which a line is known."""


class UnknownAbuse(DomainError):
    """There is no such kind of abuse: 422."""

    code = "unknown_abuse"
    status = 422
    message = gettext_lazy("어떤 일이 있었는지 골라 주세요.")


class WarnFirst(DomainError):
    """The citizen was not warned yet: 409."""

    code = "warn_first"
    status = 409
    message = gettext_lazy("먼저 한 번 경고해 주세요. 성희롱과 협박은 경고 없이 끝낼 수 있습니다.")


class MeasureMissing(DomainError):
    """A supervisor says what is done for the agent: 422."""

    code = "measure_missing"
    status = 422
    message = gettext_lazy("상담사를 위해 한 조치를 적어 주세요.")


class IncidentNotFound(DomainError):
    """There is no such record, or not for this user: 404."""

    code = "incident_not_found"
    status = 404
    message = gettext_lazy("그런 기록이 없거나 볼 수 없는 기록입니다.")


class AlreadyReviewed(DomainError):
    """A supervisor has looked after it already: 409, with `by` (a name)."""

    code = "already_reviewed"
    status = 409
    message = gettext_lazy("다른 관리자가 이미 확인했습니다.")


def warn_of_abuse(
    *, contact_id: UUID, user: User, kind: str, note: str = "", request_key: str = "", now: datetime
) -> AbuseIncident:
    """Warn the citizen that the conversation will end if the abuse goes on, and record it.

    Written to where they write; of a call the warning is noted as read aloud. The same `request_key` again warns once.
    Raises UnknownAbuse (422), ActionNotPossible (409), NotYourContact (403), ContactNotFound (404).
    """
    abuse = _kind(kind)
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.ANSWER)
        incident = _incident(contact, user=user, kind=abuse, note=note, now=now)
        text = wording.abuse_warning(kind=abuse.label, language=language_for(contact))
        if not _say(contact, text=text, user=user, key=request_key, now=now):
            return incident
        incident.warnings += 1
        incident.warned_at = now
        incident.save()
        tell_message(contact, now=now)
        _tell(contact, incident, now=now)
        return incident


def end_for_abuse(*, contact_id: UUID, user: User, kind: str, note: str = "", now: datetime) -> AbuseIncident:
    """Tell the citizen that the conversation ends, end and close it, record it, and let the agent rest.

    The agent's seat goes on a break of its own accord: nobody has to ask for it, and the agent says when it is over.
    Raises WarnFirst (409) where a warning is due, UnknownAbuse (422), ActionNotPossible (409), NotYourContact (403),
    ContactNotFound (404).
    """
    abuse = _kind(kind)
    with unit_of_work():
        contact = lock_held(contact_id, user=user, action=Action.END)
        incident = _incident(contact, user=user, kind=abuse, note=note, now=now)
        if not may_end(kind=abuse, warnings=incident.warnings):
            raise WarnFirst
        text = wording.abuse_ending(kind=abuse.label, language=language_for(contact))
        _say(contact, text=text, user=user, key="", now=now)
        add_system_line(contact, wording.ended_for_abuse(kind=abuse.label), now=now)
        advance(contact, Action.END, ended_at=now)
        tell(contact, "contact.ended", now=now)
        close(contact, wrap_up_code=WrapUpCode.ABUSE, note=incident.note, now=now)
        incident.ended_at = now
        incident.save()
        _tell(contact, incident, now=now)
    _rest(user, now=now)
    return incident


def review_incident(*, incident_id: UUID, user: User, measure: str, now: datetime) -> AbuseIncident:
    """Note what is done for the agent: rest, counselling, legal steps. For supervisors who see the contact.

    Raises MeasureMissing (422), AlreadyReviewed (409), NotAllowed (403), IncidentNotFound (404).
    """
    if user.role not in REVIEWERS:
        raise NotAllowed
    try:
        measure = staff_text(text=measure, mask=True)[:LONGEST_NOTE]
    except EmptyMessage as error:
        raise MeasureMissing from error
    with unit_of_work():
        found = AbuseIncident.objects.visible_to(user).filter(pk=incident_id)
        incident = found.select_for_update(of=("self",)).select_related("contact").first()
        if incident is None:
            raise IncidentNotFound
        if incident.reviewed_at is not None:
            raise AlreadyReviewed
        incident.reviewed_by, incident.reviewed_at, incident.measure = user, now, measure
        incident.save()
        _tell(incident.contact, incident, now=now)
        return incident


def _kind(kind: str) -> AbuseKind:
    if kind not in AbuseKind.values:
        raise UnknownAbuse
    return AbuseKind(kind)


def _incident(contact: Contact, *, user: User, kind: AbuseKind, note: str, now: datetime) -> AbuseIncident:
    """Return the record of a locked contact, begun now if there is none, with the newest kind and note."""
    incident, _ = AbuseIncident.objects.get_or_create(
        contact=contact, defaults={"user": user, "kind": kind, "first_at": now}
    )
    incident.user, incident.kind = user, kind
    if note.strip():
        incident.note = staff_text(text=note, mask=True)[:LONGEST_NOTE]
    incident.save()
    return incident


def _say(contact: Contact, *, text: str, user: User, key: str, now: datetime) -> bool:
    """Write to the citizen, or note what was read aloud to a caller; False when the same key has done so before.

    What cannot be written any more (the messenger's room is over) is noted as not sent, and stops nothing.
    """
    before = contact.message_count
    if contact.channel != Channel.PHONE and can_write(contact):
        try:
            with unit_of_work():
                line = send(
                    contact,
                    text=text,
                    purpose=Purpose.SYSTEM,
                    author=Author.SYSTEM,
                    user=user,
                    idempotency_key=f"warning:{contact.pk}:{key}" if key else "",
                    now=now,
                )
            return line.sequence > before
        except DomainError:
            contact.refresh_from_db(fields=["message_count"])
            return _note(contact, text=wording.cannot_write(text=text), user=user, key=key, spoken=False, now=now)
    return _note(contact, text=text, user=user, key=key, spoken=True, now=now)


def _note(contact: Contact, *, text: str, user: User, key: str, spoken: bool, now: datetime) -> bool:
    """Note in the conversation what was said or could not be sent; False when the same key has done so before."""
    name = f"{contact.pk}:{key[:64]}" if key else ""
    if name and Message.objects.filter(provider=SPOKEN, provider_message_id=name).exists():
        return False
    add_line(
        contact,
        direction=Direction.NOTE,
        author=Author.SYSTEM,
        text=text,
        user=user,
        spoken=spoken,
        provider=SPOKEN if name else "",
        provider_message_id=name,
        now=now,
    )
    return True


def _rest(user: User, *, now: datetime) -> None:
    """Put the agent's seat on a break; officials have no seat."""
    if routing_selectors.seat_of(user_id=user.id, now=now) is not None:
        routing.set_intent(user_id=user.id, intent=Intent.BREAK, reason=IntentReason.RECOVERY, now=now)


def _tell(contact: Contact, incident: AbuseIncident, *, now: datetime) -> None:
    streams = [f"user:{incident.user_id}", f"district:{contact.district_id or CITY_HALL}", "city"]
    publish(streams=streams, kind="incident.recorded", ids={"contact": str(contact.pk)}, now=now)
