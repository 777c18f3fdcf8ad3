"""The form an article is written in: what authors type, as the knowledge base takes it and back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts import selectors as districts
from districts.types import CITY_HALL
from knowledgebase.types import ArticleContent

LONG = {"spoken_answer": 3, "body": 10, "chat_summary": 4, "sms_summary": 2}
TYPED = ("title", "category", "topic_code", "district_code", "department_code", "law", "source", *LONG)
DATES = ("source_date", "valid_from", "valid_until")
VARIANT = "variant-"


class _Day(forms.DateField):
    """A day, or nothing."""

    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, error_messages={"invalid": _("날짜를 2026-01-31처럼 적어 주세요.")}
        )


def _text(label: Any, *, rows: int = 0, hint: Any = "") -> forms.CharField:
    attributes: dict[str, Any] = {"class": "input"} | ({"rows": rows} if rows else {})
    widget = forms.Textarea(attrs=attributes) if rows else forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=hint)


class ArticleForm(forms.Form):
    """Everything of an article. Only what cannot be read at all is refused here; the knowledge base checks the rest."""

    title = _text(_("제목"))
    spoken_answer = _text(_("읽어 줄 답변"), rows=3, hint=_("전화로 그대로 읽는 두세 문장"))
    body = _text(_("내용"), rows=10)
    chat_summary = _text(_("채팅 요약"), rows=4, hint=_("400자까지. 채팅과 카카오톡으로 나갑니다."))
    sms_summary = _text(_("문자 요약"), rows=2, hint=_("90바이트(한글 45자)까지는 한 통, 넘으면 장문 문자로 나갑니다."))
    questions = _text(_("다른 질문"), rows=6, hint=_("시민이 묻는 말 그대로, 한 줄에 하나"))
    synonyms = _text(_("같은 말"), rows=2, hint=_("찾을 때 쓰는 다른 낱말, 한 줄에 하나"))
    category = _text(_("분류"))
    topic_code = forms.ChoiceField(label=_("업무 분야"), required=False, widget=forms.Select(attrs={"class": "input"}))
    district_code = forms.ChoiceField(
        label=_("적용 지역"), required=False, widget=forms.Select(attrs={"class": "input"})
    )
    department_code = _text(_("담당 부서"), hint=_("비워 두면 업무 분야와 자치구로 정해집니다."))
    law = _text(_("근거 법령"))
    source = _text(_("출처"))
    source_date = _Day(_("출처 기준일"))
    valid_from = _Day(_("유효 시작일"))
    valid_until = _Day(_("유효 종료일"))
    related = _text(_("관련 글"), rows=2, hint=_("글 번호, 한 줄에 하나"))
    attachments = _text(_("서식과 첨부"), rows=2, hint=_("이름 | https://주소, 한 줄에 하나"))
    new_variant_district = forms.ChoiceField(
        label=_("다른 자치구 더하기"), required=False, widget=forms.Select(attrs={"class": "input"})
    )
    new_variant = _text(_("그 구에서 다른 점"), rows=2)

    def __init__(self, data: Any = None, *, content: ArticleContent | None = None) -> None:
        super().__init__(data, initial=_initial(content) if content else {})
        self.district_names = {item.code: item.name for item in districts.all_districts() if item.code != CITY_HALL}
        choices = list(self.district_names.items())
        self.fields["district_code"].choices = [("", _("서울시 전체")), *choices]  # type: ignore[attr-defined]
        self.fields["new_variant_district"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        topics = [(topic.code, topic.name) for topic in districts.topics()]
        self.fields["topic_code"].choices = [("", "–"), *topics]  # type: ignore[attr-defined]
        typed = {name.removeprefix(VARIANT): data[name] for name in data or () if name.startswith(VARIANT)}
        self.variants: dict[str, str] = typed if data else dict(content.variants) if content else {}

    @property
    def variant_fields(self) -> list[tuple[str, str, str]]:
        """The variants there are: district code, name, and text."""
        return [(code, self.district_names.get(code, code), text) for code, text in sorted(self.variants.items())]

    def content(self, *, external_id: str) -> ArticleContent:
        """Return what was typed; the form must be valid."""
        values = self.cleaned_data
        variants = dict(self.variants)
        if values["new_variant_district"] and values["new_variant"].strip():
            variants[values["new_variant_district"]] = values["new_variant"]
        pairs = (line.partition("|") for line in _lines(values["attachments"]))
        return ArticleContent(
            external_id=external_id,
            **{name: values[name] for name in (*TYPED, *DATES)},
            questions=_lines(values["questions"]),
            synonyms=_lines(values["synonyms"]),
            related=_lines(values["related"]),
            attachments={name.strip(): address.strip() for name, _bar, address in pairs},
            variants=variants,
        )


def _initial(content: ArticleContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in (*TYPED, *DATES)} | {
        "questions": "\n".join(content.questions),
        "synonyms": "\n".join(content.synonyms),
        "related": "\n".join(content.related),
        "attachments": "\n".join(f"{name} | {address}" for name, address in content.attachments.items()),
    }


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
