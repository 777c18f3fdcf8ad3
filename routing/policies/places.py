"""Which district the places named in a text amount to: where the matter is, not where the citizen lives or passes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from districts.types import CITY_HALL
from routing.policies.city_matters import BESIDE_ROAD
from routing.policies.mentions import Mention
from routing.policies.weights import NameKind
from routing.types import DistrictStatus

LIVES_THERE = re.compile(
    r"\s?(구?민|주민|시민)(인데|이고|입니다만?|이에요|예요|이며|으로서)"
    r"|\s?(주민|시민|구민)?(인데|이고)?(에서|에|은|는)?\s?(만\s)?(사는|사시|계시|살다|살고|살아|살던|살았|거주|출퇴근|통근|출근|퇴근|출발|일하|직장|왔는데|왔어요|오는데|오다가)"
)
HOME_BEFORE = re.compile(r"(주소(지)?는|주소가|집은|집이|사는\s?(곳|데)은|거주지는|본가는|회사는|직장은)\s*$")
MOVED_FROM = re.compile(r"에서\s")
MOVED_TO = re.compile(r"\s?(으로|로)\s?(이사|이주|전입|옮|왔|전출)")
ON_THE_WAY = re.compile(r"\s?(행\s|방향|방면|가는\s?(버스|길|택시|차)|까지\s?(가|왔))")
# Who was asked, or named by another office, is not where the matter is: 관악구청에 물어보니, 강동구로 하라던데.
CONSULTED = re.compile(
    r"(청|청장실|보건소)?\s?(에|에다|에서|한테|로|으로|쪽|쪽에|쪽으로)?(는|도|만)?\s?(먼저\s|처음에\s|이미\s|어제\s|몇\s?번\s)?(소관|담당|관할)?"
    r"(이라|라|전화|문의|물어|연락|알아봐|하라|하래|가라|가래|걸|돌려|돌리|미루|미뤄|떠넘|넘기|넘겨|안내|연결)"
    r"[가-힣]*\s?([가-힣]{1,3})?(더니|던데|니까|보니|으니|았는데|었는데|했는데|봤는데|줬는데|준다는데|다는데|라는데|래서|라고|길래|대서|주던데|줘서|라며|면서|해서|하셔서|하시길래|하네요|고)"
)
GENERIC = frozenset({NameKind.PLACE, NameKind.APARTMENT, NameKind.AREA, NameKind.SCHOOL, NameKind.LOCAL_SCHOOL})
FACTS = frozenset({NameKind.DISTRICT, NameKind.DONG})
DENIED = re.compile(r"\s?(이|가|은|는)?\s?아니(고|구|라)")
CONSULTED_KINDS = frozenset({NameKind.DISTRICT, NameKind.DISTRICT_STEM, NameKind.PHONE, NameKind.INSTITUTION})
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
    denied = [mention for mention in mentions if DENIED.match(text, mention.end)]
    mentions = [mention for mention in mentions if mention not in denied]
    matter, aside = _matter_and_aside(text, mentions)
    aside += denied
    outside = [mention for mention in matter if not mention.districts]
    inside = [mention for mention in matter if mention.districts]
    if outside and not _stands_inside(text, outside, inside):
        weight = max(mention.weight for mention in outside)
        return Verdict(DistrictStatus.OUTSIDE, (), weight, tuple(outside), (*aside, *inside))
    if not inside:
        return Verdict(DistrictStatus.UNKNOWN, (), 0.0, (), tuple(aside))
    inside, named_after = _placed_by_neighbour(text, inside)
    return _narrow(inside, (*aside, *outside, *named_after))


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
    if mention.kind in CONSULTED_KINDS and (CONSULTED.match(text, mention.end) or _sent_on(text, mention, mentions)):
        return True
    if MOVED_FROM.match(text, mention.end):
        return any(other.start > mention.end and MOVED_TO.match(text, other.end) for other in mentions)
    return False


def _sent_on(text: str, office: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether this office sent the citizen on to another: 강남구청에서 송파구로 가라고 해서."""
    from_there = MOVED_FROM.match(text, office.end)
    return from_there is not None and any(
        other.start == from_there.end() and CONSULTED.match(text, other.end) for other in mentions
    )


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


def _placed_by_neighbour(text: str, inside: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Set aside a place that stands right after the dong or district it is said to be in, though ours is elsewhere.

    Many estates, markets and schools share a name (하계동 장미아파트): the dong is the fact.
    """
    kept: list[Mention] = []
    aside: list[Mention] = []
    for mention in inside:
        before = kept[-1] if kept else None
        told = (
            before is not None
            and mention.kind in GENERIC
            and before.kind in FACTS
            and not text[before.end : mention.start].strip()
            and not before.districts & mention.districts
        )
        (aside if told else kept).append(mention)
    return kept, aside


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
