"""Alimtalk templates: the words that Kakao has to approve before they may be sent."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.types import Purpose, TemplateState


class MessageTemplate(models.Model):
    """One version of the words for a purpose. A version that was sent for approval is never changed: write the next.

    `text` names its variables as #{접수번호}. `buttons` are of the form {"kind", "name", "url", "extra"} and may
    name variables too.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    purpose = models.CharField(_("용도"), max_length=20, choices=Purpose)
    language = models.CharField(_("언어"), max_length=8, default="ko")
    version = models.PositiveIntegerField(_("판"))
    title = models.CharField(_("강조 제목"), max_length=50, blank=True)
    text = models.TextField(_("내용"))
    buttons = models.JSONField(_("버튼"), default=list, blank=True)
    created_at = models.DateTimeField(_("만든 때"), auto_now_add=True)

    class Meta:
        verbose_name = _("알림톡 템플릿")
        verbose_name_plural = _("알림톡 템플릿")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "language", "version"], name="messaging_template_version_once"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="messaging_template_purpose_known"),
            models.CheckConstraint(condition=~Q(text=""), name="messaging_template_says_something"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The code we propose to a provider: RESULT_KO_1."""
        return f"{self.purpose}_{self.language.upper()}_{self.version}"


class TemplateApproval(models.Model):
    """How far a template is with one provider, under one sender key; only an approved one can be sent."""

    template = models.ForeignKey(MessageTemplate, models.CASCADE, related_name="approvals", verbose_name=_("템플릿"))
    provider = models.CharField(_("발송 사업자"), max_length=20)
    sender = models.CharField(_("발신 프로필"), max_length=60)
    code = models.CharField(_("사업자의 템플릿 코드"), max_length=30)
    state = models.CharField(_("상태"), max_length=10, choices=TemplateState, default=TemplateState.DRAFT)
    comment = models.TextField(_("검수 의견"), blank=True)
    checked_at = models.DateTimeField(_("확인한 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("템플릿 검수")
        verbose_name_plural = _("템플릿 검수")
        constraints = [
            models.UniqueConstraint(fields=["template", "provider", "sender"], name="messaging_approval_once"),
            models.UniqueConstraint(fields=["provider", "sender", "code"], name="messaging_approval_code_once"),
            models.CheckConstraint(condition=Q(state__in=TemplateState.values), name="messaging_approval_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.code} {self.state}"
