"""What happens by itself while nobody is with the citizen: decide where it belongs, then answer, ask or queue."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.languages import language_for
from contacts.policies.text import (
    asks_for_call,
    asks_for_person,
    chosen_reply,
    only_thanks,
    says_not_helped,
    short_enough_for_a_place,
)
from contacts.policies.transitions import Action, ActionNotPossible, next_state
from contacts.services.calling_instead import call_writer, number_to_call
from contacts.services.conversation import add_line, advance, lock, tell, tell_message
from contacts.services.judging import answer_did_not_help
from contacts.services.sending import can_write, try_to_send
from contacts.services.waiting import EMERGENCY_PRIORITY, enqueue, note_wish_for_a_person, raise_priority
from contacts.types import Author, ContactState, Direction, as_quick_replies
from districts import selectors as districts
from districts.types import CITY_HALL, DistrictInfo
from feed.errors import DomainError
from feed.services import unit_of_work
from knowledgebase import selectors as articles
from knowledgebase import services as knowledgebase
from knowledgebase.types import UseKind
from korean.dates import seoul_time
from messaging.types import Button, ButtonKind, Channel, Extras, Purpose
from routing import services as routing
from routing.types import Decision, DistrictStatus, Handling, Question

TOPIC_KNOWN = 0.6
"""The share from which a topic is sure: below it nobody is asked where it is, and a topic known before stays."""

LINES_DECIDED_ON = 20
MOST_QUICK_REPLIES = 10
LONGEST_QUICK_REPLY = 14
EARLIER_COUNTS_FOR = timedelta(days=90)


class UnknownDistrict(DomainError):
    """There is no district with this code: 422."""

    code = "unknown_district"
    status = 422
    message = _("그런 자치구가 없습니다. 목록에서 골라 주세요.")


def respond(
    contact: Contact, *, text: str, latitude: float | None = None, longitude: float | None = None, now: datetime
) -> None:
    """Act on what a citizen has just written into a locked contact that no agent has.

    An emergency in the new words comes before everything else they may mean.
    """
    about, chosen = _with_what_was_asked(contact, text)
    decision = _decide(contact, text=text, latitude=latitude, longitude=longitude, now=now)
    emergency = decision.handling == Handling.EMERGENCY
    if contact.state == ContactState.WAITING:
        number = number_to_call(contact) if not emergency and asks_for_call(text) else ""
        if emergency:
            _go_first(contact, decision, now=now)
        elif number:
            call_writer(contact, citizen=contact.citizen, number=number, now=now)
        else:
            _follow_to(chosen or _place_named(contact, decision, text=text), contact, now=now)
        return
    if contact.state == ContactState.ANSWERED and only_thanks(text):
        _note_thanks(contact, now=now)
        return
    if contact.state == ContactState.ANSWERED and not emergency and says_not_helped(text):
        answer_did_not_help(contact, now=now)
        return
    if not emergency and asks_for_person(text):
        note_wish_for_a_person(contact, now=now)
        if contact.decision_id is None:
            _note(contact, decision, now=now)
        enqueue(contact, now=now)
        return
    if not emergency and (about, chosen) != (text, ""):
        decision = _decide(contact, text=about, chosen=chosen, latitude=latitude, longitude=longitude, now=now)
    _note(contact, decision, now=now)
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
        asked = contact.question or {}
        next_state(action=Action.CHOOSE_DISTRICT, state=contact.state)
        if contact.state == ContactState.ACTIVE and not asked.get("by_agent"):
            raise ActionNotPossible(action=Action.CHOOSE_DISTRICT, state=ContactState(contact.state))
        name = _local_name(chosen, language_for(contact))
        add_line(contact, direction=Direction.INBOUND, author=Author.CITIZEN, text=name, now=now)
        tell_message(contact, now=now)
        about = str(asked.get("about", ""))
        decision = _decide(contact, text=about, chosen=district_code, now=now)
        before = contact.district_id or CITY_HALL
        _note(contact, decision, now=now)
        if contact.state == ContactState.ACTIVE:
            contact.question = None
            contact.save(update_fields=["question"])
            tell(contact, "contact.routed", now=now, also=[f"district:{before}"])
            return
        _act(contact, decision, about=about, now=now)


def take_place(contact: Contact, *, latitude: float, longitude: float, now: datetime) -> None:
    """Go on with what a locked contact is asked, where a photo of the citizen tells where it is; else nothing."""
    if contact.state != ContactState.ASKING or not contact.question:
        return
    about = str(contact.question["about"])
    decision = _decide(contact, text=about, latitude=latitude, longitude=longitude, now=now)
    if decision.status == DistrictStatus.RESOLVED:
        _note(contact, decision, now=now)
        _act(contact, decision, about=about, now=now)


def decide_call(contact: Contact, *, now: datetime) -> None:
    """Decide where a call belongs by the number dialled, the only thing known before anybody speaks."""
    _note(contact, _decide(contact, text="", now=now), now=now)


def _note_thanks(contact: Contact, *, now: datetime) -> None:
    if contact.answered_by_article:
        knowledgebase.record_use(
            article_id=contact.answered_by_article, contact_ref=contact.pk, kind=UseKind.RIGHT, now=now
        )


def complete_decision(contact: Contact, *, about: str, chosen: str, text: str, now: datetime) -> Decision:
    """Decide again on what was asked about, with the district chosen or the words of the answer; note it if it helps.

    Returns the decision; where the answer says nothing of a place, the one before stays noted.
    """
    decision = _decide(contact, text=about if chosen else f"{about}\n{text}", chosen=chosen, now=now)
    if decision.district_code:
        _note(contact, decision, now=now)
    return decision


def stored_question(contact: Contact, question: Question, *, about: str) -> dict[str, Any]:
    """Return a question as it is kept with the contact: districts by their names in the citizen's language."""
    names = {info.code: _local_name(info, language_for(contact)) for info in districts.all_districts()}
    options = [{"code": option.code, "name": names.get(option.code, option.name)} for option in question.options]
    return {"text": question.text, "options": options, "about": about}


