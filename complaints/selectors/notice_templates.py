"""How notices are worded: the standard wording, the city's own, and its earlier versions."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import NoticeTemplate
from complaints.notices import LONGEST_TEXT, TEMPLATES, mandatory
from complaints.policies.wording import VARIABLES, as_written, fill
from complaints.types import ClosingReason, Kind, NoticeForm, NoticeLanguage, NoticeWording, State
from korean import dates
from messaging import selectors as messaging
from messaging.types import Channel, Purpose, TextSize

PURPOSES = tuple(TEMPLATES)
WRITTEN_BY_PEOPLE = ("plan", "result", "remedy", "supplement_request", "reason", "objection")


def notice_wordings() -> list[NoticeWording]:
    """Return the wording that is sent now for every notice, language and form; one query."""
    own = {(row.purpose, row.language, row.form): row for row in _rows().filter(live=True)}
    return [
        _wording(own[key]) if (key := (purpose, language, form)) in own else _standard(purpose, language, form)
        for purpose in PURPOSES
        for language in NoticeLanguage
        for form in NoticeForm
    ]


def notice_versions(*, purpose: Purpose, language: NoticeLanguage, form: NoticeForm) -> list[NoticeWording]:
    """Return the city's own wordings of a notice, the newest first, and the standard one last."""
    rows = _rows().filter(purpose=purpose, language=language, form=form).order_by("-number")
    versions = [_wording(row) for row in rows]
    return [*versions, _standard(purpose, language, form, live=not any(version.live for version in versions))]


def mandatory_variables(*, purpose: Purpose) -> tuple[str, ...]:
    """Return what a wording must name, as it is written in one."""
    return tuple(f"#{{{written}}}" for name, written in VARIABLES.items() if name in mandatory(purpose))


def all_variables() -> tuple[str, ...]:
    """Return everything a wording may name, as it is written in one."""
    return tuple(f"#{{{written}}}" for written in VARIABLES.values())


def wording_preview(*, text: str, language: NoticeLanguage, form: NoticeForm) -> tuple[str, TextSize]:
    """Return the wording with an example filled in, and how much of the channel it takes."""
    filled = fill(text, sample_values(language=language))
    channel = Channel.SMS if form == NoticeForm.TEXT else Channel.WEB
    return filled, messaging.measure(channel=channel, text=filled)


def sample_values(*, language: NoticeLanguage) -> dict[str, str]:
    """Return an example of every variable, as long as they usually are."""
    code: Literal["ko", "en"] = "en" if language == NoticeLanguage.EN else "ko"
    with override(code):
        day = dates.day_as_people_write(date(2026, 12, 1), code)
        later = dates.day_as_people_write(date(2026, 12, 10), code)
        return {
            "service": settings.CITY_PROFILE.service_in(code),
            "number": "2026-000123-4",
            "kind": str(Kind.SIMPLE.label),
            "district": _("강남구"),
            "topic": _("가로등"),
            "department": "도로관리과",
            "officer": "홍길동",
            "telephone": "02-3423-0000",
            "due": day,
            "planned_for": day,
            "plan": _("현장을 확인하고 조치하겠습니다."),
            "closing_reason": str(ClosingReason.RESOLVED.label),
            "result": _("현장에서 조치를 마쳤습니다."),
            "remedy": _("결과를 안 날부터 90일 안에 행정심판을 청구할 수 있습니다."),
            "state": str(State.CLOSED_REPEATED.label),
            "supplement_request": _("사진을 보내 주세요."),
            "supplement_due": later,
            "reason": _("다른 기관의 협조가 필요합니다."),
            "receiver": _("은평구 도로과"),
            "objection": _("이의신청을 접수했습니다. 2026. 12. 10.까지 결정해 알려 드립니다."),
            "disclosure": _("처리·이송 상황은 이 페이지에 공개됩니다."),
            "link": "https://120.example/status/MTIzNDU2Nzg5MDEyMzQ1Ng.1abcde.abcdefghijklmnopqrstuvwxyz0123456789/",
        }


def longest_values(*, language: NoticeLanguage) -> Mapping[str, str]:
    """Return the example with everything people write themselves as long as a notice carries it."""
    return sample_values(language=language) | dict.fromkeys(WRITTEN_BY_PEOPLE, "가" * LONGEST_TEXT)


def _rows() -> QuerySet[NoticeTemplate]:
    return NoticeTemplate.objects.select_related("author")


def _standard(purpose: Purpose, language: NoticeLanguage, form: NoticeForm, *, live: bool = True) -> NoticeWording:
    with override(language.value):
        title, text = str(TEMPLATES[purpose].title), as_written(str(TEMPLATES[purpose].text))
    return NoticeWording(purpose, language, form, 0, title, text, author="", at=None, live=live)


def _wording(row: NoticeTemplate) -> NoticeWording:
    return NoticeWording(
        purpose=Purpose(row.purpose),
        language=NoticeLanguage(row.language),
        form=NoticeForm(row.form),
        number=row.number,
        title=row.title,
        text=row.text,
        author=str(row.author),
        at=row.at,
        live=row.live,
    )
