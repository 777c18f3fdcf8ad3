"""Put a contact into the queue of its district, and tell the citizen so."""

from datetime import datetime
from uuid import UUID

from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.languages import KOREAN, SKILLS, language_for
from contacts.policies.live import LIVE_CHANNELS, SIGN_SKILL
from contacts.policies.transitions import OFFICIALS, Action, next_state
from contacts.selectors.colleagues import is_there
from contacts.selectors.last_agents import last_agent
from contacts.services.conversation import add_system_line, advance, lock, tell, tell_message, work_kind
from contacts.services.sending import try_to_send
from contacts.types import ContactState
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import unit_of_work
from knowledgebase import services as knowledgebase
from knowledgebase.types import UseKind
from messaging.types import Channel, Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Priority

EMERGENCY_PRIORITY = 100
ANSWER_DID_NOT_HELP_PRIORITY = 70
RETURNED_PRIORITY = 50
LONG_LINE = 3
"""From this place on who waits by text message is offered to be called instead."""


def enqueue(
    contact: Contact,
    *,
    now: datetime,
    priority: int = 0,
    tell_citizen: bool = True,
    returning_from: UUID | None = None,
) -> None:
    """Let a locked contact wait in its district's queue (without one: city hall's) and tell the citizen their place.

    What is written outside of the channel's hours waits from the next opening on, before all who come then, and the
    citizen is told when that is. An emergency never waits for an opening, and who calls or signs is there now.
    Who had the citizen last, if at work, is asked first (`contacts.selectors.last_agents`).
    Who gave up waiting in the contact `returning_from` a short while ago stands where they stood.
    """
    opens_at = None if priority >= EMERGENCY_PRIORITY else _next_opening(contact, now=now)
    advance(contact, Action.ENQUEUE, queued_at=opens_at or now)
    _enter_queue(contact, priority=priority, not_before=opens_at, returning_from=returning_from, now=now)
    if tell_citizen and contact.channel not in LIVE_CHANNELS:
        text = _what_happens_now(contact, opens_at, now=now)
        if try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now):
            tell_message(contact, now=now)


def enqueue_again(
    contact: Contact,
    *,
    now: datetime,
    priority: int = 0,
    last_agent_id: UUID | None = None,
    not_answered: bool = False,
) -> None:
    """Let a locked contact that somebody had in hand wait again, with the time since which it waits.

    A higher `priority` lets it go before the others; it never sinks. `last_agent_id` (a user's) is asked first.
    `not_answered` tells telephony that the citizen did not answer a call that was promised, so that it stops ringing.
    """
    holder = contact.agent_id
    advance(contact, Action.RETURN_TO_QUEUE, agent=None, accepted_at=None)
    routing.enqueue_again(
        contact_ref=contact.pk,
        district_code=contact.district_id,
        kind=work_kind(contact),
        priority=priority,
        last_agent_id=last_agent_id,
        now=now,
    )
    ids = {"call_back": "not_answered"} if not_answered else {}
    tell(contact, "contact.queued", now=now, also=[f"user:{holder}"], **ids)


def go_on(contact: Contact, *, now: datetime) -> None:
    """Let a locked contact whose citizen went on during wrap-up be its agent's again; where they are not at work or
    have no room, it waits before others."""
    if contact.agent is None or contact.agent.role in OFFICIALS:
        return
    last = contact.agent.id
    if not is_there(user_id=last, now=now):
        enqueue_again(contact, priority=RETURNED_PRIORITY, now=now)
        return
    try:
        with unit_of_work():
            routing.assign_directly(contact_ref=contact.pk, user_id=last, now=now)
    except DomainError:
        enqueue_again(contact, priority=RETURNED_PRIORITY, last_agent_id=last, now=now)


def raise_priority(contact: Contact, *, now: datetime) -> None:
    """Put a locked contact that waits before all others, because it became an emergency."""
    routing.raise_priority(contact_ref=contact.pk, priority=EMERGENCY_PRIORITY, now=now)
    tell(contact, "contact.queued", now=now)


def ask_for_agent(*, contact_id: UUID, now: datetime) -> None:
    """Bring the citizen to a person, with everything said so far. While waiting or being served, nothing changes.

    During wrap-up they go on with the same agent.

    Raises ContactNotFound, ActionNotPossible when the contact is over.
    """
    with unit_of_work():
        contact = lock(contact_id)
        next_state(action=Action.ASK_FOR_AGENT, state=contact.state)
        if contact.state == ContactState.WRAP_UP:
            advance(contact, Action.ASK_FOR_AGENT, ended_at=None)
            go_on(contact, now=now)
            add_system_line(contact, wording.citizen_goes_on(), now=now)
            tell_message(contact, now=now)
        elif contact.state not in (ContactState.WAITING, ContactState.ACTIVE):
            note_wish_for_a_person(contact, now=now)
            enqueue(contact, now=now)


def note_wish_for_a_person(contact: Contact, *, now: datetime) -> None:
    """Count that the citizen of a locked contact wants a person although they were answered automatically."""
    if contact.state == ContactState.ANSWERED and contact.answered_by_article:
        knowledgebase.record_use(
            article_id=contact.answered_by_article, contact_ref=contact.pk, kind=UseKind.RETURNED, now=now
        )


def _next_opening(contact: Contact, *, now: datetime) -> datetime | None:
    """Return when people answer the contact's channel next; None while they do, or where no opening is known."""
    if contact.channel in LIVE_CHANNELS:
        return None
    hours = districts.opening(channel=contact.channel, skill=contact.citizen.language, now=now)
    return None if hours.is_open else hours.opens_at


def _what_happens_now(contact: Contact, opens_at: datetime | None, *, now: datetime) -> str:
    language = language_for(contact)
    if opens_at is not None:
        told = wording.closed(opens_at=opens_at, language=language)
        return told if language == KOREAN else f"{told}\n{wording.interpreters(language=language)}"
    position = routing_selectors.position(contact_ref=contact.pk, now=now)
    by_call = contact.channel == Channel.SMS and position is not None and position >= LONG_LINE
    return wording.queued(position=position, by_call=by_call, language=language)


def _enter_queue(
    contact: Contact, *, priority: int, not_before: datetime | None, returning_from: UUID | None, now: datetime
) -> None:
    considered = Priority.VULNERABLE if contact.citizen.consideration else Priority.NORMAL
    routing.enqueue(
        contact_ref=contact.pk,
        district_code=contact.district_id,
        kind=work_kind(contact),
        priority=max(priority, considered),
        not_before=not_before,
        returning_from=returning_from,
        last_agent_id=last_agent(contact, now=now),
        required_skills=[SIGN_SKILL] if contact.channel == Channel.SIGN else [],
        preferred_skills=[skill] if (skill := SKILLS.get(contact.citizen.language)) else [],
        now=now,
    )
    tell(contact, "contact.queued", now=now)
