"""Load articles from files: the city's own JSON, or a CSV of published questions and answers."""

import csv
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feed.errors import DomainError
from knowledgebase.policies.content import DATE_FIELDS, LIST_FIELDS, problems
from knowledgebase.policies.scope import named_districts
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.services.vectors import read_wordings
from knowledgebase.services.write import clean, publish_all
from knowledgebase.types import ArticleContent, LoadReport, Refusal

CSV_COLUMNS = {"번호": "external_id", "분류": "category", "제목": "title", "내용": "body"}
TEXT_FIELDS = tuple(field.name for field in fields(ArticleContent) if field.type in (str, "str"))
KNOWN_FIELDS = frozenset(field.name for field in fields(ArticleContent))
BATCH = 100
ANALYSE = """ANALYZE knowledgebase_article, knowledgebase_alternatequestion, knowledgebase_posting,
             knowledgebase_wording, knowledgebase_termcount"""

TAG = re.compile(r"<[^<>]{1,200}>")
FONT_NAME = re.compile(r"(?:(?:돋움|굴림|바탕|맑은 고딕)체?\s+)+(?:돋움|굴림|바탕|맑은 고딕)체?")
MOST_ESCAPED = 4


class UnreadableFile(DomainError):
    """The file is not what `load_articles` reads; the message says what is missing."""

    code = "unreadable_file"
    status = 422
    message = gettext_lazy("읽을 수 없는 파일입니다.")


def load_articles(
    *, path: Path, collection: str, now: datetime, progress: Callable[[int, int], None] | None = None
) -> LoadReport:
    """Publish every article of a file or of a folder's JSON files; what is already there unchanged costs nothing.

    Each hundred rows are committed together, so that an interrupted load goes on where it stopped. `progress` is called
    with the rows done and the rows in all. What people edited or withdrew is kept as it is. Refused
    rows are reported and the rest is taken. Raises UnreadableFile.
    """
    rows = [row for file in _files(path) for row in _rows(file)]
    codes_by_name = district_codes_by_name()
    refused: list[Refusal] = []
    created = updated = unchanged = kept = 0
    seen: set[str] = set()
    for start in range(0, len(rows), BATCH):
        accepted = []
        for number, row in enumerate(rows[start : start + BATCH], start=start + 1):
            content, reasons = _content(row, codes_by_name)
            if content.external_id in seen:
                reasons = (*reasons, _("같은 번호가 앞에 이미 있습니다."))
            if reasons:
                refused.append(Refusal(row=number, external_id=content.external_id, reason=" ".join(reasons)))
                continue
            seen.add(content.external_id)
            accepted.append(content)
        written = publish_all(contents=accepted, collection=collection, from_file=True, now=now)
        created, updated = created + written.created, updated + written.updated
        unchanged, kept = unchanged + written.unchanged, kept + written.kept
        if progress:
            progress(min(start + BATCH, len(rows)), len(rows))
    if created or updated:
        _analyse()
    return LoadReport(created=created, updated=updated, unchanged=unchanged, kept=kept, refused=tuple(refused))


def import_articles(
    *,
    path: Path,
    collection: str,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
    reading: Callable[[int, int], None] | None = None,
) -> LoadReport:
    """Load as `load_articles` does and give the collection its vectors at once, of which `reading` is told.

    Raises UnreadableFile.
    """
    report = load_articles(path=path, collection=collection, now=now, progress=progress)
    read_wordings(collection=collection, progress=reading)
    return report


def _analyse() -> None:
    """Let the planner know at once what was loaded: searches right after would be planned for an empty index."""
    with connection.cursor() as cursor:
        cursor.execute(ANALYSE)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob("*.json"))
    if not path.is_file():
        raise UnreadableFile(_("파일이 없습니다: %(path)s") % {"path": path})
    return [path]


def _rows(path: Path) -> list[Mapping[str, Any]]:
    try:
        if path.suffix.lower() == ".json":
            return list(_json_rows(json.loads(path.read_text(encoding="utf-8-sig"))))
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _csv_rows(csv.DictReader(file))
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise UnreadableFile(
            _("%(path)s: UTF-8 CSV 또는 JSON이 아닙니다 (%(error)s).") % {"path": path.name, "error": error}
        ) from error


def _json_rows(document: Any) -> Iterator[Mapping[str, Any]]:
    common: Mapping[str, Any] = {}
    if isinstance(document, dict):
        common = {name: value for name, value in document.items() if name != "articles"}
        document = document.get("articles")
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise UnreadableFile(_("JSON에 글의 목록(articles)이 없습니다."))
    for row in document:
        yield {**common, **row}


def _csv_rows(reader: "csv.DictReader[str]") -> list[Mapping[str, Any]]:
    missing = [column for column in CSV_COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableFile(_("CSV에 열이 없습니다: %(columns)s") % {"columns": ", ".join(missing)})
    return [
        {name: _without_markup(row[column] or "") for column, name in CSV_COLUMNS.items()} | {"scope_from_title": True}
        for row in reader
    ]


def _without_markup(text: str) -> str:
    """Undo entities however often they were escaped, drop tags and font names that a word processor left behind."""
    for _round in range(MOST_ESCAPED):
        text = html.unescape(text)
    text = TAG.sub(" ", text)
    return re.sub(r"[ \t\u00a0]+", " ", FONT_NAME.sub(" ", text))


def _content(row: Mapping[str, Any], codes_by_name: Mapping[str, str]) -> tuple[ArticleContent, tuple[str, ...]]:
    values = dict(row)
    scope_from_title = values.pop("scope_from_title", False)
    external_id = str(values.get("external_id", ""))
    if unknown := sorted(set(values) - KNOWN_FIELDS):
        reason = _("모르는 항목: %(names)s") % {"names": ", ".join(unknown)}
        return ArticleContent(external_id, "", ""), (reason,)
    texts = [values.get(name, "") for name in TEXT_FIELDS]
    texts += [text for name in LIST_FIELDS for text in values.get(name, ())]
    texts += [text for name in ("variants", "attachments") for text in values.get(name, {}).values()]
    if not all(isinstance(text, str) for text in texts):
        return ArticleContent(external_id, "", ""), (_("글자여야 할 값이 글자가 아닙니다."),)
    try:
        for name in DATE_FIELDS:
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        for name in LIST_FIELDS:
            values[name] = tuple(values.get(name, ()))
        content = clean(ArticleContent(**{"external_id": "", "title": "", "body": "", **values}))
    except (TypeError, ValueError, AttributeError) as error:
        return ArticleContent(external_id, "", ""), (_("읽을 수 없는 값: %(error)s") % {"error": error},)
    if scope_from_title and len(codes := named_districts(content.title, codes_by_name)) == 1:
        content = replace(content, district_code=codes[0])
    return content, problems(content)
