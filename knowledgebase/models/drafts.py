"""What is being written, and who is writing it."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledgebase.models.articles import Article
from knowledgebase.types import DraftState

OPEN_STATES = (DraftState.WRITING, DraftState.REVIEW)


class ArticleDraft(models.Model):
    """A new article, or the next version of one, until it is published or discarded.

    The published article stays as it is meanwhile. `base_version` is the version the draft began with (0: a new
    article); `version` counts the saves, so that nobody overwrites what they have not seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="drafts", verbose_name=_("글"))
    state = models.CharField(_("상태"), max_length=10, choices=DraftState, default=DraftState.WRITING)
    content = models.JSONField(_("내용"))
    base_version = models.PositiveIntegerField(_("바탕이 된 판"), default=0)
    version = models.PositiveIntegerField(_("저장 횟수"), default=1)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("시작한 사람"))
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("마지막에 고친 사람"))
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("승인한 사람"))
    returned_because = models.CharField(_("돌려보낸 이유"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("만든 때"))
    updated_at = models.DateTimeField(_("고친 때"))

    class Meta:
        verbose_name = _("작성 중인 글")
        verbose_name_plural = _("작성 중인 글")
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(state__in=["WRITING", "REVIEW"]), name="article_draft_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="article_draft_state_known"),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(article__isnull=False, approver__isnull=False),
                name="article_draft_published_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-updated_at"], condition=Q(state__in=["WRITING", "REVIEW"]), name="article_draft_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.content.get("title", ""))


class Editing(models.Model):
    """Somebody has a draft open on their screen, as long as `seen_at` is recent."""

    draft = models.ForeignKey(ArticleDraft, models.CASCADE, related_name="editors")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("사람"))
    since = models.DateTimeField(_("연 때"))
    seen_at = models.DateTimeField(_("마지막으로 본 때"))

    class Meta:
        verbose_name = _("글을 열고 있는 사람")
        verbose_name_plural = _("글을 열고 있는 사람")
        constraints = [models.UniqueConstraint(fields=["draft", "user"], name="article_editing_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.draft_id}"
