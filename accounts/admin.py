"""Accounts in the administration; the access record can only be read there."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import AdministrationSignInForm
from accounts.models import AccessRecord, Scope, User
from accounts.services import tell_access_changed

admin.site.login_form = AdministrationSignInForm


class ScopeInline(admin.TabularInline[Scope, User]):
    model = Scope
    extra = 0


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    list_display = ("username", "display_name", "role", "extension", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    inlines = [ScopeInline]
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("상담센터"), {"fields": ("role", "display_name", "extension")}))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, then have the account's live streams checked anew."""
        super().save_related(request, form, formsets, change)
        tell_access_changed(user_id=form.instance.pk, now=timezone.now())


@admin.register(AccessRecord)
class AccessRecordAdmin(admin.ModelAdmin[AccessRecord]):
    list_display = ("at", "user", "action", "target", "subject_id", "address", "reason")
    list_filter = ("action",)
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds records by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A record is never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A record is never removed by hand; retention does it."""
        return False
