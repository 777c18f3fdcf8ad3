"""Looking at complaints in the admin. Changing them is the services' work: nothing here can be edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.selectors import user_of
from complaints.diagram import rows, svg
from complaints.models import (
    Attachment,
    Complaint,
    ComplaintEvent,
    ComplaintQuerySet,
    DeadlineEvent,
    DeliveryRecord,
    DistrictRules,
    Escalation,
    Export,
    NumberCounter,
    PeriodRule,
    Transfer,
    WebhookDelivery,
    WebhookSubscription,
)


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
    fields = ("sequence", "at", "kind", "amount", "unit", "reason", "starts_on", "ends_on", "article", "due_at")
    ordering = ("sequence",)


class EscalationInline(ReadOnly, admin.TabularInline[Escalation, Complaint]):
    model = Escalation
    fields = ("level", "at", "to_role", "receivers")
    ordering = ("level",)


class DeliveryInline(ReadOnly, admin.TabularInline[DeliveryRecord, Complaint]):
    model = DeliveryRecord
    fields = ("document", "method", "addressee", "delivered_at", "recorded_at")
    ordering = ("delivered_at",)


class TransferInline(ReadOnly, admin.TabularInline[Transfer, Complaint]):
    model = Transfer
    fields = ("hop", "kind", "from_department", "to_department", "agency", "reason", "due_at", "outcome", "answer")
    ordering = ("hop",)


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
    inlines = (EventInline, DeadlineInline, TransferInline, EscalationInline, DeliveryInline)

    change_list_template = "admin/complaints/complaint/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page with the picture of the transition table."""
        page = path("life/", self.admin_site.admin_view(self.life), name="complaints_life")
        return [page, *super().get_urls()]

    def life(self, request: HttpRequest) -> HttpResponse:
        """Show the transition table as a picture and in words, both from the code."""
        context = self.admin_site.each_context(request) | {"title": _("민원의 생애"), "picture": svg(), "rows": rows()}
        return render(request, "admin/complaints/complaint/life.html", context)

    def get_queryset(self, request: HttpRequest) -> ComplaintQuerySet:
        """Return what the signed-in person may see."""
        return Complaint.objects.visible_to(user_of(request.user))


@admin.register(NumberCounter)
class NumberCounterAdmin(ReadOnly, admin.ModelAdmin[NumberCounter]):
    list_display = ("year", "last")


@admin.register(PeriodRule)
class PeriodRuleAdmin(admin.ModelAdmin[PeriodRule]):
    list_display = ("kind", "item", "district", "topic", "amount", "unit", "article")
    list_filter = ("kind", "district")
    list_select_related = ("district", "topic")


@admin.register(DistrictRules)
class DistrictRulesAdmin(admin.ModelAdmin[DistrictRules]):
    list_display = ("district", "remind_days_before", "supervisor_after_hours", "auditor_after_hours", "reopen_days")
    list_select_related = ("district",)
    autocomplete_fields = ("audit_department",)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, admin.ModelAdmin[Attachment]):
    list_display = ("complaint", "purpose", "content_type", "size", "scan", "at")
    list_filter = ("scan", "purpose")
    list_select_related = ("complaint",)
    exclude = ("stored_as",)
    show_full_result_count = False
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        """Return the files of complaints that the signed-in person may see."""
        visible = Complaint.objects.visible_to(user_of(request.user))
        return super().get_queryset(request).filter(complaint__in=visible)


@admin.register(Export)
class ExportAdmin(ReadOnly, admin.ModelAdmin[Export]):
    list_display = ("created_at", "user", "format", "state", "total", "masked", "reason")
    list_filter = ("state", "format")
    list_select_related = ("user",)
    exclude = ("stored_as",)
    ordering = ("-id",)


@admin.register(WebhookSubscription)
class WebhookSubscriptionAdmin(ReadOnly, admin.ModelAdmin[WebhookSubscription]):
    list_display = ("url", "owner", "district", "department", "active", "created_at")
    list_filter = ("active",)
    list_select_related = ("owner", "district", "department")
    exclude = ("secret",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnly, admin.ModelAdmin[WebhookDelivery]):
    list_display = ("created_at", "subscription", "state", "attempts", "status", "error")
    list_filter = ("state",)
    list_select_related = ("subscription",)
    show_full_result_count = False
    ordering = ("-id",)
