"""Find the places that a text names: longest match, at word boundaries, and not where the word is a common noun."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import ahocorasick

from districts.types import GazetteerRows, RoadRow
from korean.morphemes import Token
from routing.policies.misspelt import Misspellings
from routing.policies.names import Name, names_of, road_stems
from routing.policies.weights import WEIGHTS, NameKind

HANGUL = re.compile(r"[가-힣]")
# What may follow a name within the same word: particles, endings, and words for "there".
CONTINUES = re.compile(
    r"(에서|에게|에|의|은|는|이|가|을|를|도|만|으로|로|부터|까지|이랑|랑|하고|과|와|인데|인가|이에|예요|여요|이요|요|입니다|이고|이구|라|이시|이며|이나|나"
    r"|쪽|민|구민|공항|근처|근방|앞|뒤|옆|맞은편|건너|주변|일대|부근|방면|방향|안|밖|내|입구|출구|정문|후문|골목|거리|길|역|주민|행정|복지|동사무소|사거리|삼거리|오거리"
    r"|네거리|로터리|시장|아파트|단지|빌라|초|중학|고등|구청|청사|시청|경찰|파출소|지구대|우체국|보건소|도서관|공원|놀이터|고개|언덕|상가|병원|센터|대교|터널|지하차도|\d)"
)
BESIDE = re.compile(
    r"\s?(앞|옆|뒤|근처|쪽|정문|후문|입구|사거리|삼거리|교차로|주변|인근|부근|병원|맞은편|건너|골목|먹자|담장|담벼락|운동장|교문|통학로|뒷산|뒷길"
    r"|스쿨존|등굣길|하굣길|횡단보도|정류장|주차장|공사장|공사|에서\s|에\s|학생|학부모|급식|어린이보호|안에|밑|위쪽|아래)"
)
BESIDE_INSTITUTION = re.compile(
    r"\s?(별관|본관|신관|본사|사옥|건물|청사|방송국|정문|후문)?\s?(앞|옆|뒤|근처|쪽|정문|후문|입구|사거리|주변|인근|부근|맞은편|건너|골목|담장|담벼락|집회)"
)
# A stem as the object of a verb is a common noun: 합정을 지키다.
OBJECT_AFTER = re.compile(r"[을를]\s(?!지나|거쳐|거치|통과|가는|가려|찾아)")
# A stem that goes on with one of these in the same word names a public facility: 강북문화정보도서관, 사당종합체육관.
FACILITY = re.compile(
    r"(구립|시립|국립|구민|주민|종합|문화|여성|청소년|노인|어린이|어르신|장애인|정보|평생|학습|사회|가족|체육|예술|보건|건강|생활|공영|중앙|제?\d"
    r"|음악|영어|한옥|숲속|작은|국민|다목적|실내|복합|행정|치매|육아|자원|봉사|도시|시설|관리|공공|교육|지원|디지털|올림픽|테니스|배드민턴|119)*"
    r"(도서관|회관|센터|체육관|복지관|문화원|수련관|아트센터|아트밸리|예술관|보건소|보건지소|보건분소|경찰서|파출소|지구대|소방서|우체국|등기소"
    r"|주차장|지원청|세무서|의회|공단|어린이집|경로당|유치원|수영장|공원|파크골프장|테니스장|운동장|펌프장|빙상장|성당|교회|시장|아파트|학원가)"
)
# What makes a stem no place: a holiday, a brand, somebody's name, or the wide region rather than the district.
NO_PLACE_AFTER = re.compile(
    r"\s?(연휴|휴일|휴대폰|핸드폰|스마트폰|노트북|이?라는\s|이?라고\s(하는|부르)|씨[가는를도\s]|뽕|에\s?염증|국수|막국수)"
)
REGION_AFTER = re.compile(r"\s?(지역|권역|권(?=[\s의은을에]|$)|전\s?지역|일대\s전체)")
# Names that are also abroad: the sentence tells.
ABROAD = {"중동": re.compile(r"파견|건설|수출|나라|국가|전쟁|여행|출장|메르스|호흡기|유가|산유국|해외|비자|이민|지사")}
LOCAL_INSTITUTION = re.compile(
    r"(경찰서|소방서|세무서|우체국|등기소|지원청|도서관|의회|사업소|고용센터|차고지|차량기지|면허시험장|기술교육원|구치소|교도소|정수장|센터)$"
)
SCHOOL_ENDINGS = ("중", "고", "초")
SPLIT_DONG = re.compile(
    r"(?<![가-힣])([가-힣]{1,4})\s(제?\d{1,2}(?:[.·]\d)?동|동)(?=\s|$|에서|에\s|인데|입니다|이에요|이요|사무소|주민|골목|쪽|의\s|은\s|이\s)"
)
SPLIT_DISTRICT = re.compile(r"(?<![가-힣])([가-힣]{1,2})\s([가-힣]{1,2}구청?)(?=\s|$|에서|에\s|의\s|인데|청)")
COMMON = frozenset({"NNG", "NNB", "NR", "NP", "VV", "VA", "MAG", "MM", "XR", "IC", "XPN"})
ROAD_BRANCH = re.compile(r"\s?(\d+)(?:[가-하]?)길")
BUILDING_NUMBER = re.compile(r"\s?(\d{1,4})(?:-\d+)?(?!\d|길|번\s?버스|호선)")
POSTAL_CODE = re.compile(r"(?<![\d-])(0[1-8]\d{3})(?![\d-])")
PHONE = re.compile(r"(?<!\d)(?:02[-\s.)]?)?(\d{3,4})[-\s.](\d{4})(?!\d)")
PERSON_CALLED = re.compile(r"이(가|는|를|도|네|의|랑|한테)")
CARDINAL = re.compile(r"^강[동서남북]$")
SPACED_KINDS = frozenset({NameKind.PLACE, NameKind.APARTMENT, NameKind.STATION, NameKind.AREA})
SPACED_LENGTH = 5
MISSPELT_KINDS = SPACED_KINDS | {NameKind.DONG, NameKind.DISTRICT, NameKind.STATION_STEM}
NEIGHBOURS = 10
STEMS = frozenset({NameKind.DISTRICT_STEM, NameKind.DONG_STEM, NameKind.STATION_STEM, NameKind.OUTSIDE_STEM})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, with the districts it can mean here."""

    name: Name
    text: str
    start: int
    end: int
    districts: frozenset[str]
    weight: float

    @property
    def kind(self) -> NameKind:
        """Return how the name points to a place."""
        return self.name.kind


