"""Everything a decision is made from, in memory and never changed: made anew for each version of the gazetteer."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from districts.types import CITY_HALL, GazetteerRows, Level, TopicInfo
from routing.policies.classifier import Classifier
from routing.policies.mentions import Gazetteer
from routing.policies.polygons import Boundary, boundaries_of
from routing.policies.topics import TopicModel


@dataclass(frozen=True, slots=True)
class DepartmentChoice:
    """A department for a matter; `fallback` when nobody is known to be in charge (the code may then be empty)."""

    code: str
    name: str
    fallback: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """The compiled tables of one version."""

    version: str
    gazetteer: Gazetteer
    topic_model: TopicModel
    topics: Mapping[str, TopicInfo]
    district_names: Mapping[str, str]
    boundaries: tuple[Boundary, ...]
    departments: Mapping[tuple[str, str], DepartmentChoice]
    usual_departments: Mapping[str, str]

    def department(self, *, topic_code: str, among: Collection[str]) -> DepartmentChoice:
        """Return who is in charge of a topic in the district, or in the districts it may be (none: any).

        Where the district is open there is no code, and the name is the one they share, or that most districts use.
        """
        topic = self.topics.get(topic_code)
        if topic is not None and topic.level != Level.DISTRICT:
            among = (CITY_HALL,)
        found = {self.departments.get((code, topic_code)) for code in among}
        if len(among) == 1 and (only := found.pop()) is not None:
            return only
        names = {choice.name for choice in found if choice is not None}
        name = names.pop() if len(names) == 1 else self.usual_departments.get(topic_code, "")
        return DepartmentChoice("", name, fallback=True)


def missing_responsibilities(rows: GazetteerRows) -> list[tuple[str, str]]:
    """Return the pairs of district and topic for which nobody is in charge."""
    known = {(row.district_code, row.topic_code) for row in rows.responsibilities}
    return [
        (info.code, topic.code)
        for info in rows.districts
        for topic in rows.topics
        if (info.code, topic.code) not in known and (info.code == CITY_HALL or topic.level == Level.DISTRICT)
    ]


def compile_tables(
    rows: GazetteerRows,
    *,
    version: str,
    classifier: Classifier | None,
    geojson: Mapping[str, Any],
    main_desks: Mapping[tuple[str, str], DepartmentChoice],
) -> Tables:
    """Compile the rows, the trained model and the district polygons (about a second of one core)."""
    names: dict[str, Counter[str]] = {}
    for row in rows.responsibilities:
        names.setdefault(row.topic_code, Counter())[row.department_name] += 1
    departments = {
        (row.district_code, row.topic_code): DepartmentChoice(row.department_code, row.department_name, fallback=False)
        for row in rows.responsibilities
    }
    return Tables(
        version=version,
        gazetteer=Gazetteer(rows),
        topic_model=TopicModel(rows.topics, classifier),
        topics={topic.code: topic for topic in rows.topics},
        district_names={info.code: info.name for info in rows.districts},
        boundaries=boundaries_of(geojson, {info.name: info.code for info in rows.districts}),
        departments={**main_desks, **departments},
        usual_departments={code: counted.most_common(1)[0][0] for code, counted in names.items()},
    )
