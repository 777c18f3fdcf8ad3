"""Read articles: as a district's citizens should hear them, as they are edited, and as they once were."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from knowledgebase.models import Article, ArticleVariant, ArticleVersion
from knowledgebase.policies.content import restore
from knowledgebase.types import CITY_COLLECTION, ArticleContent, ArticleStatus, ArticleView, RelatedArticle
from korean.dates import seoul_time


class ArticleNotFound(DomainError):
    """No published article has this id."""

    code = "article_not_found"
    status = 404
    message = _("게시된 글이 아닙니다.")


def article(*, article_id: UUID, district_code: str | None = None) -> ArticleView:
    """Return the published article with what is different in the district. Raises ArticleNotFound."""
    row = Article.objects.filter(id=article_id, status=ArticleStatus.PUBLISHED).first()
    if row is None:
        raise ArticleNotFound
    variant = ""
    if district_code:
        variants = ArticleVariant.objects.filter(article_id=article_id, district_code=district_code)
        variant = variants.values_list("text", flat=True).first() or ""
    return ArticleView(
        article_id=row.id,
        version=row.version,
        title=row.title,
        category=row.category,
        topic_code=row.topic_code,
        spoken_answer=row.spoken_answer,
        body=row.body,
        chat_summary=row.chat_summary,
        sms_summary=row.sms_summary,
        district_variant=variant,
        law=row.law,
        source=row.source,
        source_date=row.source_date,
        department_code=row.department_code,
        attachments=row.attachments,
        related=_related(row),
        valid_until=row.valid_until,
        updated_at=row.updated_at,
    )


def is_valid(*, article_id: UUID, now: datetime) -> bool:
    """Tell whether one of the city's articles is published and valid now."""
    return valid_articles(on=seoul_time(now).date()).filter(id=article_id).exists()


def public_article(*, article_id: UUID, district_code: str | None = None, now: datetime) -> ArticleView:
    """Return one of the city's articles as anybody may read it: published and valid now. Raises ArticleNotFound."""
    if not is_valid(article_id=article_id, now=now):
        raise ArticleNotFound
    return article(article_id=article_id, district_code=district_code)


def any_article(*, article_id: UUID) -> Article:
    """Return an article for those who edit it, also one that was withdrawn. Raises ArticleNotFound."""
    row = Article.objects.filter(id=article_id).first()
    if row is None:
        raise ArticleNotFound
    return row


def content_of(*, article: Article) -> ArticleContent:
    """Return what an article says now, as its newest version kept it. One query."""
    return restore(ArticleVersion.objects.get(article=article, version=article.version).content)


def versions_of(*, article_id: UUID) -> list[ArticleVersion]:
    """Return every version of an article, the newest first, with who wrote and who approved it."""
    found = ArticleVersion.objects.filter(article=article_id).select_related("author", "approver")
    return list(found.order_by("-version"))


def version_of(*, article_id: UUID, version: int) -> ArticleVersion:
    """Return one version of an article. Raises ArticleNotFound."""
    found = ArticleVersion.objects.filter(article=article_id, version=version)
    row = found.select_related("author", "approver").first()
    if row is None:
        raise ArticleNotFound
    return row


def published_articles(
    *,
    category: str = "",
    district_code: str = "",
    words: str = "",
    collection: str = CITY_COLLECTION,
    now: datetime,
) -> QuerySet[Article]:
    """Return the published articles that are valid now; `words` must stand in the title."""
    found = valid_articles(on=seoul_time(now).date(), collection=collection)
    if category:
        found = found.filter(category=category)
    if district_code:
        found = found.filter(district_code__in=["", district_code])
    return found.filter(title__icontains=words) if words else found


def valid_articles(*, on: date, collection: str = CITY_COLLECTION) -> QuerySet[Article]:
    """Return the published articles that are valid on a day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    lasting = Q(valid_until=None) | Q(valid_until__gte=on)
    return Article.objects.filter(begun, lasting, collection=collection, status=ArticleStatus.PUBLISHED)


def articles_to_edit(
    *, words: str = "", category: str = "", status: str = "", collection: str = CITY_COLLECTION
) -> QuerySet[Article]:
    """Return the articles for those who edit them, by category and title; `words` must stand in the title or number."""
    found = Article.objects.filter(collection=collection)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(external_id__icontains=words))
    if category:
        found = found.filter(category=category)
    if status:
        found = found.filter(status=status)
    return found.order_by("category", "title")


def categories(*, collection: str = CITY_COLLECTION) -> list[str]:
    """Return the categories of the articles."""
    found = Article.objects.filter(collection=collection).exclude(category="")
    return list(found.order_by("category").values_list("category", flat=True).distinct())


def _related(row: Article) -> tuple[RelatedArticle, ...]:
    if not row.related:
        return ()
    found = Article.objects.filter(
        collection=row.collection, external_id__in=row.related, status=ArticleStatus.PUBLISHED
    )
    return tuple(RelatedArticle(other.id, other.title) for other in found.order_by("title"))
