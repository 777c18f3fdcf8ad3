"""Everything routing keeps in memory, and the number that says when to read it again."""

from collections import defaultdict

from django.db.models import F

from districts.models import (
    City,
    Department,
    Dong,
    DongRelation,
    OutsidePlace,
    Place,
    PostalCodeRange,
    Responsibility,
    Road,
)
from districts.selectors.areas import all_districts
from districts.selectors.departments import topics
from districts.types import (
    DepartmentRow,
    DongCentre,
    DongKind,
    DongRelationKind,
    DongRow,
    GazetteerRows,
    OutsideRow,
    PlaceRow,
    PostalCodeRow,
    ResponsibilityRow,
    RoadRow,
)


def gazetteer_version() -> int:
    """Return a number that grows with every edit of what `gazetteer_rows` returns; 0 before a city is loaded."""
    return City.objects.values_list("gazetteer_version", flat=True).first() or 0


def gazetteer_rows() -> GazetteerRows:
    """Return the whole gazetteer: about 20,000 rows in a dozen plain queries.

    The version is read first, so an edit made while the rows are read shows as a newer version afterwards.
    """
    return GazetteerRows(
        version=gazetteer_version(),
        districts=tuple(all_districts()),
        dongs=_dongs(),
        roads=tuple(
            RoadRow(*row)
            for row in Road.objects.order_by("name", "district_id", "side").values_list(
                "name", "district_id", "side", "first_number", "last_number", "elsewhere"
            )
        ),
        places=tuple(
            PlaceRow(*row)
            for row in Place.objects.order_by("name", "distance").values_list("name", "kind", "district_id", "distance")
        ),
        postal_codes=tuple(
            PostalCodeRow(*row)
            for row in PostalCodeRange.objects.order_by("first").values_list("first", "last", "district_id")
        ),
        outside=tuple(OutsideRow(*row) for row in OutsidePlace.objects.values_list("name", "region")),
        topics=tuple(topics()),
        responsibilities=_responsibilities(),
        departments=_departments(),
    )


def places_named(*, text: str, limit: int) -> tuple[PlaceRow, ...]:
    """Return the places whose name contains `text`, in order of name and distance, at most `limit`. One query."""
    rows = Place.objects.filter(name__icontains=text).order_by("name", "distance", "district_id")
    return tuple(PlaceRow(*row) for row in rows.values_list("name", "kind", "district_id", "distance")[:limit])


def dong_centres() -> list[DongCentre]:
    """Return where the legal dongs of today lie (only of these it is known), in the order of their codes. One query."""
    dongs = Dong.objects.filter(kind=DongKind.LEGAL, abolished_on=None, latitude__isnull=False)
    rows = dongs.order_by("code").values_list("name", "district_id", "latitude", "longitude")
    return [DongCentre(name, code, latitude or 0.0, longitude or 0.0) for name, code, latitude, longitude in rows]


def responsibilities_of(*, district_code: str) -> tuple[ResponsibilityRow, ...]:
    """Return the open responsibilities of one office, in order of topic. One query."""
    rows = Responsibility.objects.filter(district_id=district_code, valid_until__isnull=True).order_by("topic_id")
    return tuple(
        ResponsibilityRow(*row)
        for row in rows.values_list("district_id", "topic_id", "department_id", "department__name")
    )


def _dongs() -> tuple[DongRow, ...]:
    successors: dict[str, list[str]] = defaultdict(list)
    covers: dict[str, list[str]] = defaultdict(list)
    relations = DongRelation.objects.order_by("to_dong_id").values_list("kind", "from_dong_id", "to_dong_id")
    for kind, from_code, to_code in relations:
        (successors if kind == DongRelationKind.SUCCEEDED_BY else covers)[from_code].append(to_code)
    return tuple(
        DongRow(code, name, kind, district, abolished is not None, tuple(successors[code]), tuple(covers[code]))
        for code, name, kind, district, abolished in Dong.objects.order_by("code").values_list(
            "code", "name", "kind", "district_id", "abolished_on"
        )
    )


def _responsibilities() -> tuple[ResponsibilityRow, ...]:
    """All lines, those that are over and those to come too, in order of their beginning."""
    rows = Responsibility.objects.order_by("district_id", "topic_id", F("valid_from").asc(nulls_first=True), "pk")
    return tuple(
        ResponsibilityRow(*row)
        for row in rows.values_list(
            "district_id", "topic_id", "department_id", "department__name", "valid_from", "valid_until"
        )
    )


def _departments() -> tuple[DepartmentRow, ...]:
    rows = Department.objects.order_by("code").values_list(
        "code", "name", "district_id", "is_main_desk", "valid_until", "successor_id"
    )
    return tuple(DepartmentRow(*row[:-1], successor_code=row[-1] or "") for row in rows)
