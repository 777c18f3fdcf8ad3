"""Questions that no article answers, and the drafts begun for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from feed.services import unit_of_work
from knowledgebase.models import ArticleDraft, KnowledgeGap
from knowledgebase.policies.content import QUESTION_LENGTH, TITLE_LENGTH
from knowledgebase.policies.editing import APPROVERS, PROPOSERS
from knowledgebase.selectors.gaps import gaps_visible
from knowledgebase.services.errors import EditNotAllowed
from knowledgebase.services.lifecycle import start_draft
from knowledgebase.types import ArticleContent, GapSource, QuestionState
from korean.privacy import clean_text, mask_personal_numbers

GAP_LENGTH = 400


def report_gap(
    *,
    text: str,
    source: GapSource,
    contact_ref: UUID,
    district_code: str = "",
    topic_code: str = "",
    user: User | None = None,
    now: datetime,
) -> bool:
    """Keep a citizen's words (the first 400 characters, personal numbers masked) as a question without an answer.

    Returns whether this is new; the same words of the same contact count once, and empty ones not at all.
    """
    said = " ".join(mask_personal_numbers(clean_text(text))[0].split())[:GAP_LENGTH]
    if not said:
        return False
    _, created = KnowledgeGap.objects.get_or_create(
        contact_ref=contact_ref,
        text=said,
        defaults={
            "source": source,
            "district_code": district_code,
            "topic_code": topic_code,
            "reported_by": user,
            "created_at": now,
        },
    )
    return created


def draft_for_gaps(*, gap_ids: Sequence[UUID], user: User, now: datetime) -> ArticleDraft:
    """Begin an article for a group of gaps: the first words as its title, all of them as its questions.

    Raises EditNotAllowed (403): not the role, or none of the gaps can be seen or is still open.
    """
    if user.role not in PROPOSERS:
        raise EditNotAllowed
    with unit_of_work():
        found = gaps_visible(user=user).select_for_update().filter(pk__in=gap_ids, state=QuestionState.NEW)
        gaps = list(found.order_by("created_at"))
        if not gaps:
            raise EditNotAllowed
        words = tuple(dict.fromkeys(gap.text[:QUESTION_LENGTH] for gap in gaps))
        content = ArticleContent(
            external_id="",
            title=min(words, key=len)[:TITLE_LENGTH],
            body="",
            topic_code=_shared([gap.topic_code for gap in gaps]),
            questions=words,
        )
        draft = start_draft(user=user, content=content, now=now)
        KnowledgeGap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(
            state=QuestionState.TAKEN, draft=draft, decided_by=user
        )
        return draft


def dismiss_gaps(*, gap_ids: Sequence[UUID], user: User) -> int:
    """Take gaps off the list: they need no article. Returns how many. Raises EditNotAllowed (403)."""
    if user.role not in APPROVERS:
        raise EditNotAllowed
    found = gaps_visible(user=user).filter(pk__in=gap_ids, state=QuestionState.NEW)
    return found.update(state=QuestionState.DISMISSED, decided_by=user)


def _shared(codes: Sequence[str]) -> str:
    """Return the code that several of the gaps have; that of a single conversation may be about something else."""
    known = [code for code in codes if code]
    often = max(sorted(set(known)), key=known.count, default="")
    return often if known.count(often) > 1 else ""
