"""Where the forms and variants of one article do not say the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from knowledgebase.policies.scope import named_districts
from knowledgebase.types import ArticleContent

UNITS = r"(만\s?원|원|개월|시간|퍼센트|%|킬로그램|kg|리터|일|년|주|분|장|층|세)"
# After the unit stands a particle or one of the words that go with measures, not the rest of another word (3주택).
GOES_ON = (
    r"(?=[^가-힣]|$|이|가|을|를|은|는|에|의|로|와|과|도|만|까지|부터|안|전|후|뒤"
    r"|간|마다|동안|입|인|미만|초과|정도|씩|째|보다|당)"
)
MEASURED = re.compile(rf"(?<![\d,.])(?:(\d[\d,.]*)\s?[~∼-]\s?)?(\d[\d,.]*){UNITS}{GOES_ON}")
SHORT_FORMS = ("spoken_answer", "chat_summary", "sms_summary")
SAME_UNIT = {"퍼센트": "%"}


class Contradiction(TextChoices):
    """What does not fit together."""

    OTHER_DISTRICT = "OTHER_DISTRICT", _("다른 자치구의 이름이 나옵니다")
    ONLY_HERE = "ONLY_HERE", _("다른 어디에도 없는 숫자입니다")
    VARIANT_DIFFERS = "VARIANT_DIFFERS", _("공통 답변과 숫자가 다릅니다")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for a person to look at: `where` is a field or a district code, `said` the words that do not fit."""

    kind: Contradiction
    where: str
    said: str


def contradictions(content: ArticleContent, codes_by_name: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what a reader would hear in two ways.

    A short form with a number and unit that no other part has; a variant that names another district; a variant whose
    number differs from the one the spoken answer has for the same unit.
    """
    return (*_forms(content), *_variants(content, codes_by_name))


def _forms(content: ArticleContent) -> Iterator[Finding]:
    common = (content.title, content.body, *content.variants.values())
    for field in SHORT_FORMS:
        others = [getattr(content, other) for other in SHORT_FORMS if other != field]
        for number, unit in sorted(_numbers((getattr(content, field),)) - _numbers((*common, *others))):
            yield Finding(Contradiction.ONLY_HERE, field, f"{number}{unit}")


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
    """Return every number with its unit; of a range (16~31일) both ends."""
    return {
        (number.replace(",", "").rstrip("."), SAME_UNIT.get(unit, unit.replace(" ", "")))
        for text in texts
        for first, last, unit in MEASURED.findall(text)
        for number in (first, last)
        if number
    }
