"""Which district the places named in a text amount to: where the matter is, not where the citizen lives or passes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from districts.types import CITY_HALL
from routing.policies.city_matters import BESIDE_ROAD
from routing.policies.mentions import Mention
from routing.policies.names import NameKind
from routing.types import DistrictStatus

LIVES_THERE = re.compile(
    r"\s?(구?민|주민|시민)(인데|이고|입니다만|으로서)"
    r"|\s?(주민|시민|구민)?(인데|이고)?(에서|에|은|는)?\s?(만\s)?(사는|살다|살고|살아|살던|살았|거주|출근|퇴근|출발|일하|직장|왔는데|왔어요|오는데|오다가)"
)
HOME_BEFORE = re.compile(r"(주소(지)?는|주소가|집은|집이|사는\s?(곳|데)은|거주지는|본가는|회사는|직장은)\s*$")
MOVED_FROM = re.compile(r"에서\s")
MOVED_TO = re.compile(r"\s?(으로|로)\s?(이사|이주|전입|옮|왔|전출)")
ON_THE_WAY = re.compile(r"\s?(행\s|방향|방면|가는\s?(버스|길|택시|차)|까지\s?(가|왔))")
FAR_WEAKER = 0.15


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the mentions say: the districts left (in order of code), and the mentions it rests on or sets aside."""

    status: DistrictStatus
    districts: tuple[str, ...]
    confidence: float
    used: tuple[Mention, ...]
    set_aside: tuple[Mention, ...]


def district_of(text: str, mentions: Sequence[Mention]) -> Verdict:
    """Weigh the places named in a text.

    Home, former home and places passed count only when no other place is named. Places that can agree narrow each other
    (관악구 + 삼성동); where two sure ones contradict, the answer is to ask.
    """
    matter, aside = _matter_and_aside(text, mentions)
    outside = [mention for mention in matter if not mention.districts]
    inside = [mention for mention in matter if mention.districts]
    if outside and not _stands_inside(text, outside, inside):
        weight = max(mention.weight for mention in outside)
        return Verdict(DistrictStatus.OUTSIDE, (), weight, tuple(outside), (*aside, *inside))
    if not inside:
        return Verdict(DistrictStatus.UNKNOWN, (), 0.0, (), tuple(aside))
    return _narrow(inside, (*aside, *outside))


def _matter_and_aside(text: str, mentions: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    matter: list[Mention] = []
    aside: list[Mention] = []
    for mention in mentions:
        (aside if _is_aside(text, mention, mentions) else matter).append(mention)
    if matter:
        return matter, aside
    # Only a home is named: it is where the matter is.
    return [mention for mention in aside if mention.kind != NameKind.CITY_ROAD] or aside, []


def _is_aside(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    if mention.kind == NameKind.CITY_ROAD:
        return bool(BESIDE_ROAD.match(text, mention.end)) and len(mentions) > 1
    if HOME_BEFORE.search(text, 0, mention.start) or LIVES_THERE.match(text, _unit_end(text, mention, mentions)):
        return not MOVED_TO.match(text, mention.end)
    if ON_THE_WAY.match(text, mention.end):
        return True
    if MOVED_FROM.match(text, mention.end):
        return any(other.start > mention.end and MOVED_TO.match(text, other.end) for other in mentions)
    return False


def _unit_end(text: str, mention: Mention, mentions: Sequence[Mention]) -> int:
    """Return where the row of names that begins with this mention ends (하남 미사, 송파구 잠실동)."""
    end = mention.end
    for other in mentions:
        if other.start >= end and not text[end : other.start].strip():
            end = other.end
    return end


def _stands_inside(text: str, outside: Sequence[Mention], inside: Sequence[Mention]) -> bool:
    """Whether places in the city outweigh those outside: not when they follow an outside name (부산 강서구)."""
    apart = [mention for mention in inside if not any(0 <= mention.start - other.end <= 1 for other in outside)]
    return any(mention.kind != NameKind.CITY_ROAD for mention in apart)


def _narrow(inside: Sequence[Mention], aside: Sequence[Mention]) -> Verdict:
    by_weight = sorted(inside, key=lambda mention: (-mention.weight, len(mention.districts), mention.start))
    city = [mention for mention in inside if mention.kind == NameKind.CITY_ROAD]
    if city:
        return Verdict(DistrictStatus.CITY, (CITY_HALL,), city[0].weight, tuple(city), tuple(aside))
    districts, used, against = by_weight[0].districts, [by_weight[0]], []
    for mention in by_weight[1:]:
        if districts & mention.districts:
            districts &= mention.districts
            used.append(mention)
        else:
            against.append(mention)
    serious = [mention for mention in against if mention.weight > by_weight[0].weight - FAR_WEAKER]
    for mention in serious:
        districts |= mention.districts
        used.append(mention)
    codes, confidence = tuple(sorted(districts)), by_weight[0].weight
    if len(codes) > 1:
        return Verdict(DistrictStatus.AMBIGUOUS, codes, confidence / len(codes), tuple(used), tuple(aside))
    if codes == (CITY_HALL,):
        return Verdict(DistrictStatus.CITY, codes, confidence, tuple(used), tuple(aside))
    less_sure = 0.9 if against else 1.0
    lone = tuple(mention for mention in against if mention not in serious)
    return Verdict(DistrictStatus.RESOLVED, codes, confidence * less_sure, tuple(used), (*aside, *lone))
