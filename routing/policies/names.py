"""The names of places that citizens write, made from the gazetteer's rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from districts.types import CITY_HALL, GazetteerRows, PlaceKind
from routing.policies.romanised import romanised
from routing.policies.weights import WEIGHTS, NameKind

NEAR_METRES = 100
SINGLE_OFFICE = 2  # a city with one office has it and the one above
LATIN_LENGTH = 5
NUMBERED_TOGETHER = re.compile(r"^(\D+)(\d+(?:[.·]\d+)+)(\D+)$")
ORDINAL = re.compile(r"제(?=\d)")
OUTSIDE_UNIT = re.compile(r"(특별자치시|특별자치도|광역시|시|군|구)$")
PROVINCES = {
    "경기도": ("경기도",),
    "강원특별자치도": ("강원도",),
    "충청북도": ("충청북도", "충북"),
    "충청남도": ("충청남도", "충남"),
    "전북특별자치도": ("전라북도", "전북"),
    "전라북도": ("전라북도", "전북"),
    "전라남도": ("전라남도", "전남"),
    "경상북도": ("경상북도", "경북"),
    "경상남도": ("경상남도", "경남"),
    "제주특별자치도": ("제주도", "제주"),
}

# Stems of dong names that are far better known as a company or a person.
NOT_A_STEM = frozenset({"삼성", "현대", "대학", "중앙", "신원", "연희", "현석", "성현", "세종", "청룡"})


# Schools say their names short: 휘문고, 진선여고, 대원외고.
SHORT_SCHOOLS = tuple(
    (re.compile(rf"{whole}$"), short)
    for whole, short in (
        ("여자중학교", "여중"),
        ("중학교", "중"),
        ("여자고등학교", "여고"),
        ("외국어고등학교", "외고"),
        ("예술고등학교", "예고"),
        ("공업고등학교", "공고"),
        ("상업고등학교", "상고"),
        ("고등학교", "고"),
        ("초등학교", "초"),
        ("여자대학교", "여대"),
        ("대학교", "대"),
    )
)
# A school named after a dong lies in it; these stand elsewhere, or share their name with another district's.
SCHOOLS_ELSEWHERE = frozenset(
    {"숭인", "송정", "서원", "보라매", "장안", "대림", "대방", "용강", "상수", "무학", "삼성", "동화", "명동", "신원"}
)
LOCAL_SCHOOLS = ("초등학교", "초", "중학교", "중", "여중", "고등학교", "고", "여고")

KIND_OF_PLACE = {
    PlaceKind.STATION: NameKind.STATION,
    PlaceKind.LANDMARK: NameKind.PLACE,
    PlaceKind.AREA: NameKind.AREA,
    PlaceKind.APARTMENT: NameKind.APARTMENT,
    PlaceKind.OFFICE: NameKind.INSTITUTION,
}

# Kept by the city whatever district they run through: expressways and the bridges over the Han.
CITY_ROADS = [
    "올림픽대로",
    "강변북로",
    "내부순환로",
    "내부순환도로",
    "북부간선도로",
    "동부간선도로",
    "서부간선도로",
    "강남순환로",
    "강남순환도로",
    "국회대로지하차도",
    "남산1호터널",
    "남산2호터널",
    "남산3호터널",
    "남산터널",
    "홍지문터널",
    "정릉터널",
    "구룡터널",
    "우면산터널",
    "서부간선지하도로",
    "신월여의지하도로",
    "성산대교",
    "양화대교",
    "서강대교",
    "마포대교",
    "원효대교",
    "한강대교",
    "동작대교",
    "반포대교",
    "잠수교",
    "한남대교",
    "동호대교",
    "성수대교",
    "영동대교",
    "청담대교",
    "잠실대교",
    "올림픽대교",
    "천호대교",
    "광진교",
    "암사대교",
    "강동대교",
    "가양대교",
    "방화대교",
    "행주대교",
    "월드컵대교",
    "한강다리",
]


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a place: the districts it lies in, those it touches, or the region outside the city."""

    text: str
    kind: NameKind
    districts: frozenset[str]
    near: frozenset[str] = frozenset()
    region: str = ""


def names_of(rows: GazetteerRows) -> dict[str, Name]:
    """Return every name by its text (casefolded); where two kinds share a text, the surer one is kept."""
    found: dict[str, Name] = {}
    inside = list(_inside(rows))
    for name in inside:
        _keep(found, name)
    known_inside = set(found)
    for name in _outside(rows, known_inside):
        clash = found.get(name.text)
        if clash is None:
            _keep(found, name)
        elif clash.kind == NameKind.DONG_STEM:
            del found[name.text]
    for text in CITY_ROADS if len(rows.districts) > SINGLE_OFFICE else ():
        found[text] = Name(text, NameKind.CITY_ROAD, frozenset({CITY_HALL}))
    return found


def road_stems(names: Iterable[Name]) -> frozenset[str]:
    """Return the words after which a 로 makes a road although they are common nouns: 화곡(동), 연세(대)."""
    endings = re.compile(r"(동|역|대|대학교|구)$")
    kinds = {NameKind.DONG, NameKind.STATION, NameKind.PLACE, NameKind.DISTRICT}
    return frozenset(endings.sub("", name.text) for name in names if name.kind in kinds and endings.search(name.text))


