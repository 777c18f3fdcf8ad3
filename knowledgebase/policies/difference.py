"""What changed between two contents of an article, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledgebase.types import ArticleContent

WORD = re.compile(r"\s+|[^\s]+")
LABELS: dict[str, str | Promise] = {
    "title": _("제목"),
    "category": _("분류"),
    "topic_code": _("업무 분야"),
    "district_code": _("자치구"),
    "department_code": _("담당 부서"),
    "spoken_answer": _("읽어 줄 답변"),
    "body": _("내용"),
    "chat_summary": _("채팅 요약"),
    "sms_summary": _("문자 요약"),
    "law": _("근거 법령"),
    "source": _("출처"),
    "source_date": _("출처 기준일"),
    "valid_from": _("유효 시작일"),
    "valid_until": _("유효 종료일"),
    "questions": _("다른 질문"),
    "synonyms": _("같은 말"),
    "related": _("관련 글"),
    "variants": _("자치구별 다른 점"),
    "attachments": _("서식과 첨부"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that are in both texts ("same"), only in the later ("added") or only in the earlier ("removed")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs."""

    name: str
    label: str | Promise
    pieces: tuple[Piece, ...]


def changes(before: ArticleContent | None, after: ArticleContent) -> tuple[Change, ...]:
    """Return the fields in which two contents differ, but for the number; without an earlier one all is added."""
    found = []
    for field in fields(ArticleContent):
        if field.name == "external_id":
            continue
        earlier = _as_text(getattr(before, field.name)) if before else ""
        later = _as_text(getattr(after, field.name))
        if earlier != later:
            found.append(Change(field.name, LABELS[field.name], tuple(_pieces(earlier, later))))
    return tuple(found)


def _pieces(earlier: str, later: str) -> Iterator[Piece]:
    old, new = WORD.findall(earlier), WORD.findall(later)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if removed := "".join(old[a:b]):
            yield Piece("removed", removed)
        if added := "".join(new[c:d]):
            yield Piece("added", added)


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in sorted(value.items()))
    return value.isoformat() if isinstance(value, date) else str(value or "")
