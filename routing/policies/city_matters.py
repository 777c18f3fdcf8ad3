"""What the city itself handles in whatever district it is seen: waterworks, subway, city buses, shared bikes, Han."""

import re
from dataclasses import dataclass

# Each line: what it is, and the words that show it.
MATTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "bike",
        re.compile(r"따릉이|공공\s?자전거"),
    ),
    (
        "water",
        re.compile(
            r"상수도|수돗물|수도\s?요금|수도세|수도\s?계량기|계량기.{0,6}(동파|얼|터)|수도관|아리수|단수|녹물|수압"
            r"|수도\s?(명의|이사|정산|사업소|공사|누수)"
        ),
    ),
    (
        "subway",
        re.compile(
            r"(?<!\d)[1-9]호선|지하철\s?(안|내|타|막차|첫차|요금|정기권|유실물|시간표|역무원|승강장|열차|차량|직원|냉방|에어컨|에서)"
            r"|전동차|스크린\s?도어|개찰구|역무원|기후동행카드|지하철이\s|지하철에\s"
        ),
    ),
    (
        "bus",
        re.compile(
            r"시내버스|심야버스|올빼미버스|광역버스|간선버스|지선버스"
            r"|(?<!마을)(?<!마을 )버스\s?(기사|노선|배차|카드|요금|번호|첫차|막차)"
            r"|(?<!\d)\d{3,4}번\s?(시내\s?)?버스|[NM]\d{2,4}번?\s?버스|(?<!\d)\d{3,4}번이?\s.{0,8}(정류장|무정차|안\s?서)"
        ),
    ),
    (
        "han_river",
        re.compile(r"한강\s?(공원|둔치|변|수영장|캠핑|유람선|버스|다리|매점|자전거)|[가-힣]+한강공원|고수부지"),
    ),
    (
        "city_hall",
        re.compile(
            r"서울\s?시청|서울시장|시의회|서울시립|시립\s?(미술관|박물관|병원|대학|승화원|묘지)|서울대공원|다산콜"
        ),
    ),
)
# 마포대교 건너, 올림픽대로 옆: the matter lies beside the city's road, not on it.
BESIDE_ROAD = re.compile(r"\s?(건너|옆|근처|앞|밑|아래|지나|타고|진입로\s?앞|입구\s?쪽)")


@dataclass(frozen=True, slots=True)
class CityMatter:
    """Words that show a matter of the city."""

    kind: str
    text: str
    start: int
    end: int


def city_matter(text: str) -> CityMatter | None:
    """Return the first words that make the text a matter of the city, None when there are none."""
    for kind, words in MATTERS:
        found = words.search(text)
        if found:
            return CityMatter(kind, found[0].strip(), found.start(), found.end())
    return None
