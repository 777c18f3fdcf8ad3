"""Read the files that articles offer."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.errors import DomainError
from files import storage
from knowledgebase.models import ArticleFile
from knowledgebase.policies.content import file_address
from knowledgebase.policies.editing import READERS
from knowledgebase.selectors.article import valid_articles
from korean.dates import seoul_time


class ArticleFileNotFound(DomainError):
    """There is no such file, or no article that the reader may see offers it."""

    code = "file_not_found"
    status = 404
    message = _("파일을 찾을 수 없습니다.")


def article_file(*, file_id: UUID, user: User | None, now: datetime) -> ArticleFile:
    """Return a file: for anybody what a published, valid article of the city offers, for those who write articles all.

    `user`: who is signed in, None for a visitor. Raises ArticleFileNotFound.
    """
    file = ArticleFile.objects.filter(id=file_id).first()
    if file is None:
        raise ArticleFileNotFound
    if user is None or user.role not in READERS:
        offered = valid_articles(on=seoul_time(now).date()).annotate(addresses=Cast("attachments", TextField()))
        if not offered.filter(addresses__contains=file_address(file_id)).exists():
            raise ArticleFileNotFound
    return file


def content_of_file(*, file: ArticleFile) -> IO[bytes]:
    """Open the content for reading. Raises ArticleFileNotFound when it is no longer there."""
    try:
        return storage.open_kept(file.stored_as)
    except FileNotFoundError as error:
        raise ArticleFileNotFound from error


def files_named(*, names: Iterable[str]) -> set[str]:
    """Return those of the names in the storage that belong to a file of an article, for the sweep of what belongs to
    nothing. One query."""
    return set(ArticleFile.objects.filter(stored_as__in=list(names)).values_list("stored_as", flat=True))
