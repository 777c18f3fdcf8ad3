"""Read one article as a district's citizens should hear it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from knowledgebase.models import Article, ArticleVariant
from knowledgebase.types import ArticleStatus, ArticleView


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
        updated_at=row.updated_at,
    )
