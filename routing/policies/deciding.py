"""Put the evidence together: from the words, the number dialled, the place on the map, an answer, the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from districts.types import CITY_HALL, Level, TopicHandling
from korean.dates import seoul_time
from routing.policies.city_matters import CityMatter, city_matter
from routing.policies.emergencies import Danger
from routing.policies.features import handling_marks, manner_features, topic_features
from routing.policies.handling import Handled, handled
from routing.policies.mentions import Mention
from routing.policies.places import Verdict, district_of
from routing.policies.polygons import district_at
from routing.policies.reading import Reading, Tokenise, read
from routing.policies.tables import Tables
from routing.policies.topics import TopicScore
from routing.policies.weights import (
    CHOSEN_BY_CITIZEN,
    CITY_MATTER,
    COORDINATES,
    EARLIER_CONTACT,
    NUMBER_DIALLED,
    ONLY_DISTRICT,
)
from routing.types import Candidate, Decision, DistrictStatus, Evidence, Handling, Question

TOPIC_CANDIDATES = 3
CITY_TOPIC_SHARE = 0.5
TOPIC_OF_MATTER = {"bike": "bicycle", "water": "water", "subway": "subway", "bus": "bus"}
TOPIC_OF_EMERGENCY = {"119": "emergency_119", "109": "emergency_119", "112": "police"}


@dataclass(frozen=True, slots=True)
class Input:
    """What is known when a decision is asked for; coordinates in WGS 84 degrees, districts by code, "" for unknown."""

    text: str
    dialled: str = ""
    latitude: float | None = None
    longitude: float | None = None
    chosen_district: str = ""
    earlier_district: str = ""


@dataclass(slots=True)
class _District:
    status: DistrictStatus
    codes: tuple[str, ...]
    confidence: float
    evidence: list[Evidence] = field(default_factory=list)


def decide(tables: Tables, given: Input, *, now: datetime, tokenise: Tokenise) -> Decision:
    """Return the decision for what is given, with who is in charge and who is on duty at that instant.

    Pure: the same tables, input and instant give the same decision.
    """
    reading = read(given.text, gazetteer=tables.gazetteer, tokenise=tokenise)
    words = topic_features(reading.matter, reading.matter_tokens)
    ranked = tables.topic_model.rank(reading.matter, words)
    handling = _handled(tables, reading, words, ranked)
    emergency = "" if handling.danger is None else handling.danger.number
    topic_code, topics = _topics(tables, ranked, emergency)

    district = _district(tables, given, reading, ranked)
    code = district.codes[0] if district.status in (DistrictStatus.RESOLVED, DistrictStatus.CITY) else ""
    open_to = district.codes if district.status == DistrictStatus.AMBIGUOUS else ()
    today = seoul_time(now).date()
    department = tables.department(topic_code=topic_code, among=(code,) if code else open_to, on=today)
    evidence = [*district.evidence, *_topic_evidence(ranked, topic_code)]
    if handling.danger is not None:
        evidence.insert(0, _danger_evidence(handling.danger))
    return Decision(
        status=district.status,
        district_code=code,
        district_name=tables.district_names.get(code, ""),
        district_candidates=tuple(
            Candidate(option, tables.district_names.get(option, option), round(district.confidence, 2))
            for option in district.codes
        ),
        topic_code=topic_code,
        topic_candidates=topics,
        department_code=department.code,
        department_name=department.name,
        department_fallback=bool(topic_code) and department.fallback,
        handling=handling.handling,
        confidence=_confidence(district, topics, handling.sureness),
        question=_question(tables, district, reading.mentions, topic_code, handling.handling),
        evidence=tuple(evidence),
        emergency_number=emergency,
        version=tables.version,
        duty_room=tables.offices.duty_room(district_code=code, at=now),
    )


def _handled(tables: Tables, reading: Reading, words: set[str], ranked: Sequence[TopicScore]) -> Handled:
    topic = tables.topics[ranked[0].code] if ranked else None
    share = sum(found.share for found in ranked if tables.topics[found.code].handling == TopicHandling.EMERGENCY)
    classifier = tables.topic_model.classifier
    learnt = None
    if classifier is not None:
        manner = words | manner_features(reading.matter_tokens)
        learnt = classifier.handling_shares(manner, handling_marks(reading.matter, topic))
    return handled(reading.text, matter=reading.matter, topic=topic, danger_share=share, learnt=learnt)


def _topics(tables: Tables, ranked: Sequence[TopicScore], emergency: str) -> tuple[str, tuple[Candidate, ...]]:
    found = [
        Candidate(topic.code, tables.topics[topic.code].name, round(topic.share, 2))
        for topic in ranked[:TOPIC_CANDIDATES]
    ]
    forced = TOPIC_OF_EMERGENCY.get(emergency, "")
    if forced in tables.topics:
        found = [candidate for candidate in found if candidate.code != forced]
        found.insert(0, Candidate(forced, tables.topics[forced].name, 1.0))
    candidates = tuple(found[:TOPIC_CANDIDATES])
    return (candidates[0].code if candidates else ""), candidates


def _district(tables: Tables, given: Input, reading: Reading, ranked: Sequence[TopicScore]) -> _District:
    if given.chosen_district in tables.district_names:
        status = DistrictStatus.CITY if given.chosen_district == CITY_HALL else DistrictStatus.RESOLVED
        chosen = _found("chosen", given.chosen_district, CHOSEN_BY_CITIZEN, "citizen")
        return _District(
            status, (given.chosen_district,), CHOSEN_BY_CITIZEN, [chosen, *_place_evidence(reading.mentions, ())]
        )
    verdict = district_of(reading.text, reading.mentions)
    evidence = _place_evidence(verdict.used, verdict.set_aside)
    if tables.only_district:
        return _in_the_only_district(tables.only_district, verdict, evidence)
    matter = city_matter(reading.text)
    if _is_the_citys(tables, verdict, matter, ranked):
        if matter is not None:
            line = Evidence(
                "city_matter", matter.text, matter.start, matter.end, (CITY_HALL,), CITY_MATTER, f"rules:{matter.kind}"
            )
            evidence.insert(0, line)
        return _District(DistrictStatus.CITY, (CITY_HALL,), CITY_MATTER, evidence)
    district = _District(verdict.status, verdict.districts, verdict.confidence, evidence)
    _complete(tables, given, district)
    return district


def _in_the_only_district(code: str, verdict: Verdict, evidence: list[Evidence]) -> _District:
    """Where one office does everything, only what lies outside is not its own."""
    if verdict.status == DistrictStatus.OUTSIDE:
        return _District(verdict.status, verdict.districts, verdict.confidence, evidence)
    if verdict.districts != (code,):
        evidence.append(_found("only_district", code, ONLY_DISTRICT, "offices"))
    return _District(DistrictStatus.RESOLVED, (code,), max(ONLY_DISTRICT, verdict.confidence), evidence)


def _is_the_citys(tables: Tables, verdict: Verdict, matter: CityMatter | None, ranked: Sequence[TopicScore]) -> bool:
    """Whether the city handles it: by the words and a fitting topic, or by the topic alone where no place is named."""
    if verdict.status == DistrictStatus.OUTSIDE:
        return matter is not None and matter.kind == "bike"
    if matter is not None:
        if matter.kind == "city_hall":
            return verdict.status == DistrictStatus.UNKNOWN
        fitting = TOPIC_OF_MATTER.get(matter.kind)
        return fitting is None or fitting in [topic.code for topic in ranked[:2]]
    if verdict.status != DistrictStatus.UNKNOWN or not ranked:
        return False
    return tables.topics[ranked[0].code].level == Level.CITY and ranked[0].share >= CITY_TOPIC_SHARE


def _complete(tables: Tables, given: Input, district: _District) -> None:
    """Let the map, the number dialled and the past settle a district that the words leave open."""
    hints: list[tuple[str, str, float, str]] = []
    if given.latitude is not None and given.longitude is not None:
        code = district_at(tables.boundaries, latitude=given.latitude, longitude=given.longitude)
        hints.append(("coordinates", code, COORDINATES, "boundaries"))
    if given.dialled:
        hints.append(("dialled", tables.gazetteer.district_of_phone(given.dialled), NUMBER_DIALLED, "offices"))
    hints.append(("earlier", given.earlier_district, EARLIER_CONTACT, "history"))
    for kind, code, weight, source in hints:
        if code not in tables.district_names or code == CITY_HALL:
            continue
        district.evidence.append(_found(kind, code, weight, source))
        fits = district.status == DistrictStatus.UNKNOWN or (
            district.status == DistrictStatus.AMBIGUOUS and code in district.codes
        )
        if fits:
            district.status, district.codes, district.confidence = DistrictStatus.RESOLVED, (code,), weight


def _found(kind: str, code: str, weight: float, source: str) -> Evidence:
    return Evidence(kind, "", -1, -1, (code,), weight, source)


def _place_evidence(used: Sequence[Mention], set_aside: Sequence[Mention]) -> list[Evidence]:
    return [
        Evidence(
            kind,
            mention.text,
            mention.start,
            mention.end,
            tuple(sorted(mention.districts)) or (mention.name.region,),
            round(mention.weight, 2),
            f"gazetteer:{mention.kind}",
        )
        for kind, mentions in (("place", used), ("set_aside", set_aside))
        for mention in mentions
    ]


def _danger_evidence(danger: Danger) -> Evidence:
    source = "rules" if danger.text else "model"
    return Evidence("emergency", danger.text, danger.start, danger.end, (danger.number,), 1.0, source)


def _topic_evidence(ranked: Sequence[TopicScore], topic_code: str) -> list[Evidence]:
    return [
        Evidence("topic", word, start, end, (topic_code,), round(topic.share, 2), "synonyms")
        for topic in ranked[:1]
        if topic.code == topic_code
        for word, start, end in topic.words
    ]


def _confidence(district: _District, topics: Sequence[Candidate], sureness: float) -> float:
    where = 0.5 if district.status == DistrictStatus.UNKNOWN else district.confidence
    what = topics[0].score if topics else 0.0
    return round(min(1.0, where * what * (0.8 + 0.2 * sureness)), 2)


def _question(
    tables: Tables, district: _District, mentions: Sequence[Mention], topic_code: str, handling: Handling
) -> Question | None:
    """Return what to ask: always where places contradict or are shared, else only where an office must act."""
    if handling == Handling.EMERGENCY:
        return None
    if district.status == DistrictStatus.AMBIGUOUS:
        options = tuple(
            Candidate(code, tables.district_names.get(code, code), round(1 / len(district.codes), 2))
            for code in district.codes
        )
        shared = next((mention for mention in mentions if len(mention.districts) > 1), None)
        if shared is not None:
            asked = _("‘%(place)s’, 여러 구에 있는 이름입니다. 어느 구의 일인가요?")
            return Question(asked % {"place": shared.text}, options)
        return Question(_("어느 구의 일인가요?"), options)
    topic = tables.topics.get(topic_code)
    at_a_place = topic is not None and topic.level == Level.DISTRICT
    if district.status == DistrictStatus.UNKNOWN and handling == Handling.LONG and at_a_place:
        return Question(_("어느 구, 어느 동의 일인지 알려 주세요."), ())
    return None
