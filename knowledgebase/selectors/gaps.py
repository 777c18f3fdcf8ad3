"""Read what citizens asked that no article answers, and their words that may become questions of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.selectors import access_of
from knowledgebase.models import KnowledgeGap, QuestionCandidate
from knowledgebase.policies.editing import READERS
from knowledgebase.policies.grouping import groups
from knowledgebase.types import ArticleStatus, QuestionState
from korean.morphemes import content_terms

MOST_GAPS = 300


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps that ask for the same thing, the oldest first; how often it was asked, and when last."""

    gaps: tuple[KnowledgeGap, ...]
    words: tuple[str, ...]
    last_at: datetime


def gaps_visible(*, user: User) -> QuerySet[KnowledgeGap]:
    """Return the gaps `user` may read: citizens' words of their districts; of the whole city also those of none."""
    return KnowledgeGap.objects.filter(_words_of(user))


def candidates_visible(*, user: User) -> QuerySet[QuestionCandidate]:
    """Return the words that may become questions and `user` may read, as with `gaps_visible`."""
    return QuestionCandidate.objects.filter(_words_of(user))


def _words_of(user: User) -> Q:
    access = access_of(user=user)
    if access.role not in READERS or access.department_codes is not None:
        return Q(pk__in=[])
    if access.district_codes is None:
        return Q()
    return Q(district_code__in=access.district_codes)


def unanswered(*, user: User) -> list[GapGroup]:
    """Return the newest 300 open gaps in groups that share their words, the largest group first. One query."""
    newest = gaps_visible(user=user).filter(state=QuestionState.NEW).order_by("-created_at")[:MOST_GAPS]
    gaps = sorted(newest, key=lambda gap: gap.created_at)
    terms = [frozenset(content_terms(gap.text)) for gap in gaps]
    found = []
    for positions in groups(terms):
        together = tuple(gaps[position] for position in positions)
        shared = frozenset.intersection(*(terms[position] for position in positions))
        found.append(GapGroup(together, tuple(sorted(shared)), together[-1].created_at))
    return found


def question_candidates(*, user: User) -> list[QuestionCandidate]:
    """Return citizens' words that agents found answered by published articles, not decided on, the oldest first.

    Those of the districts of `user` (`candidates_visible`).
    """
    found = candidates_visible(user=user).filter(state=QuestionState.NEW, article__status=ArticleStatus.PUBLISHED)
    return list(found.select_related("article", "reported_by").order_by("created_at")[:MOST_GAPS])