def question_text(contact: Contact, stored: dict[str, Any]) -> str:
    """Return a kept question as it is written to the citizen; numbered where there are no buttons."""
    return wording.question(
        text=str(stored["text"]),
        options=as_quick_replies(stored),
        channel=Channel(contact.channel),
        language=language_for(contact),
    )


def quick_replies(contact: Contact, stored: dict[str, Any]) -> Extras:
    """Return the candidates of a kept question as KakaoTalk's quick replies: pressed, they are written as they read."""
    names = [reply.name for reply in as_quick_replies(stored)]
    if contact.channel != Channel.KAKAO:
        return Extras()
    shown = (Button(ButtonKind.MESSAGE, name[:LONGEST_QUICK_REPLY]) for name in names[:MOST_QUICK_REPLIES])
    return Extras(quick_replies=tuple(shown))


def _local_name(district: DistrictInfo, language: str) -> str:
    return district.name if language.startswith("ko") else district.name_en or district.name


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
    text: str,
    chosen: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    now: datetime,
) -> Decision:
    """Return where the words belong; the number dialled counts until a district office is known."""
    with translation.override(language_for(contact)):
        return routing.decide(
            text=text,
            dialled=contact.dialled if contact.district_id in (None, CITY_HALL) else "",
            latitude=latitude,
            longitude=longitude,
            chosen_district=chosen,
            earlier_district=contact.district_id or _earlier_district(contact, now=now),
            now=now,
        )


def _earlier_district(contact: Contact, *, now: datetime) -> str:
    """Return the district of what the citizen contacted us about last, in the last 90 days; "" for none.

    Complaints are opened from contacts, so an open complaint's district is among them.
    """
    earlier = Contact.objects.filter(
        citizen=contact.citizen_id, opened_at__gt=now - EARLIER_COUNTS_FOR, district__isnull=False
    ).exclude(district=CITY_HALL)
    return earlier.exclude(pk=contact.pk).order_by("-opened_at").values_list("district_id", flat=True).first() or ""


