"""Where the forms and variants of one article do not say the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from knowledgebase.policies.scope import named_districts
from knowledgebase.types import ArticleContent

MEASURED = re.compile(
    r"(\d[\d,.]*)\s?(원|만\s?원|일|개월|년|주|시간|분|장|층|호|%|퍼센트|리터|킬로그램|kg|세)(?![가-힣]*번)"
)


class Contradiction(TextChoices):
    """What does not fit together."""

    OTHER_DISTRICT = "OTHER_DISTRICT", _("다른 자치구의 이름이 나옵니다")
    NOT_IN_BODY = "NOT_IN_BODY", _("내용에 없는 숫자입니다")
    VARIANT_DIFFERS = "VARIANT_DIFFERS", _("공통 답변과 숫자가 다릅니다")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for a person to look at: `where` is a field or a district code, `said` the words that do not fit."""

    kind: Contradiction
    where: str
    said: str


def contradictions(content: ArticleContent, codes_by_name: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what a reader would hear in two ways.

    A short form with a number and unit that the full text and the variants do not have; a variant that names another
    district; a variant whose number differs from the one the spoken answer has for the same unit.
    """
    return (*_forms(content), *_variants(content, codes_by_name))


def _forms(content: ArticleContent) -> Iterator[Finding]:
    known = _numbers((content.title, content.body, *content.variants.values()))
    for field in ("spoken_answer", "chat_summary", "sms_summary"):
        for number, unit in sorted(_numbers((getattr(content, field),)) - known):
            yield Finding(Contradiction.NOT_IN_BODY, field, f"{number}{unit}")


def _variants(content: ArticleContent, codes_by_name: Mapping[str, str]) -> Iterator[Finding]:
    names = {code: name for name, code in codes_by_name.items()}
    spoken = _numbers((content.spoken_answer,))
    for code, text in content.variants.items():
        for other in named_districts(text, codes_by_name):
            if other != code:
                yield Finding(Contradiction.OTHER_DISTRICT, code, names[other])
        for number, unit in sorted(_numbers((text,))):
            said = {known for known, same in spoken if same == unit}
            if said and number not in said:
                told = " / ".join([f"{number}{unit}", *(f"{known}{unit}" for known in sorted(said))])
                yield Finding(Contradiction.VARIANT_DIFFERS, code, told)


def _numbers(texts: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (number.replace(",", "").rstrip("."), unit.replace(" ", ""))
        for text in texts
        for number, unit in MEASURED.findall(text)
    }