class Gazetteer:
    """All names in one automaton; made once per version, read by many threads."""

    def __init__(self, rows: GazetteerRows) -> None:
        self.names = names_of(rows)
        self._road_stems = road_stems(self.names.values())
        self._roads: dict[str, list[RoadRow]] = {}
        for road in rows.roads:
            self._roads.setdefault(road.name, []).append(road)
        self._postal_codes = rows.postal_codes
        self._phones = {
            phone[4:]: info.code
            for info in rows.districts
            for phone in (info.main_phone, info.duty_phone)
            if phone.startswith("+822") and len(phone) >= 11
        }
        self._automaton = ahocorasick.Automaton()
        for text, name in self.names.items():
            self._automaton.add_word(text, name)
        self._automaton.make_automaton()
        self._misspellings = Misspellings(name.text for name in self.names.values() if name.kind in MISSPELT_KINDS)

    def district_of_phone(self, number: str) -> str:
        """Return the district whose office has this number (any way of writing it), "" when none has."""
        digits = re.sub(r"\D", "", number)
        return self._phones.get(re.sub(r"^(82|0)?2(?=\d{7,8}$)", "", digits), "")

    def find(self, text: str, tokens: Sequence[Token]) -> list[Mention]:
        """Return the places named in the text, in order, none overlapping; of two that overlap the longer one."""
        words = _Words(text.casefold(), tokens)
        hits = [(end + 1 - len(name.text), end + 1, name) for end, name in self._automaton.iter(words.text)]
        starts_after_name = {end for _, end, _ in hits}
        fitting = [hit for hit in hits if self._fits(words, *hit, follows_name=hit[0] in starts_after_name)]
        fitting += self._spaced_apart(words)
        fitting += self._split(words)
        fitting.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
        taken: list[Mention] = []
        for start, end, name in fitting:
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(self._mention(text, words.text, start, end, name))
        taken += self._numbers(text)
        if not taken:
            taken += self._misspelt(text, words)
        return sorted(taken, key=lambda mention: mention.start)

    def _fits(self, words: "_Words", start: int, end: int, name: Name, *, follows_name: bool) -> bool:
        if not words.begins(start) and not follows_name:
            return False
        if name.kind in STEMS:
            return self._stem_fits(words, start, end, name)
        if name.kind == NameKind.ROAD:
            return self._road_fits(words, start, end, name)
        if name.kind == NameKind.LATIN:
            return not words.text[end : end + 1].isascii() or not words.text[end : end + 1].isalnum()
        if name.kind == NameKind.DISTRICT and len(name.text) > 2:
            return True
        if name.kind in (NameKind.SCHOOL, NameKind.LOCAL_SCHOOL):
            return self._school_fits(words, start, end, name)
        if name.kind == NameKind.INSTITUTION and not self._is_local(name.text):
            return bool(BESIDE_INSTITUTION.match(words.text, end))
        if not words.ends(end) or (len(name.text) == 2 and PERSON_CALLED.match(words.text, end)):
            return False
        if name.text in ABROAD and ABROAD[name.text].search(words.text):
            return False
        tag = words.tag_of(start, end)
        if name.kind == NameKind.OUTSIDE or len(name.text) == 2:
            if tag == "NNP" or name.kind == NameKind.DISTRICT:
                return True
            if name.kind in (NameKind.PLACE, NameKind.AREA):
                return bool(BESIDE.match(words.text, end)) and tag not in {"NP", "VV", "VA", "MAG"}
            return tag not in COMMON
        return True

    def _spaced_apart(self, words: "_Words") -> list[tuple[int, int, Name]]:
        """Find long names written with a space that the gazetteer does not have (강남 세브란스병원)."""
        kept = [place for place, character in enumerate(words.text) if character != " "]
        packed = "".join(words.text[place] for place in kept)
        found = []
        for last, name in self._automaton.iter(packed):
            start, end = kept[last + 1 - len(name.text)], kept[last] + 1
            spaced = end - start > len(name.text)
            if spaced and name.kind in SPACED_KINDS and len(name.text) >= SPACED_LENGTH:
                before = words.text[start - 1 : start]
                if not (before and before.isalnum()) and words.ends(end):
                    found.append((start, end, name))
        return found

    def _split(self, words: "_Words") -> list[tuple[int, int, Name]]:
        """Find dongs and districts written in two words: 창신 2동, 역삼 동, 강 남구."""
        found = []
        for pattern in (SPLIT_DONG, SPLIT_DISTRICT):
            for written in pattern.finditer(words.text):
                name = self.names.get(written[1] + written[2])
                stem_is_noun = words.tag_of(written.start(1), written.end(1)) in COMMON
                if name is None or name.kind not in (NameKind.DONG, NameKind.DISTRICT):
                    continue
                if written[2] == "동" and (stem_is_noun or len(written[1]) < 2):
                    continue
                found.append((written.start(), written.end(), name))
        return found

    def _school_fits(self, words: "_Words", start: int, end: int, name: Name) -> bool:
        """Whether a school's short name is meant: not 공사 중, not 대신고."""
        if not name.text.endswith(SCHOOL_ENDINGS):
            return words.ends(end)
        if words.tag_of(start, end - 1) in COMMON - {"NNG"} or words.tag_of(start, end - 1) == "NNG":
            return bool(BESIDE.match(words.text, end)) and words.tag_of(end - 1, end) not in {"NNB", "EC", "JC", "JKQ"}
        return bool(BESIDE.match(words.text, end)) or not HANGUL.match(words.text[end : end + 1])

    def _is_local(self, institution: str) -> bool:
        """Whether an institution serves one part of the city (강남경찰서), so that naming it says where."""
        return bool(LOCAL_INSTITUTION.search(institution))

    def _stem_fits(self, words: "_Words", start: int, end: int, name: Name) -> bool:
        if NO_PLACE_AFTER.match(words.text, end) or OBJECT_AFTER.match(words.text, end):
            return False
        if CARDINAL.match(name.text) and REGION_AFTER.match(words.text, end):
            return False
        tag = words.tag_of(start, end)
        if words.begins(start) and FACILITY.match(words.text, end) and tag not in COMMON - {"NNG"}:
            return name.kind != NameKind.OUTSIDE_STEM
        if not words.ends(end):
            return False
        if name.kind == NameKind.STATION_STEM and len(name.text) >= 4:
            return tag not in COMMON
        if tag == "NNP":
            return True
        if tag != "NNG":
            return False
        if name.kind == NameKind.DISTRICT_STEM and CARDINAL.match(name.text):
            return True
        return name.kind == NameKind.OUTSIDE_STEM and words.proper_noun_follows(end)

    def _road_fits(self, words: "_Words", start: int, end: int, name: Name) -> bool:
        if not words.begins(start):
            return False
        if ROAD_BRANCH.match(words.text, end) or BUILDING_NUMBER.match(words.text, end):
            return words.tag_of(start, end) not in {"MAG", "VV", "VA", "NP"}
        if not words.ends(end):
            return False
        if name.text.endswith("로") and words.particle_at(end - 1):
            return name.text[:-1] in self._road_stems
        return words.tag_of(start, end) not in COMMON - {"NNG"} and (len(name.text) > 2 or words.proper(start, end))

    def _mention(self, text: str, folded: str, start: int, end: int, name: Name) -> Mention:
        if name.kind == NameKind.ROAD:
            end, name = self._branch(folded, end, name)
            districts = self._at_number(folded, end, name)
        else:
            districts = name.districts | name.near
        return Mention(name, text[start:end], start, end, districts, WEIGHTS[name.kind])

    def _branch(self, text: str, end: int, name: Name) -> tuple[int, Name]:
        """Read 개봉로 15길 as the road 개봉로15길, where there is one."""
        branch = ROAD_BRANCH.match(text, end)
        whole = branch and self.names.get(f"{name.text}{branch[0].strip()}")
        return (branch.end(), whole) if branch and whole else (end, name)

    def _at_number(self, text: str, end: int, name: Name) -> frozenset[str]:
        """Narrow a road that runs through several districts by the number of the building, if it is given."""
        number = BUILDING_NUMBER.match(text, end)
        if number and len(name.districts) > 1:
            wanted = int(number[1])
            here = {
                road.district_code
                for road in self._roads.get(name.text, ())
                if road.first_number - NEIGHBOURS <= wanted <= road.last_number + NEIGHBOURS
                and road.side in ("BOTH", "ODD" if wanted % 2 else "EVEN")
            }
            return frozenset(here) or name.districts
        return name.districts

    def _numbers(self, text: str) -> list[Mention]:
        found = []
        for match in PHONE.finditer(text):
            code = self._phones.get(match[1] + match[2])
            if code:
                found.append(_numbered(match, NameKind.PHONE, code))
        for match in POSTAL_CODE.finditer(text):
            code = next((row.district_code for row in self._postal_codes if row.first <= match[1] <= row.last), "")
            if code:
                found.append(_numbered(match, NameKind.POSTAL_CODE, code))
        return found

    def _misspelt(self, text: str, words: "_Words") -> list[Mention]:
        found = []
        for wrong in self._misspellings.find(words.text):
            tags = {"NNP", "", "NNG"} if wrong.confused else {"NNP", ""}
            if not words.begins(wrong.start) or not words.ends(wrong.end):
                continue
            if words.tag_of(wrong.start, wrong.end) in tags and (wrong.confused or len(wrong.meant) > 3):
                mention = self._mention(text, words.text, wrong.start, wrong.end, self.names[wrong.meant])
                found.append(replace(mention, weight=mention.weight * 0.8))
        return found


