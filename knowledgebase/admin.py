"""Articles in the admin: to look at; they are written through the services, which keep versions and index."""

from django.contrib import admin
from django.http import HttpRequest

from knowledgebase.models import AlternateQuestion, Article, ArticleVariant


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class QuestionsInline(ReadOnly, admin.TabularInline[AlternateQuestion, Article]):
    model = AlternateQuestion


class VariantsInline(ReadOnly, admin.TabularInline[ArticleVariant, Article]):
    model = ArticleVariant


@admin.register(Article)
class ArticleAdmin(ReadOnly, admin.ModelAdmin[Article]):
    list_display = ("title", "category", "topic_code", "district_code", "status", "version", "updated_at")
    list_filter = ("collection", "category", "status")
    search_fields = ("title", "external_id")
    ordering = ("collection", "category", "title")
    inlines = (QuestionsInline, VariantsInline)
