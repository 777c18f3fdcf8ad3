"""Articles, how they differ by district, and what they once said."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledgebase.types import CITY_COLLECTION, ArticleStatus

CHAT_SUMMARY_LENGTH = 400
SMS_SUMMARY_LENGTH = 1_000


class Article(models.Model):
    """One answer of the city, in the forms an agent reads, a chat shows and an SMS carries.

    `collection` keeps article sets apart ("city" is the city's own). `district_code` is empty for the whole city.
    `chosung` holds the title's first consonants, a space before each word, for suggestions.
    `loaded_fingerprint` is that of the file's content seen last: an article that differs from it was edited by people,
    and a later file does not overwrite it but waits in `file_content` for somebody to look at.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    collection = models.CharField(_("모음"), max_length=40, default=CITY_COLLECTION)
    external_id = models.CharField(_("번호"), max_length=80)
    title = models.CharField(_("제목"), max_length=300)
    category = models.CharField(_("분류"), max_length=40, blank=True)
    topic_code = models.CharField(_("업무 분야"), max_length=40, blank=True)
    district_code = models.CharField(_("자치구"), max_length=10, blank=True)
    spoken_answer = models.TextField(_("읽어 줄 답변"), blank=True)
    body = models.TextField(_("내용"))
    chat_summary = models.CharField(_("채팅 요약"), max_length=CHAT_SUMMARY_LENGTH, blank=True)
    sms_summary = models.CharField(_("문자 요약"), max_length=SMS_SUMMARY_LENGTH, blank=True)
    law = models.CharField(_("근거 법령"), max_length=300, blank=True)
    source = models.CharField(_("출처"), max_length=300, blank=True)
    source_date = models.DateField(_("출처 기준일"), null=True, blank=True)
    department_code = models.CharField(_("담당 부서"), max_length=80, blank=True)
    synonyms = models.JSONField(_("같은 말"), default=list, blank=True)
    related = models.JSONField(_("관련 글"), default=list, blank=True)
    attachments = models.JSONField(_("서식과 첨부"), default=dict, blank=True)
    status = models.CharField(_("상태"), max_length=10, choices=ArticleStatus, default=ArticleStatus.PUBLISHED)
    valid_from = models.DateField(_("유효 시작일"), null=True, blank=True)
    valid_until = models.DateField(_("유효 종료일"), null=True, blank=True)
    version = models.PositiveIntegerField(_("판"), default=1)
    fingerprint = models.CharField(max_length=64, editable=False)
    loaded_fingerprint = models.CharField(max_length=64, editable=False, blank=True)
    file_content = models.JSONField(null=True, editable=False)
    chosung = models.CharField(max_length=600, editable=False, blank=True)
    created_at = models.DateTimeField(_("만든 때"))
    updated_at = models.DateTimeField(_("고친 때"))

    class Meta:
        verbose_name = _("상담 DB 글")
        verbose_name_plural = _("상담 DB 글")
        constraints = [
            models.UniqueConstraint(fields=["collection", "external_id"], name="article_one_per_number"),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
            models.CheckConstraint(condition=~Q(body=""), name="article_has_body"),
            models.CheckConstraint(condition=Q(status__in=ArticleStatus.values), name="article_status_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="article_version_positive"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=models.F("valid_until")),
                name="article_validity_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["valid_until"], condition=~Q(valid_until=None), name="article_expiring"),
        ]

    def __str__(self) -> str:
        return self.title


class AlternateQuestion(models.Model):
    """The same question in other people's words; ordinals count from 1."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="alternate_questions")
    ordinal = models.PositiveSmallIntegerField(_("순서"))
    text = models.CharField(_("질문"), max_length=200)

    class Meta:
        verbose_name = _("다른 질문")
        verbose_name_plural = _("다른 질문")
        constraints = [
            models.UniqueConstraint(fields=["article", "ordinal"], name="alternate_question_order"),
            models.UniqueConstraint(fields=["article", "text"], name="alternate_question_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1) & ~Q(text=""), name="alternate_question_said"),
        ]

    def __str__(self) -> str:
        return self.text


class ArticleVariant(models.Model):
    """What is different in one district ("강남구는 다음과 같이 다릅니다")."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="variants")
    district_code = models.CharField(_("자치구"), max_length=10)
    text = models.TextField(_("다른 점"))

    class Meta:
        verbose_name = _("자치구별 다른 점")
        verbose_name_plural = _("자치구별 다른 점")
        constraints = [
            models.UniqueConstraint(fields=["article", "district_code"], name="variant_one_per_district"),
            models.CheckConstraint(condition=~Q(district_code="") & ~Q(text=""), name="variant_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.district_code}: {self.text[:40]}"


class ArticleVersion(models.Model):
    """Everything an article said in one version. Rows are never changed or deleted (a trigger refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(_("판"))
    content = models.JSONField(_("내용"))
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("쓴 사람"))
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("승인한 사람"))
    created_at = models.DateTimeField(_("만든 때"))

    class Meta:
        verbose_name = _("지난 판")
        verbose_name_plural = _("지난 판")
        constraints = [models.UniqueConstraint(fields=["article", "version"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.version}"
