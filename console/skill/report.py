"""A report step by step: what it is, where, a photo, in words, the telephone; then it is filed like one on the web.

What was said so far is remembered by KakaoTalk (the context "report", ten minutes); nothing is stored here before the
report is filed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import uuid6
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.services import count_try
from chatbot.cards import Answer, Button, Card
from chatbot.questions import SkillQuestion
from complaints import selectors, services
from complaints.types import Kind
from complaints.types.filing import FilingForm
from contacts import services as contacts
from feed.errors import DomainError

CONTEXT = "report"
STARTS = frozenset({"민원 신고", "신고", "민원 접수", "새 민원", "민원 신고하기"})
KINDS = {
    "고쳐 주세요": Kind.SIMPLE,
    "알려 주세요": Kind.INQUIRY_OTHER,
    "바꾸면 좋겠어요": Kind.PROPOSAL,
    "억울합니다": Kind.GRIEVANCE,
}
NO_PHOTO = "사진 없음"
LONGEST_WORDS = 1_000
LONGEST_TITLE = 40
CODES_AN_HOUR = 5
Said = dict[str, str]


def begin() -> Answer:
    """Ask what kind of report it is."""
    return _ask("kind", {"key": str(uuid6.uuid7())})


def go_on(asked: SkillQuestion, *, now: datetime) -> Answer:
    """Take the answer to the present step and ask the next; the last one files the report."""
    said = dict(asked.contexts[CONTEXT])
    step = STEPS.get(said.get("step", ""))
    return step(said, asked, now) if step and said.get("key") else begin()


def _kind(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    kind = KINDS.get(asked.utterance.strip())
    if kind is None:
        return _ask("kind", said, problem=_("아래에서 골라 주세요."))
    return _ask("place", said | {"kind": kind.value})


def _place(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    place = asked.utterance.strip()[:200]
    if asked.picture_url or len(place) < 2:
        return _ask("place", said)
    said["place"] = place
    return _ask("photo", said) if "words" not in said else _ask("phone", said)


def _photo(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    if asked.picture_url:
        return _ask("words", said | {"photo": asked.picture_url})
    if asked.utterance.strip() == NO_PHOTO:
        return _ask("words", said)
    return _ask("photo", said, problem=_("사진을 보내거나 '사진 없음'을 눌러 주세요."))


def _words(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    words = asked.utterance.strip()
    if asked.picture_url or len(words) < 5:
        return _ask("words", said, problem=_("조금 더 자세히 적어 주세요."))
    return _ask("phone", said | {"words": words[:LONGEST_WORDS]})


def _phone(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    if not count_try(limits={f"skill code:{asked.user_id}": CODES_AN_HOUR}, seconds=3_600):
        too_often = _("확인 번호를 너무 여러 번 받으셨습니다. 한 시간 뒤에 다시 하거나 상담원에게 연결하세요.")
        return _ask("phone", said, problem=too_often)
    number = asked.utterance.strip()[:20]
    try:
        contacts.send_phone_code(number=number, request_key=said["key"], now=now)
    except DomainError as error:
        return _ask("phone", said, problem=str(error))
    return _ask("code", said | {"number": number})


def _code(said: Said, asked: SkillQuestion, now: datetime) -> Answer:
    digits = asked.utterance.strip()[:10]
    try:
        contacts.check_phone_code(request_key=said["key"], number=said.get("number", ""), digits=digits)
    except DomainError as error:
        return _ask("code", said, problem=str(error))
    photo, latitude, longitude = _fetched(said.get("photo", ""))
    form = FilingForm(
        request_key=said["key"],
        kind=said.get("kind", ""),
        title=said.get("words", "").splitlines()[0][:LONGEST_TITLE] if said.get("words") else "",
        body=said.get("words", ""),
        place=said.get("place", ""),
        latitude=latitude,
        longitude=longitude,
        district_code="",
        topic_code="",
        number=said.get("number", ""),
        digits=digits,
        language=asked.language[:2],
    )
    try:
        complaint = services.file_form(form=form, files=[photo] if photo else [], now=now)
    except DomainError as error:
        errors: Mapping[str, list[str]] = error.extra.get("errors", {})
        if "topic_code" in errors:
            return _ask("words", said, problem=_("어떤 일인지 조금 더 자세히 적어 주세요."))
        if errors:
            return _ask("place", said, problem=next(iter(errors.values()))[0])
        return _ask("code", said, problem=str(error))
    link = settings.PUBLIC_BASE_URL + reverse("status", args=[selectors.token_of(complaint_id=complaint.pk)])
    told = _("신고를 받았습니다. 담당자가 확인해 접수하면 알려 드립니다.")
    if said.get("photo") and photo is None:
        told += " " + _("사진은 받지 못했습니다. 진행 상황 화면에서 다시 올릴 수 있습니다.")
    card = Card(told, title=complaint.number, buttons=(Button(_("진행 상황 보기"), url=link),))
    return Answer((card,), context={CONTEXT: None})


STEPS: Mapping[str, Callable[[Said, SkillQuestion, datetime], Answer]] = {
    "kind": _kind,
    "place": _place,
    "photo": _photo,
    "words": _words,
    "phone": _phone,
    "code": _code,
}


def _fetched(address: str) -> tuple[ContentFile[Any] | None, float | None, float | None]:
    """Return the photo and where it says it was taken; what cannot be had or used is left out."""
    if not address:
        return None, None, None
    try:
        content = contacts.fetch_now(address=address)
        prepared = services.prepare_file(file=ContentFile(content, name="photo"))
    except DomainError:
        return None, None, None
    point = prepared.point
    file: ContentFile[Any] = ContentFile(content, name="photo")
    return file, point.latitude if point else None, point.longitude if point else None


def _ask(step: str, said: Said, *, problem: str = "") -> Answer:
    texts = {
        "kind": _("무엇을 도와드릴까요?"),
        "place": _("어디인가요? 구와 동, 길 이름이나 가까운 건물을 적어 주세요. 예: 강남구 역삼동 테헤란로 142"),
        "photo": _("사진이 있으면 보내 주세요."),
        "words": _("어떤 일인지 적어 주세요. 적은 내용이 그대로 접수됩니다."),
        "phone": _("결과를 알려 드릴 휴대전화 번호를 적어 주세요. 확인 번호를 문자로 보냅니다."),
        "code": _("문자로 받은 확인 번호 여섯 자리를 적어 주세요."),
    }
    offered: list[tuple[str, str]] = []
    if step == "kind":
        offered = [(name, name) for name in KINDS]
    elif step == "photo":
        offered = [(NO_PHOTO, NO_PHOTO)]
    text = f"{problem}\n{texts[step]}" if problem else texts[step]
    replies = (*offered, (_("취소"), "취소"))
    return Answer((Card(text),), replies=replies, context={CONTEXT: said | {"step": step}})