def _note(contact: Contact, decision: Decision, *, now: datetime) -> None:
    """Keep the decision with its reasons, and note on the contact where it belongs.

    What a later message leaves open stays as it was; the department always fits the district and the topic.
    """
    contact.decision = routing.record_decision(subject_ref=contact.pk, decision=decision, now=now)
    before = contact.district_id, contact.topic_id
    contact.district_id = decision.district_code or contact.district_id
    if contact.topic_id is None or _topic_is_sure(decision):
        contact.topic_id = decision.topic_code or contact.topic_id
    place = contact.district_id, contact.topic_id
    if place == (decision.district_code or None, decision.topic_code or None):
        contact.department_id = decision.department_code or None
    elif place != before:
        in_charge = districts.department_in_charge(
            district_code=contact.district_id or CITY_HALL,
            topic_code=contact.topic_id or "",
            on=seoul_time(now).date(),
        )
        contact.department_id = in_charge.code or None
    contact.save(update_fields=["decision", "district", "topic", "department"])


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
    question = _question_worth_asking(contact, decision)
    if question and _ask(contact, question, about=about, now=now):
        return
    enqueue(contact, now=now)


def _question_worth_asking(contact: Contact, decision: Decision) -> Question | None:
    """Return what to ask, if anything: where it is once, and once which of the districts that the answer may mean."""
    question = decision.question
    if question is None:
        return None
    if question.options:
        return None if as_quick_replies(contact.question) else question
    return question if _topic_is_sure(decision) and contact.question is None else None


def _topic_is_sure(decision: Decision) -> bool:
    return bool(decision.topic_candidates) and decision.topic_candidates[0].score >= TOPIC_KNOWN


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
        language=language_for(contact),
    )
    sent = try_to_send(contact, text=text, purpose=Purpose.AUTOMATIC_ANSWER, article_id=answer.article_id, now=now)
    if sent is None:
        return False
    knowledgebase.record_use(
        article_id=answer.article_id,
        contact_ref=contact.pk,
        kind=UseKind.AUTOMATIC,
        confidence=answer.confidence,
        now=now,
    )
    advance(contact, Action.ANSWER_AUTOMATICALLY, answered_by_article=answer.article_id, question=None)
    tell(contact, "contact.message", now=now)
    return True


def _ask(contact: Contact, question: Question, *, about: str, now: datetime) -> bool:
    """Ask the citizen the one question; a text that cannot be sent is not asked."""
    stored = stored_question(contact, question, about=about)
    text = question_text(contact, stored)
    extras = quick_replies(contact, stored)
    if try_to_send(contact, text=text, purpose=Purpose.QUESTION, extras=extras, now=now) is None:
        return False
    advance(contact, Action.ASK_DISTRICT, question=stored)
    tell(contact, "contact.message", now=now)
    return True


def _warn_of_emergency(contact: Contact, decision: Decision, *, now: datetime) -> None:
    text = wording.emergency(number=decision.emergency_number, language=language_for(contact))
    if try_to_send(contact, text=text, purpose=Purpose.SYSTEM, now=now):
        tell_message(contact, now=now)


def _go_first(contact: Contact, decision: Decision, *, now: datetime) -> None:
    """While the citizen waits it became an emergency: they are told what to do, once, and go before all others."""
    if contact.decision is not None and contact.decision.handling == Handling.EMERGENCY:
        return
    contact.decision = routing.record_decision(subject_ref=contact.pk, decision=decision, now=now)
    if contact.queued_at is not None:
        contact.queued_at = min(contact.queued_at, now)
    contact.save(update_fields=["decision", "queued_at"])
    _warn_of_emergency(contact, decision, now=now)
    raise_priority(contact, now=now)


def _place_named(contact: Contact, decision: Decision, *, text: str) -> str:
    """Return the district that a waiting citizen has just named, "" for none.

    Where none was known any words may name it; a known one is only corrected by a short answer ("아 서초구요"), since
    longer ones name places for many reasons. What the city hall handles stays there.
    """
    if decision.status != DistrictStatus.RESOLVED or contact.district_id == CITY_HALL:
        return ""
    return decision.district_code if contact.district_id is None or short_enough_for_a_place(text) else ""


def _follow_to(district_code: str, contact: Contact, *, now: datetime) -> None:
    """Move a waiting contact to the queue of the district its citizen named; it keeps the time since which it waits."""
    before = contact.district_id
    if not district_code or district_code == before:
        return
    said = contact.messages.filter(direction=Direction.INBOUND).order_by("sequence").values_list("text", flat=True)
    words = "\n".join(said[:LINES_DECIDED_ON])
    _note(contact, _decide(contact, text=words, chosen=district_code, now=now), now=now)
    routing.move(contact_ref=contact.pk, district_code=district_code, now=now)
    tell(contact, "contact.routed", now=now, also=[f"district:{before or CITY_HALL}"])
