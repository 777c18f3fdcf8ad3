"""Admin pages for what an office edits itself: departments, who is in charge, officials, holidays and hours."""

from django.contrib import admin
from django.http import HttpRequest

from districts.models import ChannelHours, Department, District, Holiday, OfficeHours, Official, Responsibility, Topic


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin[District]):
    list_display = ("name", "main_phone", "duty_phone", "phone_verified_at")
    readonly_fields = ("code", "name", "source")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: District | None = None) -> bool:
        return False


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ("name", "district", "kind", "phone", "is_main_desk", "valid_from", "valid_until", "successor")
    list_filter = ("district", "kind", "is_main_desk")
    list_select_related = ("district", "successor")
    search_fields = ("name", "code")
    autocomplete_fields = ("successor",)

    def has_delete_permission(self, request: HttpRequest, obj: Department | None = None) -> bool:
        return False  # a department ends, it is not deleted


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ("name", "code", "level", "handling", "complaint_kind")
    list_filter = ("level", "handling")
    search_fields = ("name", "code")


@admin.register(Responsibility)
class ResponsibilityAdmin(admin.ModelAdmin[Responsibility]):
    list_display = ("district", "topic", "department", "review", "valid_from", "valid_until")
    list_filter = ("review", "district", "topic")
    list_select_related = ("district", "topic", "department")
    search_fields = ("department__name", "topic__name")
    autocomplete_fields = ("department", "topic")


@admin.register(Official)
class OfficialAdmin(admin.ModelAdmin[Official]):
    list_display = ("name", "department", "position", "title", "extension", "on_duty")
    list_filter = ("position", "on_duty", "department__district")
    list_select_related = ("department",)
    search_fields = ("name", "department__name")
    autocomplete_fields = ("department",)
    raw_id_fields = ("user",)


@admin.register(ChannelHours)
class ChannelHoursAdmin(admin.ModelAdmin[ChannelHours]):
    list_display = ("channel", "skill", "weekday", "starts", "ends")
    list_filter = ("channel", "skill", "weekday")


@admin.register(OfficeHours)
class OfficeHoursAdmin(admin.ModelAdmin[OfficeHours]):
    list_display = ("district", "opens", "closes", "lunch_starts", "lunch_ends")
    list_select_related = ("district",)


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin[Holiday]):
    list_display = ("day", "name", "effect", "district")
    list_filter = ("effect", "district")
    list_select_related = ("district",)
    date_hierarchy = "day"