def _keep(found: dict[str, Name], name: Name) -> None:
    known = found.get(name.text)
    if known is None or WEIGHTS[name.kind] > WEIGHTS[known.kind]:
        found[name.text] = name
    elif known.kind == name.kind:
        districts = known.districts | name.districts
        found[name.text] = Name(
            name.text, name.kind, districts, (known.near | name.near) - districts, known.region or name.region
        )


def _inside(rows: GazetteerRows) -> Iterator[Name]:
    for info in rows.districts:
        if info.code != CITY_HALL:
            here = frozenset({info.code})
            yield Name(info.name, NameKind.DISTRICT, here)
            yield Name(f"{info.name}청", NameKind.DISTRICT, here)
            if info.name_en:
                yield Name(info.name_en.casefold(), NameKind.LATIN, here)
                yield Name(info.name_en.casefold().replace("-", " "), NameKind.LATIN, here)
                if len(info.name) > 2:
                    yield from _latin(info.name[:-1], "", here)
            if len(info.name) > 2:
                yield Name(info.name[:-1], NameKind.DISTRICT_STEM, here)
    for dong in rows.dongs:
        here = frozenset({dong.district_code})
        yield from _latin(re.sub(r"(본|제?[\d.]+)?동(\d가)?$", "", dong.name), "-dong", here)
        for text in _spellings(dong.name):
            yield Name(text, NameKind.DONG, here)
        stem = re.sub(r"(본|제?[\d.]+)?동(\d가)?$", "", dong.name)
        if stem != dong.name and len(stem) >= 2 and not re.search(r"[\d.]", stem) and stem not in NOT_A_STEM:
            yield Name(stem, NameKind.DONG_STEM, here)
            yield Name(f"{stem}리", NameKind.DONG_STEM, here)
            if stem not in SCHOOLS_ELSEWHERE:
                for school in LOCAL_SCHOOLS:
                    yield Name(f"{stem}{school}", NameKind.LOCAL_SCHOOL, here)
    for road in rows.roads:
        yield Name(road.name, NameKind.ROAD, frozenset({road.district_code}))
    for place in rows.places:
        kind = KIND_OF_PLACE.get(PlaceKind(place.kind), NameKind.PLACE)
        if place.distance > NEAR_METRES:
            continue
        codes = frozenset({place.district_code})
        here, near = (codes, frozenset[str]()) if place.distance == 0 else (frozenset[str](), codes)
        for text in {place.name.casefold(), place.name.casefold().replace(" ", "")}:
            yield Name(text, kind, here, near)
        if place.kind == PlaceKind.SCHOOL:
            for whole, short in SHORT_SCHOOLS:
                if whole.search(place.name):
                    yield Name(whole.sub(short, place.name), NameKind.SCHOOL, here, near)
                    break
        if kind == NameKind.STATION and len(place.name) > 2 and place.name.endswith("역"):
            stem = place.name[:-1].casefold()
            if stem not in NOT_A_STEM:
                yield Name(stem, NameKind.STATION_STEM, here, near)
            yield from _latin(stem, " station", here, near)


def _latin(stem: str, suffix: str, here: frozenset[str], near: frozenset[str] = frozenset()) -> Iterator[Name]:
    """Yield a name in Latin letters: alone where it is long enough to be no English word, else with its suffix."""
    written = romanised(stem)
    if written and len(stem) >= 2:
        yield Name(f"{written}{suffix}", NameKind.LATIN, here, near)
        if len(written) >= LATIN_LENGTH:
            yield Name(written, NameKind.LATIN, here, near)


def _spellings(dong: str) -> Iterator[str]:
    """Yield the ways a dong's name is written.

    화곡제6동 also as 화곡6동, 면목제3.8동 also as 면목3동 and 면목8동, 성수동1가 also as 성수동.
    """
    yield dong
    plain = ORDINAL.sub("", dong)
    yield plain
    yield re.sub(r"(?<=동)\d가$", "", plain)
    together = NUMBERED_TOGETHER.match(plain)
    if together:
        before, numbers, after = together.groups()
        for number in re.split(r"[.·]", numbers):
            yield f"{before}{number}{after}"


def _outside(rows: GazetteerRows, inside: set[str]) -> Iterator[Name]:
    for row in rows.outside:
        region = row.region or row.name
        if row.name in PROVINCES:
            for text in PROVINCES[row.name]:
                yield Name(text, NameKind.OUTSIDE, frozenset(), region=region)
            continue
        if row.name not in inside:
            yield Name(row.name, NameKind.OUTSIDE, frozenset(), region=region)
        stem = OUTSIDE_UNIT.sub("", row.name)
        if stem != row.name and len(stem) >= 2 and stem not in {"세종", "경기"}:
            yield Name(stem, NameKind.OUTSIDE_STEM, frozenset(), region=region)
            if row.name.endswith("광역시"):
                yield Name(f"{stem}시", NameKind.OUTSIDE, frozenset(), region=region)
