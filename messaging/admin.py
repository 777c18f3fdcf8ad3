"""What an administrator sets: senders of districts, words, codes of templates that other providers have approved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from messaging import services
from messaging.models import MessageTemplate, Sender, TemplateApproval
from messaging.policies.templates import TemplateBroken, check_template
from messaging.types import Purpose

LIMITS = _(
    "제목은 50자, 내용은 1,300자, 버튼은 5개까지이고, "
    "버튼에는 종류와 14자까지의 이름, 웹 링크에는 주소가 있어야 합니다."
)


@admin.register(Sender)
class SenderAdmin(admin.ModelAdmin[Sender]):
    """Who sends over a channel."""

    list_display = ("channel", "district", "provider", "key", "per_second")
    list_filter = ("channel", "provider")


class TemplateForm(forms.ModelForm[MessageTemplate]):
    """The words of a next version; what Kakao's inspection would find is said before it does."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse what could not be submitted."""
        given = super().clean()
        if given is not None and not self.errors:
            words = {name: given[name] for name in ("title", "text", "buttons")}
            try:
                check_template(code=f"{given['purpose']}_{given['language'].upper()}_1", **words)
            except (TemplateBroken, TypeError, KeyError, AttributeError) as error:
                raise forms.ValidationError(LIMITS) from error
        return given


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin[MessageTemplate]):
    """The words; a version that was handed in is not changed: the next one is written."""

    form = TemplateForm
    fields = ("purpose", "language", "title", "text", "buttons")
    list_display = ("purpose", "language", "version")
    list_filter = ("purpose", "language")

    def save_model(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> None:
        """Write the next version."""
        written = services.write_template(
            purpose=Purpose(obj.purpose), language=obj.language, title=obj.title, text=obj.text, buttons=obj.buttons
        )
        obj.pk, obj.version = written.pk, written.version

    def has_change_permission(self, request: HttpRequest, obj: MessageTemplate | None = None) -> bool:
        """Refuse: a new version is written instead."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MessageTemplate | None = None) -> bool:
        """Refuse: messages were sent in these words."""
        return False


@admin.register(TemplateApproval)
class TemplateApprovalAdmin(admin.ModelAdmin[TemplateApproval]):
    """How far a template is with a provider."""

    list_display = ("template", "provider", "sender", "code", "state", "checked_at")
    list_filter = ("provider", "state")
