"""What a citizen is told at each step, in their language, and what each notice may not leave out.

The law wants the department, the officer and how to reach them in every notice (민원처리법 시행령 §31), the expected
processing time in the receipt (§6④), and frees the later transfer and progress notices when the citizen was told that
progress is shown online (§13⑤, §23③). The text of the complaint never goes into a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from complaints.models import Complaint, NoticeTemplate
from complaints.policies.wording import FORMS, VARIABLES, fill
from complaints.types import ClosingReason, Kind, NoticeForm, State
from korean import dates, hangul, phone
from messaging.selectors import standard_words
from messaging.types import Purpose

LONGEST_TEXT = 300
FOLLOWED_WITHIN_SECONDS = 10


class NoticeIncomplete(ValueError):
    """A variable that a notice must carry is empty: a mistake in the data, not of a person."""


@dataclass(frozen=True)
class Template:
    """A notice with named places; all of `required` must be filled."""

    title: str | Promise
    text: str | Promise
    required: frozenset[str]


@dataclass(frozen=True)
class Notice:
    """A notice as it is sent; the title is used where the channel has one (LMS).

    `plain_text` is the same as a text message carries it. `variables` fill the approved words of an Alimtalk (by their
    Korean names) in `language`, the citizen's.
    """

    purpose: Purpose
    title: str
    text: str
    plain_text: str
    variables: Mapping[str, str]
    language: str


TEMPLATES: Mapping[Purpose, Template] = {
    Purpose.RECEIPT: Template(
        title=gettext_lazy("민원 접수 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원이 접수되었습니다.\n"
            "접수번호: %(number)s\n"
            "분야: %(district)s %(topic)s (%(kind)s)\n"
            "처리기한: %(due)s\n"
            "담당 부서: %(department)s %(telephone)s\n"
            "진행 확인: %(link)s\n"
            "%(disclosure)s"
        ),
        required=frozenset({"number", "kind", "due", "department", "telephone", "link"}),
    ),
    Purpose.HANDED_OVER: Template(
        title=gettext_lazy("민원 담당 부서 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건을 담당 부서에 전달했습니다.\n"
            "담당 부서: %(district)s %(department)s %(telephone)s\n"
            "처리기한: %(due)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "department", "telephone", "due", "link"}),
    ),
    Purpose.PLAN: Template(
        title=gettext_lazy("민원 처리 계획 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 처리 계획입니다.\n"
            "처리 예정일: %(planned_for)s\n"
            "계획: %(plan)s\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "planned_for", "plan", "department", "officer", "telephone", "link"}),
    ),
    Purpose.RESULT: Template(
        title=gettext_lazy("민원 처리결과 통지"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 처리가 끝났습니다(%(closing_reason)s).\n"
            "결과: %(result)s\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "전체 내용: %(link)s"
        ),
        required=frozenset({"number", "closing_reason", "result", "department", "officer", "telephone", "link"}),
    ),
    Purpose.TRANSFER: Template(
        title=gettext_lazy("민원 이송 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건을 %(receiver)s(으)로 이송했습니다.\n"
            "사유: %(reason)s\n"
            "문의: %(department)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "receiver", "reason", "department", "telephone", "link"}),
    ),
    Purpose.SUPPLEMENT: Template(
        title=gettext_lazy("민원 보완 요구"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건에 보완이 필요합니다.\n"
            "보완할 것: %(supplement_request)s\n"
            "보완 기한: %(supplement_due)s\n"
            "보완하실 때까지 처리기간은 멈춥니다.\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "보완하기: %(link)s"
        ),
        required=frozenset(
            {"number", "supplement_request", "supplement_due", "department", "officer", "telephone", "link"}
        ),
    ),
    Purpose.EXTENSION: Template(
        title=gettext_lazy("민원 처리기간 연장 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 처리기간이 연장되었습니다.\n"
            "사유: %(reason)s\n"
            "처리 예정일: %(due)s\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "reason", "due", "department", "officer", "telephone", "link"}),
    ),
    Purpose.PROGRESS: Template(
        title=gettext_lazy("민원 처리상황 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건을 처리하고 있습니다.\n"
            "처리 예정일: %(due)s\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "due", "department", "officer", "telephone", "link"}),
    ),
    Purpose.REFUSAL: Template(
        title=gettext_lazy("민원 거부 통지"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건은 받아들일 수 없습니다.\n"
            "이유: %(result)s\n"
            "불복 방법: %(remedy)s\n"
            "담당: %(department)s %(officer)s %(telephone)s\n"
            "전체 내용: %(link)s"
        ),
        required=frozenset({"number", "result", "remedy", "department", "officer", "telephone", "link"}),
    ),
    Purpose.CLOSING: Template(
        title=gettext_lazy("민원 종결 통지"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건을 종결합니다(%(state)s).\n"
            "이유: %(result)s\n"
            "문의: %(department)s %(telephone)s\n"
            "전체 내용: %(link)s"
        ),
        required=frozenset({"number", "state", "result", "department", "telephone", "link"}),
    ),
    Purpose.REOPENED: Template(
        title=gettext_lazy("추가 답변 요청 접수"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 추가 답변 요청을 담당 부서에 전달했습니다.\n"
            "처리기한: %(due)s\n"
            "담당 부서: %(department)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "due", "department", "telephone", "link"}),
    ),
    Purpose.DUE_MOVED: Template(
        title=gettext_lazy("민원 처리기한 변경 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 처리기한이 바뀌었습니다.\n"
            "새 처리기한: %(due)s\n"
            "사유: %(reason)s\n"
            "담당: %(department)s %(telephone)s\n"
            "진행 확인: %(link)s"
        ),
        required=frozenset({"number", "due", "reason", "department", "telephone", "link"}),
    ),
    Purpose.OBJECTION: Template(
        title=gettext_lazy("민원 이의신청 안내"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건\n%(objection)s\n담당: %(department)s %(telephone)s\n전체 내용: %(link)s"
        ),
        required=frozenset({"number", "objection", "department", "telephone", "link"}),
    ),
    Purpose.SATISFACTION: Template(
        title=gettext_lazy("민원 처리 만족도 조사"),
        text=gettext_lazy(
            "[%(service)s] 민원 %(number)s 건의 처리에 만족하셨나요?\n"
            "아래 페이지에서 점수와 의견을 남겨 주시면 더 나은 처리에 쓰겠습니다.\n"
            "%(link)s\n"
            "문의: %(department)s %(telephone)s"
        ),
        required=frozenset({"number", "department", "telephone", "link"}),
    ),
}
Details = Mapping[str, str | Promise]
"""What a notice tells that is not written on the complaint: reason, receiver."""


def compose(
    *, purpose: Purpose, complaint: Complaint, link: str, now: datetime, details: Details = MappingProxyType({})
) -> Notice:
    """Return the notice of `purpose` about `complaint` in the citizen's language, in the city's own wording for the
    form of the complaint's channel where it has one.

    `complaint` comes with its citizen, district, topic, department and official. Raises NoticeIncomplete.
    """
    template = TEMPLATES[purpose]
    language: Literal["ko", "en"] = "ko" if complaint.citizen.language == "ko" else "en"
    with override(language):
        variables = _variables(complaint, link, language) | {
            name: _shortened(str(text)) for name, text in details.items()
        }
        missing = sorted(name for name in template.required if not variables.get(name))
        if missing:
            raise NoticeIncomplete(f"{purpose} of {complaint.number}: {', '.join(missing)}")
        shipped = (str(template.title), str(template.text) % variables)
        wordings = {
            form: (own[0], fill(own[1], variables))
            for form in NoticeForm
            if (own := live_wordings(now=now).get((purpose, language, form))) is not None
        }
        title, text = wordings.get(FORMS[complaint.channel], shipped)
        named = {VARIABLES[name]: value for name, value in variables.items() if name in VARIABLES and value}
        return Notice(
            purpose=purpose,
            title=title,
            text=_in_own_language(purpose, complaint, named) or text,
            plain_text=wordings.get(NoticeForm.TEXT, shipped)[1],
            variables=named,
            language=complaint.citizen.language,
        )


def _in_own_language(purpose: Purpose, complaint: Complaint, named: Mapping[str, str]) -> str:
    """Return the standard words in a language besides Korean and English, "" where they cannot be read there: a text
    message carries no other letters, so it is in English."""
    language = complaint.citizen.language
    if language in ("ko", "en") or FORMS[complaint.channel] == NoticeForm.TEXT:
        return ""
    words = standard_words(purpose=purpose, language=language, values=named)
    return "" if words is None else f"{words}\n{named[VARIABLES['link']]}"


def live_wordings(*, now: datetime) -> Mapping[tuple[str, str, str], tuple[str, str]]:
    """Return title and text of the city's own wordings by purpose, language and form; what another process publishes
    holds here within ten seconds."""
    return _live_wordings(int(now.timestamp()) // FOLLOWED_WITHIN_SECONDS)


@lru_cache(maxsize=1)
def _live_wordings(_period: int) -> Mapping[tuple[str, str, str], tuple[str, str]]:
    live = NoticeTemplate.objects.filter(live=True)
    return {(row.purpose, row.language, row.form): (row.title, row.text) for row in live}


def forget_wordings() -> None:
    """Ask the database again the next time: a wording has changed."""
    _live_wordings.cache_clear()


def mandatory(purpose: Purpose) -> frozenset[str]:
    """Return the variables a wording of `purpose` must name; the receipt also says where progress is shown, which
    frees the later notices (시행령 §13⑤, §23③)."""
    extra = {"disclosure"} if purpose == Purpose.RECEIPT else set()
    return TEMPLATES[purpose].required | extra


class Named(Protocol):
    """A district or a topic: it has an English name too."""

    name: str
    name_en: str


def place_name(place: Named) -> str:
    """Return the name in the language of the reader; in English where they read neither Korean nor English."""
    return place.name if get_language() == "ko" else place.name_en


def telephone_of(complaint: Complaint) -> str:
    """Return where the department, or the officer at an extension, is reached by telephone."""
    number = phone.display(complaint.department.phone or complaint.district.main_phone)
    extension = complaint.official.extension if complaint.official else ""
    return _("%(number)s (내선 %(extension)s)") % {"number": number, "extension": extension} if extension else number


def _variables(complaint: Complaint, link: str, language: Literal["ko", "en"]) -> dict[str, str]:
    return {
        "service": settings.CITY_PROFILE.service_in(language),
        "number": complaint.number,
        "kind": str(Kind(complaint.kind).label),
        "district": place_name(complaint.district),
        "topic": place_name(complaint.topic),
        "department": complaint.department.name,
        "officer": str(complaint.official or ""),
        "telephone": telephone_of(complaint),
        "due": dates.day_as_people_write(complaint.due_at, language) if complaint.due_at else "",
        "planned_for": dates.day_as_people_write(complaint.planned_for, language) if complaint.planned_for else "",
        "plan": _shortened(complaint.plan),
        "closing_reason": str(ClosingReason(complaint.closing_reason).label) if complaint.closing_reason else "",
        "result": _shortened(complaint.result),
        "supplement_request": _shortened(complaint.supplement_request),
        "supplement_due": dates.day_as_people_write(complaint.supplement_due_on, language)
        if complaint.supplement_due_on
        else "",
        "remedy": _shortened(complaint.remedy),
        "state": str(State(complaint.state).label),
        "disclosure": _("처리·이송 상황은 이 페이지에 공개됩니다."),
        "link": link,
    }


def _shortened(text: str) -> str:
    """Return an officer's words as every channel can carry them; the status page has them whole."""
    unsendable = set(hangul.unencodable(text))
    sendable = "".join(character for character in text if character not in unsendable)
    return hangul.truncate_characters(" ".join(sendable.split()), LONGEST_TEXT, ellipsis="...") or "-"
