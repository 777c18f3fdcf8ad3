"""Which kind of thing a question wants to know (a meaning, a place, a price …), and of which a heading speaks."""

import re
from functools import lru_cache

KINDS = {
    "meaning": (
        re.compile(r"뜻|무엇인|뭔가요|뭐예요|뭐야|뭐에요|이 뭐|가 뭐|란$|의미|개념|정의"),
        re.compile(r"무엇|이란|란\s?\?|란$|뜻|의미|뭔가|정의|라 ?함"),
    ),
    "time": (
        re.compile(r"언제|몇 시|며칠|기간|얼마 동안|얼마나 걸"),
        re.compile(r"언제|기간|시기|일정|시간|며칠"),
    ),
    "place": (
        re.compile(r"어디|위치|주소|가는 길|어떻게 가"),
        re.compile(r"어디|위치|주소|장소|찾아|가는|교통|안내"),
    ),
    "documents": (re.compile(r"서류|준비물|뭐 필요|뭐가 필요|가져가"), re.compile(r"서류|구비|준비물")),
    "price": (
        re.compile(r"얼마(?! ?동안|나 걸)|요금|가격|비용|돈 내|수수료|공짜|무료"),
        re.compile(r"요금|비용|수수료|얼마|료는|료\?|금액|가격"),
    ),
    "condition": (re.compile(r"자격|누가 |조건|대상"), re.compile(r"자격|대상|조건|기준|요건")),
    "way": (re.compile(r"어떻게|방법|하려면|절차|려고"), re.compile(r"방법|절차|신청|어떻게|하려면|이용")),
    "permission": (
        re.compile(r"되나요|돼요|될까요|가능|할 수 있|됩니까|수 있나"),
        re.compile(r"가능|수 있|되나요|여부|됩니까"),
    ),
}


def kinds_wanted(question: str) -> frozenset[str]:
    """Return the kinds of thing (names of `KINDS`) that a question wants to know; none where it only names a matter."""
    return frozenset(kind for kind, (wanted, _) in KINDS.items() if wanted.search(question))


@lru_cache(maxsize=4_000)
def kinds_told(heading: str) -> frozenset[str]:
    """Return the kinds of thing of which a title or a written question speaks."""
    return frozenset(kind for kind, (_, told) in KINDS.items() if told.search(heading))
