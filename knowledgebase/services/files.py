"""Keep the files that an article offers: looked into, scanned where there is a scanner, the same content once."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from files import scanning, storage
from files.intake import prepare_file
from files.refusal import refuse
from files.types import PreparedFile
from knowledgebase.models import ArticleFile
from knowledgebase.policies.content import file_address
from knowledgebase.types import ArticleContent


def with_files(*, content: ArticleContent, files: Sequence[File[bytes]], user: User, now: datetime) -> ArticleContent:
    """Return the content with the files among its attachments, each under its name; call in a transaction.

    Raises FileRefused for one that is too large, of a kind we do not take, broken, or not found clean.
    """
    prepared = [prepare_file(file=file) for file in files]
    for file in prepared:
        _check_clean(file)
    attachments = dict(content.attachments)
    for file in prepared:
        attachments[file.name] = file_address(_kept(file, user=user, now=now).pk)
    return replace(content, attachments=attachments)


def _check_clean(file: PreparedFile) -> None:
    if not scanning.is_there():
        return
    try:
        clean = scanning.is_clean(io.BytesIO(file.content))
    except scanning.ScannerAway as error:
        message = _("바이러스 검사 프로그램이 답하지 않습니다. 잠시 뒤에 다시 올려 주세요.")
        raise refuse(file.name, "scanner_away", message) from error
    if not clean:
        raise refuse(file.name, "infected", _("바이러스가 있어 막았습니다."))


def _kept(file: PreparedFile, *, user: User, now: datetime) -> ArticleFile:
    digest = hashlib.sha256(file.content).hexdigest()
    known = ArticleFile.objects.filter(sha256=digest).first()
    if known:
        return known
    stored_as = storage.keep(file.content)
    try:
        with transaction.atomic():
            return ArticleFile.objects.create(
                name=file.name,
                content_type=file.content_type,
                size=len(file.content),
                sha256=digest,
                stored_as=stored_as,
                user=user,
                at=now,
            )
    except BaseException:
        storage.throw_away(stored_as)
        raise
