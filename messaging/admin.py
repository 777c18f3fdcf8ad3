"""What an administrator sets: senders of districts, and codes of templates that other providers have approved."""

from django.contrib import admin

from messaging.models import MessageTemplate, Sender, TemplateApproval


@admin.register(Sender)
class SenderAdmin(admin.ModelAdmin[Sender]):
    """Who sends over a channel."""

    list_display = ("channel", "district", "provider", "key", "per_second")
    list_filter = ("channel", "provider")


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin[MessageTemplate]):
    """The words; a version that was handed in is not changed."""

    list_display = ("purpose", "language", "version")
    list_filter = ("purpose", "language")

    def has_change_permission(self, request: object, obj: MessageTemplate | None = None) -> bool:
        """Refuse: a new version is written instead."""
        return False

    def has_delete_permission(self, request: object, obj: MessageTemplate | None = None) -> bool:
        """Refuse: messages were sent in these words."""
        return False


@admin.register(TemplateApproval)
class TemplateApprovalAdmin(admin.ModelAdmin[TemplateApproval]):
    """How far a template is with a provider."""

    list_display = ("template", "provider", "sender", "code", "state", "checked_at")
    list_filter = ("provider", "state")
