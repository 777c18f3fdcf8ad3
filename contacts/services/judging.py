"""Whether an answer of the knowledge base was right: said by the citizen it was sent to, or by who speaks with them."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from contacts.models import Contact
from contacts.policies.transitions import Action, next_state
from contacts.services.conversation import lock, lock_for
from contacts.services.waiting import ANSWER_DID_NOT_HELP_PRIORITY, ask_for_agent, enqueue
from contacts.types import ContactState, Direction
from feed.services import unit_of_work
from knowledgebase import selectors as articles
from knowledgebase import services as knowledgebase
from knowledgebase.types import GapSource, UseKind


def not_helped(*, contact_id: UUID, now: datetime) -> None:
    """Bring a citizen whom an automatic answer did not help to a person, before those who wait without one.

    The agent sees everything said so far. In any other state they just ask for a person.
    Raises ContactNotFound, ActionNotPossible when the contact is over.
    """
    with unit_of_work():
        contact = lock(contact_id)
        next_state(action=Action.ASK_FOR_AGENT, state=contact.state)
        if contact.state == ContactState.ANSWERED:
            answer_did_not_help(contact, now=now)
        else:
            ask_for_agent(contact_id=contact_id, now=now)


def answer_did_not_help(contact: Contact, *, now: datetime) -> None:
    """Count the automatic answer of a locked contact as unhelpful, keep the question as a gap, queue the citizen."""
    if contact.answered_by_article:
        knowledgebase.record_use(
            article_id=contact.answered_by_article, contact_ref=contact.pk, kind=UseKind.NOT_HELPFUL, now=now
        )
    knowledgebase.report_gap(
        text=_asked(contact),
        source=GapSource.CITIZEN,
        contact_ref=contact.pk,
        district_code=contact.district_id or "",
        topic_code=contact.topic_id or "",
        now=now,
    )
    enqueue(contact, priority=ANSWER_DID_NOT_HELP_PRIORITY, now=now)


def confirm_article(*, contact_id: UUID, user: User, article_id: UUID, words: str, now: datetime) -> bool:
    """Note that an article answers what the citizen asked in `words`; return whether this is new.

    The words wait for a supervisor to become another question of the article. Raises ContactNotFound (404),
    NotAllowed (403), ArticleNotFound (knowledgebase).
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.WRITE_NOTE)
        return knowledgebase.keep_question(
            article_id=article_id,
            contact_ref=contact.pk,
            text=words,
            district_code=contact.district_id or "",
            user=user,
            now=now,
        )


def judge_article(*, contact_id: UUID, user: User, article_id: UUID, kind: UseKind, now: datetime) -> None:
    """Count an article as right or not helpful in a conversation; each kind counts once.

    For who may note in the conversation. Raises ContactNotFound (404), NotAllowed (403), ArticleNotFound
    (knowledgebase).
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.WRITE_NOTE)
        articles.any_article(article_id=article_id)
        knowledgebase.record_use(article_id=article_id, contact_ref=contact.pk, kind=kind, now=now)


def report_missing_answer(*, contact_id: UUID, user: User, words: str, now: datetime) -> bool:
    """Note that no article answers what the citizen asked in `words`; return whether this is new.

    Raises ContactNotFound (404), NotAllowed (403).
    """
    with unit_of_work():
        contact = lock_for(contact_id, user=user, action=Action.WRITE_NOTE)
        return knowledgebase.report_gap(
            text=words,
            source=GapSource.AGENT,
            contact_ref=contact.pk,
            district_code=contact.district_id or "",
            topic_code=contact.topic_id or "",
            user=user,
            now=now,
        )


def _asked(contact: Contact) -> str:
    """Return what the citizen wrote before the last automatic answer."""
    answers = contact.messages.filter(direction=Direction.OUTBOUND, article_id__isnull=False)
    answered_at = answers.order_by("-sequence").values_list("sequence", flat=True).first() or contact.message_count
    said = contact.messages.filter(direction=Direction.INBOUND, sequence__lt=answered_at)
    return said.order_by("-sequence").values_list("text", flat=True).first() or ""
