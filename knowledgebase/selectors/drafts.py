"""Read what is being written."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.errors import DomainError
from knowledgebase.models import OPEN_STATES, ArticleDraft, Editing

SEEN_WITHIN = timedelta(seconds=45)
"""An open editor says every 15 seconds that it is there."""


class DraftNotFound(DomainError):
    """There is no such draft: 404."""

    code = "draft_not_found"
    status = 404
    message = _("그런 초안이 없습니다.")


def draft(*, draft_id: UUID) -> ArticleDraft:
    """Return a draft with its article and its people. Raises DraftNotFound."""
    related = ("article", "author", "edited_by", "approver")
    found = ArticleDraft.objects.select_related(*related).filter(pk=draft_id).first()
    if found is None:
        raise DraftNotFound
    return found


def open_drafts() -> list[ArticleDraft]:
    """Return what is being written or waits for review, the ones in review first, then the newest."""
    found = ArticleDraft.objects.filter(state__in=OPEN_STATES).select_related("article", "author", "edited_by")
    return list(found.order_by("state", "-updated_at"))


def open_draft_of(*, article_id: UUID) -> ArticleDraft | None:
    """Return the draft of an article's next version, if somebody is writing one."""
    found = ArticleDraft.objects.filter(article=article_id, state__in=OPEN_STATES)
    return found.select_related("author", "edited_by").first()


def others_editing(*, draft_id: UUID, user: User, now: datetime) -> list[Editing]:
    """Return who else has the draft open, the longest first."""
    found = Editing.objects.filter(draft=draft_id, seen_at__gte=now - SEEN_WITHIN).exclude(user=user)
    return list(found.select_related("user").order_by("since"))