def _numbered(match: re.Match[str], kind: NameKind, code: str) -> Mention:
    codes = frozenset({code})
    return Mention(Name(match[0], kind, codes), match[0], match.start(), match.end(), codes, WEIGHTS[kind])


class _Words:
    """A text with its morphemes, asked about the boundaries and tags of a span."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self._tokens = tokens
        self._tags = {(token.start, token.end): token.tag for token in tokens}
        self._starts = {token.start: token.tag for token in tokens}

    def begins(self, start: int) -> bool:
        """Whether a word begins here: nothing before it, no Hangul before it, or a proper noun's first morpheme."""
        before = self.text[start - 1 : start]
        return not before or not (HANGUL.match(before) or before.isalnum()) or self._starts.get(start) == "NNP"

    def ends(self, end: int) -> bool:
        """Whether the name may end here: the word ends, or goes on with a particle or a word for "there"."""
        after = self.text[end : end + 1]
        return not HANGUL.match(after) or bool(CONTINUES.match(self.text, end))

    def tag_of(self, start: int, end: int) -> str:
        """Return the tag of the morpheme that covers exactly this span, "" when none does."""
        return self._tags.get((start, end), "")

    def proper(self, start: int, end: int) -> bool:
        """Whether the span is one proper noun."""
        return self.tag_of(start, end) == "NNP"

    def particle_at(self, start: int) -> bool:
        """Whether the syllable at this place was read as a particle or suffix (전자+로)."""
        return self._starts.get(start, "").startswith(("J", "X"))

    def proper_noun_follows(self, end: int) -> bool:
        """Whether the next word begins with a proper noun (구리 인창동)."""
        rest = self.text[end:]
        return self._starts.get(end + len(rest) - len(rest.lstrip())) == "NNP" and rest[:1] == " "
