"""What happens by itself while nobody is with the citizen: decide where it belongs, then answer, ask or queue."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.text import asks_for_person, chosen_reply, only_thanks
from contacts.policies.transitions import Action, next_state
from contacts.services.conversation import add_line, advance, lock, tell, tell_message
from contacts.services.sending import can_write, try_to_send
from contacts.services.waiting import EMERGENCY_PRIORITY, enqueue, raise_priority
from contacts.types import Author, ContactState, Direction, as_quick_replies
from districts import selectors as districts
from feed.errors import DomainError
from feed.services import unit_of_work
from knowledgebase import selectors as articles
from knowledgebase import services as knowledgebase
from knowledgebase.types import UseKind
from messaging.types import Channel, Purpose
from routing import services as routing
from routing.types import Decision, DistrictStatus, Handling, Question


class UnknownDistrict(DomainError):
    """There is no district with this code: 422."""

    code = "unknown_district"
    status = 422
    message = _("그런 자치구가 없습니다. 목록에서 골라 주세요.")


def respond(
    contact: Contact, *, text: str, latitude: float | None = None, longitude: float | None = None, now: datetime
) -> None:
    """Act on what a citizen has just written into a locked contact that no agent has."""
    if contact.state == ContactState.WAITING:
        _notice_emergency(contact, text=text, now=now)
        return
    if contact.state == ContactState.ANSWERED and only_thanks(text):
        return
    about, chosen = _with_what_was_asked(contact, text)
    if asks_for_person(text) and contact.decision_id:
        enqueue(contact, now=now)
        return
    decision = _decide(contact, about=about, chosen=chosen, latitude=latitude, longitude=longitude, now=now)
    if asks_for_person(text):
        enqueue(contact, now=now)
    else:
        _act(contact, decision, about=about, now=now)


def choose_district(*, contact_id: UUID, district_code: str, now: datetime) -> None:
    """Take the citizen's answer to "which district?", and go on with what they wrote before.

    Raises ContactNotFound, UnknownDistrict (422), ActionNotPossible when nothing is being asked (any more).
    """
    with unit_of_work():
        contact = lock(contact_id)
        chosen = next((info for info in districts.all_districts() if info.code == district_code), None)
        if chosen is None:
            raise UnknownDistrict
        next_state(action=Action.CHOOSE_DISTRICT, state=contact.state)
        add_line(contact, direction=Direction.INBOUND, author=Author.CITIZEN, text=chosen.name, now=now)
        tell_message(contact, now=now)
        about = str((contact.question or {}).get("about", ""))
        decision = _decide(contact, about=about, chosen=district_code, now=now)
        _act(contact, decision, about=about, now=now)


def decide_call(contact: Contact, *, now: datetime) -> None:
    """Decide where a call belongs by the number dialled, the only thing known before anybody speaks."""
    _decide(contact, about="", chosen="", now=now)


def _with_what_was_asked(contact: Contact, text: str) -> tuple[str, str]:
    """Return the words to decide on and the district chosen ("" for none), given what was asked before."""
    if contact.question is None:
        return text, ""
    chosen = chosen_reply(text=text, options=as_quick_replies(contact.question))
    about = str(contact.question["about"])
    return (about, chosen) if chosen else (f"{about}\n{text}", "")


def _decide(
    contact: Contact,
    *,
    about: str,
    chosen: str,
    latitude: float | None = None,
    longitude: float | None = None,
    now: datetime,
) -> Decision:
    """Decide, keep the decision with its reasons, and note on the contact where it belongs.

    What a later message leaves open stays as it was.
    """
    decision = routing.decide(
        text=about,
        dialled=contact.dialled,
        latitude=latitude,
        longitude=longitude,
        chosen_district=chosen,
        earlier_district=contact.district_id or "",
        now=now,
    )
    contact.decision = routing.record_decision(subject_ref=contact.pk, decision=decision, now=now)
    contact.district_id = decision.district_code or contact.district_id
    if decision.topic_code:
        contact.topic_id = decision.topic_code
        contact.department_id = decision.department_code or None
    contact.save(update_fields=["decision", "district", "topic", "department"])
    return decision


def _act(contact: Contact, decision: Decision, *, about: str, now: datetime) -> None:
    if decision.handling == Handling.EMERGENCY:
        _warn_of_emergency(contact, decision, now=now)
        enqueue(contact, priority=EMERGENCY_PRIORITY, tell_citizen=False, now=now)
        return
    if not can_write(contact):
        enqueue(contact, now=now)
        return
    if decision.handling == Handling.SIMPLE and _answer(contact, about=about, handling=decision.handling, now=now):
        return
    must_ask = decision.status == DistrictStatus.AMBIGUOUS and contact.question is None
    if must_ask and decision.question and _ask(contact, decision.question, about=about, now=now):
        return
    enqueue(contact, now=now)


def _answer(contact: Contact, *, about: str, handling: Handling, now: datetime) -> bool:
    """Answer from the knowledge base where it is sure enough; a text that the channel cannot carry is no answer."""
    answer = articles.answer_automatically(
        text=about,
        district_code=contact.district_id,
        channel=Channel(contact.channel),
        handling=handling,
        now=now,
    )
    if answer is None:
        return False
    text = wording.automatic_answer(
        text=answer.text,
        title=answer.title,
        source=answer.source,
        channel=Channel(contact.channel),
        language=contact.citizen.language,
    )
    sent = try_to_send(contact, text=text, purpose=Purpose.AUTOMATIC_ANSWER, article_id=answer.article_id, now=now)
    if sent is None:
        return False
    knowledgebase.record_use(article_id=answer.article_id, contact_ref=contact.pk, kind=UseKind.AUTOMATIC, now=now)
    advance(contact, Action.ANSWER_AUTOMATICALLY, answered_by_article=answer.article_id, question=None)
    tell(contact, "contact.message", now=now)
    return True


def _ask(contact: Contact, question: Question, *, about: str, now: datetime) -> bool:
    """Ask the citizen the one question; a text that cannot be sent is not asked."""
    options = [{"code": option.code, "name": option.name} for option in question.options]
    stored = {"text": question.text, "options": options, "about": about}
    text = wording.question(
        text=question.text,
        options=as_quick_replies(stored),
        channel=Channel(contact.channel),
        language=contact.citizen.language,
    )
    if try_to_send(contact, text=text, purpose=Purpose.QUESTION, now=now) is None:
        return False
    advance(contact, Action.ASK_DISTRICT, question=stored)
    tell(contact, "contact.message", now=now)
    return True


def _warn_of_emergency(contact: Contact, decision: Decision, *, now: datetime) -> None:
    text = wording.emergency(number=decision.emergency_number, language=contact.citizen.language)
    if try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now):
        tell_message(contact, now=now)


def _notice_emergency(contact: Contact, *, text: str, now: datetime) -> None:
    """While the citizen waits, only an emergency changes anything: they are told what to do and go first."""
    decision = routing.decide(text=text, dialled="", earlier_district=contact.district_id or "", now=now)
    known = contact.decision is not None and contact.decision.handling == Handling.EMERGENCY
    if decision.handling == Handling.EMERGENCY and not known:
        contact.decision = routing.record_decision(subject_ref=contact.pk, decision=decision, now=now)
        contact.save(update_fields=["decision"])
        _warn_of_emergency(contact, decision, now=now)
        raise_priority(contact, now=now)
