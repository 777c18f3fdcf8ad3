"""The life of an article: draft, review, published, withdrawn. The published version stays until the next one is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from feed.services import publish as tell
from feed.services import unit_of_work
from knowledgebase.models import OPEN_STATES, Article, ArticleDraft, Editing, KnowledgeGap
from knowledgebase.policies.content import problems, restore, snapshot
from knowledgebase.policies.editing import APPROVERS, PROPOSERS, may_publish
from knowledgebase.selectors.article import content_of
from knowledgebase.selectors.drafts import DraftNotFound
from knowledgebase.services import write
from knowledgebase.services.errors import (
    ArticleMovedOn,
    ArticleRefused,
    DraftNotPossible,
    EditNotAllowed,
    ReasonMissing,
    SecondPersonNeeded,
    StaleDraft,
)
from knowledgebase.services.files import with_files
from knowledgebase.services.index import lock_article
from knowledgebase.types import CITY_COLLECTION, ArticleContent, DraftState, QuestionState
from korean.privacy import clean_text

LONGEST_REASON = 500


def start_draft(
    *, user: User, article_id: UUID | None = None, content: ArticleContent | None = None, now: datetime
) -> ArticleDraft:
    """Begin a new article, or the next version of one; its open draft, if there is one, is returned instead.

    `content` is what to begin with; without it the article as published. Raises EditNotAllowed (403), ArticleNotFound.
    """
    _check_role(user, PROPOSERS)
    with unit_of_work():
        article = lock_article(article_id=article_id) if article_id else None
        running = ArticleDraft.objects.filter(article=article, state__in=OPEN_STATES).first() if article else None
        if running is not None:
            return running
        begun = write.clean(content or (content_of(article=article) if article else _empty()))
        draft = ArticleDraft.objects.create(
            article=article,
            content=snapshot(begun),
            base_version=article.version if article else 0,
            author=user,
            edited_by=user,
            created_at=now,
            updated_at=now,
        )
        _tell(draft, "article.draft", now=now)
        return draft


def save_draft(
    *,
    draft_id: UUID,
    user: User,
    content: ArticleContent,
    version: int,
    files: Sequence[File[bytes]] = (),
    now: datetime,
) -> ArticleDraft:
    """Keep what was written, also when it is not complete; `version` is the save the writer has seen.

    `files` are kept and named among the attachments. The number of an existing article does not change. Raises
    StaleDraft (409, with the other text), DraftNotPossible (409) outside of writing, EditNotAllowed (403),
    DraftNotFound (404), FileRefused (422).
    """
    _check_role(user, PROPOSERS)
    with unit_of_work():
        draft = _expected(draft_id, DraftState.WRITING, version)
        content = with_files(content=content, files=files, user=user, now=now)
        written = write.clean(_numbered(content, draft))
        if snapshot(written) == draft.content:
            return draft
        draft.content = snapshot(written)
        draft.version += 1
        draft.edited_by = user
        draft.updated_at = now
        draft.save(update_fields=["content", "version", "edited_by", "updated_at"])
        _tell(draft, "article.draft", now=now)
        return draft


def catch_up(*, draft_id: UUID, user: User, now: datetime) -> ArticleDraft:
    """Go on with a draft although a newer version was published since it began: its writer has seen what changed."""
    _check_role(user, PROPOSERS)
    with unit_of_work():
        draft = _locked_draft(draft_id)
        if draft.state not in OPEN_STATES or draft.article is None:
            raise DraftNotPossible
        draft.base_version = draft.article.version
        draft.updated_at = now
        draft.save(update_fields=["base_version", "updated_at"])
        return draft


def submit(
    *,
    draft_id: UUID,
    user: User,
    version: int,
    content: ArticleContent | None = None,
    files: Sequence[File[bytes]] = (),
    now: datetime,
) -> ArticleDraft:
    """Ask for review, of `content` with `files` if it is given, which is then saved first.

    Raises ArticleRefused (422, with `problems`), and what `save_draft` raises; then nothing is saved.
    """
    _check_role(user, PROPOSERS)
    with unit_of_work():
        if content is not None:
            version = save_draft(
                draft_id=draft_id, user=user, content=content, version=version, files=files, now=now
            ).version
        draft = _expected(draft_id, DraftState.WRITING, version)
        if refused := problems(_publishable(draft)):
            raise ArticleRefused(problems=refused)
        _move(draft, DraftState.REVIEW, now=now, returned_because="")
        return draft


def return_draft(*, draft_id: UUID, user: User, reason: str, now: datetime) -> ArticleDraft:
    """Give a draft in review back to be written on. Raises ReasonMissing (422), EditNotAllowed, DraftNotPossible."""
    _check_role(user, APPROVERS)
    why = clean_text(reason)[:LONGEST_REASON]
    if not why:
        raise ReasonMissing
    with unit_of_work():
        draft = _expected(draft_id, DraftState.REVIEW)
        _move(draft, DraftState.WRITING, now=now, returned_because=why)
        return draft


def take_back(*, draft_id: UUID, user: User, now: datetime) -> ArticleDraft:
    """Take a draft back from review, to write on; for those who wrote it and for supervisors."""
    _check_role(user, PROPOSERS)
    with unit_of_work():
        draft = _expected(draft_id, DraftState.REVIEW)
        _check_own(draft, user)
        _move(draft, DraftState.WRITING, now=now)
        return draft


def approve(*, draft_id: UUID, user: User, version: int, now: datetime) -> ArticleDraft:
    """Publish a draft in review; it is found from the commit on. The gaps it answers are settled.

    Raises SecondPersonNeeded (403) where two people are wanted (`KNOWLEDGE_TWO_PEOPLE`), EditNotAllowed (403) outside
    of the user's districts, ArticleMovedOn (409), ArticleRefused (422), StaleDraft, DraftNotPossible (409).
    """
    _check_role(user, APPROVERS)
    with unit_of_work():
        draft = _expected(draft_id, DraftState.REVIEW, version)
        if settings.KNOWLEDGE_TWO_PEOPLE and user.id in (draft.author_id, draft.edited_by_id):
            raise SecondPersonNeeded
        article = lock_article(article_id=draft.article_id) if draft.article_id else None
        if article and article.version != draft.base_version:
            raise ArticleMovedOn(version=article.version)
        content = _publishable(draft)
        before = content_of(article=article) if article else None
        if not may_publish(access=access_of(user=user), before=before, after=content):
            raise EditNotAllowed
        draft.article_id = write.publish(
            content=content,
            collection=article.collection if article else CITY_COLLECTION,
            author=draft.edited_by,
            approver=user,
            now=now,
        )
        if article:
            Article.objects.filter(pk=article.pk).update(file_content=None)
        _move(draft, DraftState.PUBLISHED, now=now, approver=user, article_id=draft.article_id)
        return draft


def discard(*, draft_id: UUID, user: User, now: datetime) -> None:
    """Give a draft up; the gaps it was begun for are open again. Raises EditNotAllowed, DraftNotPossible."""
    _check_role(user, PROPOSERS)
    with unit_of_work():
        draft = _locked_draft(draft_id)
        if draft.state not in OPEN_STATES:
            raise DraftNotPossible
        _check_own(draft, user)
        KnowledgeGap.objects.filter(draft=draft).update(state=QuestionState.NEW, draft=None, decided_by=None)
        _move(draft, DraftState.DISCARDED, now=now)


def withdraw_article(*, article_id: UUID, user: User, now: datetime) -> None:
    """Take a published article out of search and off the public pages. Raises EditNotAllowed (403), ArticleNotFound."""
    with unit_of_work():
        article = lock_article(article_id=article_id)
        _check_may_publish(article, user)
        write.withdraw(article_id=article_id, now=now)
        tell(streams=["city"], kind="article.withdrawn", ids={"article": str(article_id)}, now=now)


def keep_ours(*, article_id: UUID, user: User) -> None:
    """Leave an edited article as it is although the file it came from says something new."""
    with unit_of_work():
        article = lock_article(article_id=article_id)
        _check_may_publish(article, user)
        article.file_content = None
        article.save(update_fields=["file_content"])


def note_editing(*, draft_id: UUID, user: User, now: datetime) -> None:
    """Remember that the user has the draft open on their screen, so that others are told; not of a closed one."""
    if not ArticleDraft.objects.filter(pk=draft_id, state__in=OPEN_STATES).exists():
        return
    Editing.objects.update_or_create(
        draft_id=draft_id, user=user, defaults={"seen_at": now}, create_defaults={"seen_at": now, "since": now}
    )


def _empty() -> ArticleContent:
    return ArticleContent(external_id="", title="", body="")


def _numbered(content: ArticleContent, draft: ArticleDraft) -> ArticleContent:
    """Return the content under the number it is published with: the article's own, or a new one."""
    return replace(content, external_id=draft.article.external_id if draft.article else f"c-{draft.pk}")


