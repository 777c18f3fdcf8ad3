"""What an article must be before it is stored."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from knowledgebase.models import CHAT_SUMMARY_LENGTH, SMS_SUMMARY_LENGTH
from knowledgebase.policies.difference import LABELS
from knowledgebase.types import ArticleContent
from korean.hangul import chosung, sms_bytes, unencodable
from korean.morphemes import tokens

TITLE_LENGTH = 300
QUESTION_LENGTH = 200
BODY_LENGTH = 20_000
NUMBER_LENGTH = 80
LMS_BYTES = 2_000
SYNONYM_LENGTH = 40
MOST_PARTS = 60
LENGTHS = {
    "category": 40,
    "topic_code": 40,
    "district_code": 10,
    "department_code": 80,
    "law": 300,
    "source": 300,
    "sms_summary": SMS_SUMMARY_LENGTH,
}
DATE_FIELDS = ("source_date", "valid_from", "valid_until")
LIST_FIELDS = ("questions", "synonyms", "related")
FILE_ADDRESS = "/api/articles/files/"
OPENING_LENGTH = 60
FORM_LABELS = re.compile(r"^(?:(?:(?:업무|사업)\s?)?(?:개요|내용|설명)\s+|구\s?분\s+내\s?용\s+)+")
WORD_TAGS = ("N", "V", "M", "X", "S")


def file_address(file_id: UUID) -> str:
    """Return the address at which an article's own file can be fetched."""
    return f"{FILE_ADDRESS}{file_id}"


def opening(title: str, body: str) -> str:
    """Return what the model of meanings reads of an article: its title and the first sixty letters that say something.

    Labels with which forms begin (업무개요, 구분 내용) are left out.
    """
    return f"{title}. {FORM_LABELS.sub('', body.strip())[:OPENING_LENGTH]}"


def problems(content: ArticleContent) -> tuple[str, ...]:
    """Return what keeps the content from being stored, in the reader's language; empty when all is well."""
    found = []
    if not content.external_id:
        found.append(_("번호가 없습니다."))
    if len(content.external_id) > NUMBER_LENGTH:
        found.append(_("번호가 %(limit)d자를 넘습니다.") % {"limit": NUMBER_LENGTH})
    if not content.title:
        found.append(_("제목이 없습니다."))
    if len(content.title) > TITLE_LENGTH:
        found.append(_("제목이 %(limit)d자를 넘습니다.") % {"limit": TITLE_LENGTH})
    if not content.body:
        found.append(_("내용이 없습니다."))
    if len(content.body) > BODY_LENGTH:
        found.append(_("내용이 %(limit)d자를 넘습니다.") % {"limit": BODY_LENGTH})
    if len(content.chat_summary) > CHAT_SUMMARY_LENGTH:
        found.append(_("채팅 요약이 %(limit)d자를 넘습니다.") % {"limit": CHAT_SUMMARY_LENGTH})
    if sms_bytes(content.sms_summary) > LMS_BYTES:
        found.append(_("문자 요약이 %(limit)d바이트를 넘습니다.") % {"limit": LMS_BYTES})
    if strange := unencodable(content.sms_summary):
        found.append(_("문자 요약에 문자로 보낼 수 없는 글자가 있습니다: %(letters)s") % {"letters": " ".join(strange)})
    if any(len(question) > QUESTION_LENGTH for question in content.questions):
        found.append(_("질문이 %(limit)d자를 넘습니다.") % {"limit": QUESTION_LENGTH})
    if any(len(word) > SYNONYM_LENGTH for word in content.synonyms):
        found.append(_("같은 말이 %(limit)d자를 넘습니다.") % {"limit": SYNONYM_LENGTH})
    if max(map(len, (content.questions, content.synonyms, content.related, content.attachments))) > MOST_PARTS:
        found.append(_("질문, 같은 말, 관련 글, 첨부는 각각 %(limit)d개까지입니다.") % {"limit": MOST_PARTS})
    if not all(address.startswith(("https://", FILE_ADDRESS)) for address in content.attachments.values()):
        found.append(_("서식과 첨부의 주소는 https://로 시작해야 합니다."))
    for name, limit in LENGTHS.items():
        if len(getattr(content, name)) > limit:
            found.append(_("%(name)s: %(limit)d자까지 적을 수 있습니다.") % {"name": LABELS[name], "limit": limit})
    if any(len(code) > LENGTHS["district_code"] for code in content.variants):
        found.append(_("자치구별 다른 점에 없는 자치구가 있습니다."))
    if content.valid_from and content.valid_until and content.valid_from > content.valid_until:
        found.append(_("유효 시작일이 종료일보다 늦습니다."))
    return tuple(found)


def snapshot(content: ArticleContent) -> dict[str, object]:
    """Return the content as JSON-ready values, as versions keep it."""
    values = asdict(content)
    for name in DATE_FIELDS:
        values[name] = values[name] and values[name].isoformat()
    for name in LIST_FIELDS:
        values[name] = list(values[name])
    return values


def restore(values: Mapping[str, Any]) -> ArticleContent:
    """Return the content of a snapshot; fields that an older one lacks are empty."""
    known: dict[str, Any] = {"external_id": "", "title": "", "body": "", **values}
    for name in DATE_FIELDS:
        known[name] = date.fromisoformat(known[name]) if known.get(name) else None
    for name in LIST_FIELDS:
        known[name] = tuple(known.get(name, ()))
    return ArticleContent(**known)


def fingerprint(content: ArticleContent) -> str:
    """Return a hash that is equal exactly when the contents are."""
    written = json.dumps(snapshot(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def title_chosung(title: str) -> str:
    """Return the first consonants of the title with a space before every word, also inside compounds."""
    starts = {token.start for token in tokens(title) if token.tag.startswith(WORD_TAGS)}
    spaced = "".join(f" {letter}" if at in starts else letter for at, letter in enumerate(title))
    return " ".join(chosung(spaced).casefold().split())
