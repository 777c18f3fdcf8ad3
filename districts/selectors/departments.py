"""Topics, departments and who is in charge."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q

from districts.models import Department, District, Official, Responsibility, Topic
from districts.selectors.areas import UnknownDistrict
from districts.types import CITY_HALL, DepartmentInCharge, DepartmentInfo, Level, OfficialInfo, TopicInfo

LONGEST_SUCCESSION = 10


def topics() -> list[TopicInfo]:
    """Return all topics in order of code. One query."""
    rows = Topic.objects.order_by("code").values_list(
        "code", "name", "name_en", "complaint_kind", "handling", "level", "synonyms"
    )
    return [TopicInfo(*row[:-1], synonyms=tuple(row[-1])) for row in rows]


def department(*, code: str) -> DepartmentInfo | None:
    """Return a department by its code, ended ones too; None when there is none."""
    found = Department.objects.select_related("district").filter(code=code).first()
    return None if found is None else _info(found)


def departments_of(*, district_code: str) -> list[DepartmentInfo]:
    """Return the present departments and bodies of a district in order of name. One query."""
    rows = Department.objects.select_related("district").filter(district_id=district_code, valid_until__isnull=True)
    return [_info(row) for row in rows.order_by("name")]


def department_in_charge(*, district_code: str, topic_code: str, on: date) -> DepartmentInCharge:
    """Return who is in charge of a topic in a district on a day.

    What the city or the state owns (지하철, 수도, 119) is theirs in every district. A department that has ended is
    followed to its successor. When nobody is known the district's main desk stands in and `fallback` is true; the
    code is then empty if even that is missing. Raises UnknownDistrict (404).
    """
    district = District.objects.filter(code=district_code).first()
    if district is None:
        raise UnknownDistrict
    found = _responsibility(district_code=district_code, topic_code=topic_code, on=on)
    holder = None if found is None else _successor(found.department, on=on)
    if found is not None and holder is not None:
        return DepartmentInCharge(
            code=holder.code,
            name=holder.name,
            district_code=holder.district_id,
            topic_code=topic_code,
            phone=holder.phone or holder.district.main_phone,
            wording=found.wording,
            fallback=False,
            responsibility_id=found.pk,
        )
    desk = Department.objects.filter(district=district, is_main_desk=True).first()
    desk = None if desk is None else _successor(desk, on=on)
    return DepartmentInCharge(
        code="" if desk is None else desk.code,
        name="" if desk is None else desk.name,
        district_code=district_code,
        topic_code=topic_code,
        phone=(desk.phone if desk is not None else "") or district.main_phone,
        wording="",
        fallback=True,
        responsibility_id=None,
    )


def department_names(*, codes: Collection[str]) -> dict[str, str]:
    """Return the names of some departments by their codes, ended ones too. One query."""
    return dict(Department.objects.filter(code__in=codes).values_list("code", "name"))


def topic_holder(*, district_code: str, topic_code: str, on: date) -> str:
    """Return the code of the department in charge of the topic on a day in this very district, "" for none.

    Who stands in for it (city hall, a successor) does not count. One query.
    """
    lines = Responsibility.objects.filter(district_id=district_code, topic_id=topic_code)
    lines = lines.filter(_on(on)).order_by(F("valid_from").desc(nulls_last=True))
    return lines.values_list("department_id", flat=True).first() or ""


def officials_of(*, department_code: str) -> list[OfficialInfo]:
    """Return a department's directory: the head first, then officers by name. One query."""
    rows = (
        Official.objects.filter(department_id=department_code)
        .order_by("position", "name")  # HEAD sorts before OFFICER
        .values_list("id", "name", "department_id", "position", "title", "extension", "duties", "on_duty", "user_id")
    )
    return [OfficialInfo(*row) for row in rows]


def _on(day: date) -> Q:
    """The lines in force on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


def _responsibility(*, district_code: str, topic_code: str, on: date) -> Responsibility | None:
    """The line in force: the district's own first; city hall's where the topic is not a district's."""
    lines = (
        Responsibility.objects.select_related("topic", "department__district")
        .filter(topic_id=topic_code, district_id__in={district_code, CITY_HALL})
        .filter(_on(on))
        .order_by("-district_id")  # city hall has the lowest code
    )
    for line in lines:
        if line.district_id == district_code or line.topic.level != Level.DISTRICT:
            return line
    return None


def _successor(start: Department, *, on: date) -> Department | None:
    """Follow ended departments to the one at work on the day; None when the line ends (or runs in a circle)."""
    current: Department | None = start
    for _step in range(LONGEST_SUCCESSION):
        if current is None or current.valid_until is None or current.valid_until > on:
            return current
        current = Department.objects.select_related("district").filter(pk=current.successor_id).first()
    return None


def _info(row: Department) -> DepartmentInfo:
    return DepartmentInfo(
        code=row.code, name=row.name, district_code=row.district_id, phone=row.phone or row.district.main_phone
    )