def _publishable(draft: ArticleDraft) -> ArticleContent:
    return _numbered(restore(draft.content), draft)


def _locked_draft(draft_id: UUID) -> ArticleDraft:
    locked = ArticleDraft.objects.select_for_update(of=("self",)).select_related("article", "edited_by")
    draft = locked.filter(pk=draft_id).first()
    if draft is None:
        raise DraftNotFound
    return draft


def _expected(draft_id: UUID, state: DraftState, version: int | None = None) -> ArticleDraft:
    """Lock a draft that must be in `state` and, where a version is given, as the user has seen it."""
    draft = _locked_draft(draft_id)
    if draft.state != state:
        raise DraftNotPossible
    if version is not None and draft.version != version:
        raise StaleDraft(
            theirs=draft.content, by=str(draft.edited_by), at=draft.updated_at.isoformat(), version=draft.version
        )
    return draft


def _move(draft: ArticleDraft, state: DraftState, *, now: datetime, **columns: Any) -> None:
    draft.state = state
    draft.updated_at = now
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save(update_fields=["state", "updated_at", *columns])
    _tell(draft, "article.published" if state == DraftState.PUBLISHED else "article.draft", now=now)


def _tell(draft: ArticleDraft, kind: str, *, now: datetime) -> None:
    ids = {"draft": str(draft.pk)} | ({"article": str(draft.article_id)} if draft.article_id else {})
    tell(streams=["city"], kind=kind, ids=ids, now=now)


def _check_role(user: User, roles: frozenset[Role]) -> None:
    if user.role not in roles:
        raise EditNotAllowed


def _check_own(draft: ArticleDraft, user: User) -> None:
    if user.role not in APPROVERS and user.id not in (draft.author_id, draft.edited_by_id):
        raise EditNotAllowed


def _check_may_publish(article: Article, user: User) -> None:
    before = content_of(article=article)
    if not may_publish(access=access_of(user=user), before=None, after=before):
        raise EditNotAllowed
