"""Looking at complaints in the admin. Changing them is the services' work: nothing here can be edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.selectors import user_of
from complaints.models import Complaint, ComplaintEvent, ComplaintQuerySet, DeadlineEvent, Escalation, NumberCounter


class ReadOnly:
    """Everything may be seen, nothing changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: made by services only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: changed by services only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: complaints are never deleted by hand."""
        return False


class EventInline(ReadOnly, admin.TabularInline[ComplaintEvent, Complaint]):
    model = ComplaintEvent
    fields = ("sequence", "at", "action", "from_state", "to_state", "user", "text")
    ordering = ("sequence",)


class DeadlineInline(ReadOnly, admin.TabularInline[DeadlineEvent, Complaint]):
    model = DeadlineEvent
    fields = ("sequence", "at", "kind", "amount", "unit", "article", "due_at")
    ordering = ("sequence",)


class EscalationInline(ReadOnly, admin.TabularInline[Escalation, Complaint]):
    model = Escalation
    fields = ("level", "at", "to_role", "receivers")
    ordering = ("level",)


@admin.register(Complaint)
class ComplaintAdmin(ReadOnly, admin.ModelAdmin[Complaint]):
    list_display = ("number", "state", "kind", "district", "department", "topic", "due_at", "escalation_level")
    list_filter = ("state", "kind", "district")
    list_select_related = ("district", "department", "topic")
    search_fields = ("number__exact",)
    search_help_text = _("접수번호")
    show_full_result_count = False
    ordering = ("-id",)
    exclude = ("search_text", "request_key")
    inlines = (EventInline, DeadlineInline, EscalationInline)

    def get_queryset(self, request: HttpRequest) -> ComplaintQuerySet:
        """Return what the signed-in person may see."""
        return Complaint.objects.visible_to(user_of(request.user))


@admin.register(NumberCounter)
class NumberCounterAdmin(ReadOnly, admin.ModelAdmin[NumberCounter]):
    list_display = ("year", "last")
