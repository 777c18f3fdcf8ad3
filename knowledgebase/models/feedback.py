"""What articles did in conversations, what is missing, and how sure an automatic answer must be."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledgebase.models.articles import Article
from knowledgebase.models.drafts import ArticleDraft
from knowledgebase.types import GapSource, QuestionState, UseKind


class ArticleUse(models.Model):
    """An article did something in one conversation, counted once.

    `confidence` is the estimated probability (0–1) of an automatic answer when it was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="uses")
    contact_ref = models.UUIDField(_("상담"))
    kind = models.CharField(_("쓰임"), max_length=12, choices=UseKind)
    confidence = models.FloatField(_("확신"), null=True, blank=True)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("글의 쓰임")
        verbose_name_plural = _("글의 쓰임")
        constraints = [
            models.UniqueConstraint(fields=["article", "contact_ref", "kind"], name="article_use_once"),
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="article_use_kind_known"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(kind="AUTOMATIC", confidence__gte=0, confidence__lte=1),
                name="article_use_confidence_of_automatic",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="article_use_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.article_id}"


class QuestionCandidate(models.Model):
    """A citizen's own words that an agent found answered by an article; a supervisor decides whether they count."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="question_candidates", verbose_name=_("글"))
    text = models.CharField(_("시민의 말"), max_length=200)
    contact_ref = models.UUIDField(_("상담"))
    district_code = models.CharField(_("자치구"), max_length=10, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=QuestionState, default=QuestionState.NEW)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("알린 사람"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("정한 사람"))
    created_at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("다른 질문 후보")
        verbose_name_plural = _("다른 질문 후보")
        constraints = [
            models.UniqueConstraint(fields=["article", "contact_ref"], name="question_candidate_once"),
            models.CheckConstraint(condition=~Q(text=""), name="question_candidate_said"),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_candidate_state_known"),
            models.CheckConstraint(
                condition=Q(state="NEW") | Q(decided_by__isnull=False), name="question_candidate_decided_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(state="NEW"), name="question_candidate_new")]

    def __str__(self) -> str:
        return self.text


class KnowledgeGap(models.Model):
    """A question no article answers: told by an agent, or by a citizen whom an automatic answer did not help."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    text = models.CharField(_("시민의 말"), max_length=400)
    source = models.CharField(_("알린 쪽"), max_length=10, choices=GapSource)
    contact_ref = models.UUIDField(_("상담"))
    district_code = models.CharField(_("자치구"), max_length=10, blank=True)
    topic_code = models.CharField(_("업무 분야"), max_length=40, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=QuestionState, default=QuestionState.NEW)
    draft = models.ForeignKey(ArticleDraft, models.PROTECT, null=True, related_name="gaps", verbose_name=_("초안"))
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("알린 사람"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("정한 사람"))
    created_at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("답이 없던 질문")
        verbose_name_plural = _("답이 없던 질문")
        constraints = [
            models.UniqueConstraint(fields=["contact_ref", "text"], name="knowledge_gap_once"),
            models.CheckConstraint(condition=~Q(text=""), name="knowledge_gap_said"),
            models.CheckConstraint(condition=Q(source__in=GapSource.values), name="knowledge_gap_source_known"),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="knowledge_gap_state_known"),
            models.CheckConstraint(
                condition=~Q(state="TAKEN") | Q(draft__isnull=False), name="knowledge_gap_taken_into_a_draft"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(state="NEW"), name="knowledge_gap_new")]

    def __str__(self) -> str:
        return self.text


class ExpiryReminder(models.Model):
    """That an article's validity is about to end was told, once for each step (days before the end)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="expiry_reminders", verbose_name=_("글"))
    valid_until = models.DateField(_("유효 종료일"))
    days_before = models.PositiveSmallIntegerField(_("며칠 전"))
    at = models.DateTimeField(_("알린 때"))

    class Meta:
        verbose_name = _("유효 기간 알림")
        verbose_name_plural = _("유효 기간 알림")
        constraints = [
            models.UniqueConstraint(fields=["article", "valid_until", "days_before"], name="expiry_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.valid_until} -{self.days_before}"


class AutomaticSetting(models.Model):
    """How right automatic answers of a category must be; the empty category is for all without their own row."""

    category = models.CharField(_("분류"), max_length=40, blank=True, unique=True)
    enabled = models.BooleanField(_("자동 답변함"), default=True)
    precision = models.FloatField(_("바라는 정확도"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("정한 사람"))
    set_at = models.DateTimeField(_("정한 때"))

    class Meta:
        verbose_name = _("자동 답변 기준")
        verbose_name_plural = _("자동 답변 기준")
        constraints = [
            models.CheckConstraint(
                condition=Q(precision__gte=0.9) & Q(precision__lte=0.999), name="automatic_precision_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.precision}"
