"""Which districts a text is about, by their names alone."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from korean.morphemes import tokens

CITY = settings.CITY_PROFILE
THE_CITY = frozenset({CITY.short_name, f"{CITY.short_name}시", CITY.name, "한국", "대한민국"})
AMBIGUOUS_STEMS = frozenset({"중"})
AFTER_STEM = r"(?=\s|구|에|쪽|의|$|[?!.,)\]·])"


def named_districts(text: str, codes_by_name: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the districts named in full (강남구) or as a word (강남에서), in order of appearance."""
    if not codes_by_name:
        return ()
    pattern = _pattern(tuple(sorted(codes_by_name)))
    by_stem = {name.removesuffix("구"): code for name, code in codes_by_name.items()}
    return tuple(dict.fromkeys(by_stem[found.removesuffix("구")] for found in pattern.findall(text)))


def spoken_for(text: str, codes_by_name: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the districts that a text speaks for: one that only begins an address is not among them.

    What lies at an address is the same for everybody; what a district's office does is not.
    """
    if not codes_by_name:
        return ()
    return named_districts(_addresses(tuple(sorted(codes_by_name))).sub(" ", text), codes_by_name)


def proper_names(text: str) -> set[str]:
    """Return the proper names in a text (홍제천, 윤동주), without the city's and the country's own."""
    return {token.form for token in tokens(text) if token.tag == "NNP" and len(token.form) > 1} - THE_CITY


@lru_cache(maxsize=8)
def _addresses(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})\s+[가-힣]{{1,8}}\d*(?:동|로|길|가)(?![가-힣])")


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    stems = [stem for name in names if (stem := name.removesuffix("구")) not in AMBIGUOUS_STEMS and len(stem) > 1]
    full = "|".join(map(re.escape, names))
    short = "|".join(map(re.escape, stems)) or "(?!)"
    return re.compile(rf"(?<![가-힣])(?:{full})|(?<![가-힣])(?:{short}){AFTER_STEM}")
