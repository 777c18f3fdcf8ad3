"""Everything a decision is made from, in memory and never changed: made anew for each version of the gazetteer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from districts.policies.working_time import Calendar
from districts.types import CITY_HALL, GazetteerRows, Level, TopicInfo
from routing.policies.classifier import Classifier
from routing.policies.mentions import Gazetteer
from routing.policies.offices import DepartmentChoice, Offices, offices_of
from routing.policies.polygons import Boundary, boundaries_of
from routing.policies.topics import TopicModel


@dataclass(frozen=True, slots=True)
class Tables:
    """The compiled tables of one version."""

    version: str
    gazetteer: Gazetteer
    topic_model: TopicModel
    topics: Mapping[str, TopicInfo]
    district_names: Mapping[str, str]
    boundaries: tuple[Boundary, ...]
    offices: Offices

    @property
    def only_district(self) -> str:
        """Return the one district of a city with a single office, "" where there are more."""
        codes = [code for code in self.district_names if code != CITY_HALL]
        return codes[0] if len(codes) == 1 else ""

    def department(self, *, topic_code: str, among: Collection[str], on: date) -> DepartmentChoice:
        """Return who is in charge of a topic on a day in the district, or in the districts it may be (none: any).

        Where the district is open there is no code, and the name is the one they share, or says the duty.
        """
        topic = self.topics.get(topic_code)
        if topic is None:
            return DepartmentChoice("", "", fallback=True)
        if topic.level != Level.DISTRICT:
            among = (CITY_HALL,)
        if len(among) == 1:
            return self.offices.in_charge(district_code=next(iter(among)), topic_code=topic_code, on=on)
        name = self.offices.shared_name(topic_code=topic_code, duty=topic.name, among=among, on=on)
        return DepartmentChoice("", name, fallback=True)


def compile_tables(
    rows: GazetteerRows,
    *,
    version: str,
    classifier: Classifier | None,
    geojson: Mapping[str, Any],
    calendars: Mapping[str, Calendar],
) -> Tables:
    """Compile the rows, the trained model, the district polygons and the offices' calendars (about a second)."""
    return Tables(
        version=version,
        gazetteer=Gazetteer(rows),
        topic_model=TopicModel(rows.topics, classifier),
        topics={topic.code: topic for topic in rows.topics},
        district_names={info.code: info.name for info in rows.districts},
        boundaries=boundaries_of(geojson, {info.name: info.code for info in rows.districts}),
        offices=offices_of(rows, calendars=calendars),
    )
