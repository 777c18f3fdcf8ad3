"""Citizens' own words as further questions of an article.

A supervisor looks at them first. Automatic answers rest on the questions of an article, so that one wrong press would
answer the next citizen wrongly without anybody in between; and citizens' words may tell more than others should read.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.selectors import access_of
from feed.services import unit_of_work
from knowledgebase.models import Article, QuestionCandidate
from knowledgebase.policies.content import QUESTION_LENGTH
from knowledgebase.policies.editing import may_publish
from knowledgebase.selectors.article import ArticleNotFound, content_of
from knowledgebase.selectors.gaps import candidates_visible
from knowledgebase.services import write
from knowledgebase.services.errors import EditNotAllowed
from knowledgebase.services.index import lock_article
from knowledgebase.services.use import record_use
from knowledgebase.types import ArticleStatus, QuestionState, UseKind
from korean.privacy import clean_text, mask_personal_numbers


def keep_question(
    *, article_id: UUID, contact_ref: UUID, text: str, district_code: str = "", user: User, now: datetime
) -> bool:
    """Record that the article answers what the citizen of a contact asked; return whether this is new.

    Their words (the first 200 characters, personal numbers masked) wait for a supervisor to become another question.
    Raises ArticleNotFound.
    """
    if not Article.objects.filter(pk=article_id).exists():
        raise ArticleNotFound
    with unit_of_work():
        new = record_use(article_id=article_id, contact_ref=contact_ref, kind=UseKind.RIGHT, now=now)
        said = " ".join(mask_personal_numbers(clean_text(text))[0].split())[:QUESTION_LENGTH]
        if new and said and not Article.objects.filter(pk=article_id, alternate_questions__text=said).exists():
            QuestionCandidate.objects.get_or_create(
                article_id=article_id,
                contact_ref=contact_ref,
                defaults={"text": said, "district_code": district_code, "reported_by": user, "created_at": now},
            )
        return new


def decide_question(*, candidate_id: UUID, user: User, take: bool, text: str = "", now: datetime) -> None:
    """Make kept words (or `text`, as the supervisor put them) another question of their article, or dismiss them.

    Already decided: nothing happens. Raises EditNotAllowed (403), ArticleNotFound (404: the user may not read the
    words, or they would become a question of a withdrawn article, which that would bring back), ArticleRefused (422).
    """
    with unit_of_work():
        candidate = candidates_visible(user=user).select_for_update().filter(pk=candidate_id).first()
        if candidate is None:
            raise ArticleNotFound
        article = lock_article(article_id=candidate.article_id)
        before = content_of(article=article)
        question = clean_text(text) or candidate.text
        after = replace(before, questions=(*before.questions, question))
        if not may_publish(access=access_of(user=user), before=before, after=after):
            raise EditNotAllowed
        if candidate.state != QuestionState.NEW:
            return
        if take and article.status != ArticleStatus.PUBLISHED:
            raise ArticleNotFound
        if take:
            write.publish(
                content=after, collection=article.collection, author=candidate.reported_by, approver=user, now=now
            )
        candidate.state = QuestionState.TAKEN if take else QuestionState.DISMISSED
        candidate.decided_by = user
        candidate.save(update_fields=["state", "decided_by"])
