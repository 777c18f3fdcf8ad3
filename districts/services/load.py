"""Load a city's data files: everything in one transaction, told as a difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from districts.models import (
    ChannelHours,
    City,
    Department,
    District,
    Dong,
    DongRelation,
    Holiday,
    OfficeHours,
    OutsidePlace,
    Place,
    PostalCodeRange,
    Responsibility,
    Road,
    Topic,
)
from districts.services.files import DATA, OUTSIDE, PLACES, STATIONS, CityFiles
from districts.services.synchronise import Row, TableChange, name_of, synchronise
from feed.errors import DomainError


class BadData(DomainError):
    """The data files contradict themselves or the tables; nothing was loaded."""

    code = "bad_city_data"
    status = 422
    message = _("도시 자료를 불러올 수 없습니다.")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load changed, table by table; `unchanged` tables had no new edition of their file."""

    changes: tuple[TableChange, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return any(self.changes)


@dataclass(frozen=True, slots=True)
class Table:
    """How one table is loaded. `remove`: rows missing from the file are deleted (never where others refer to them)."""

    model: type[models.Model]
    files: Sequence[str]
    key: Sequence[str]
    read: Callable[[CityFiles], list[Row]]
    remove: bool = False


TABLES = (
    Table(District, ["districts.csv", "boundaries.geojson"], ["code"], CityFiles.districts),
    Table(Dong, ["dongs.csv"], ["code"], CityFiles.dongs),
    Table(
        DongRelation,
        ["dong_relations.csv"],
        ["kind", "from_dong_id", "to_dong_id"],
        CityFiles.dong_relations,
        remove=True,
    ),
    Table(PostalCodeRange, ["postal_codes.csv"], ["first", "district_id"], CityFiles.postal_codes, remove=True),
    Table(Road, ["roads.csv"], ["name", "district_id", "side"], CityFiles.roads, remove=True),
    Table(Place, [STATIONS, *PLACES], ["name", "kind", "district_id"], CityFiles.places, remove=True),
    Table(OutsidePlace, OUTSIDE, ["name", "region"], CityFiles.outside_places, remove=True),
    Table(Topic, ["topics.csv"], ["code"], CityFiles.topics),
    Table(Department, ["departments.csv"], ["code"], CityFiles.departments),
    Table(Responsibility, ["responsibilities.csv"], ["district_id", "topic_id"], CityFiles.responsibilities),
    Table(OfficeHours, ["office_hours.csv"], ["district_id"], CityFiles.office_hours),
    Table(Holiday, ["holidays.csv"], ["day", "district_id"], CityFiles.holidays),
    Table(
        ChannelHours,
        ["channel_hours.csv"],
        ["channel", "skill", "weekday", "starts"],
        CityFiles.channel_hours,
        remove=True,
    ),
)


def load_city(
    *, name: str, today: date, folder: Path | None = None, dry_run: bool = False, everything: bool = False
) -> LoadReport:
    """Bring the tables to the data files of a city (`districts/data/<name>/`) and return the difference.

    A table whose files are the edition loaded last is left alone, so edits made by hand stay until a new edition
    comes; `everything` compares it nevertheless. Departments and responsibilities missing from the files end `today`,
    districts, dongs and topics missing from them stay. With `dry_run` nothing is written.
    Raises BadData when a file is missing or the rows break a rule of the database.
    """
    files = CityFiles(folder or DATA / name)
    try:
        with transaction.atomic():
            report = _load(files, today=today, everything=everything)
            if dry_run:
                transaction.set_rollback(True)
    except (OSError, ValueError, KeyError, DatabaseError) as error:
        raise BadData(f"{BadData.message} {error}") from error
    return report


def _load(files: CityFiles, *, today: date, everything: bool) -> LoadReport:
    facts = files.city()
    other = City.objects.exclude(code=facts["code"]).first()
    if other is not None:
        raise ValueError(_("이 데이터베이스에는 %(city)s 자료가 있습니다.") % {"city": other.name})
    city, _created = City.objects.update_or_create(
        code=facts["code"], defaults={column: facts[column] for column in ("name", "name_en", "call_number")}
    )
    loaded = dict(city.loaded)
    changes: list[TableChange] = []
    unchanged = 0
    for table in TABLES:
        label = table.model._meta.model_name or ""
        digest = files.digest(table.files)
        if loaded.get(label) == digest and not everything:
            unchanged += 1
            continue
        changes.append(_load_table(table, files, today=today))
        _analyse(table.model)
        loaded[label] = digest
    City.objects.filter(pk=city.pk).update(loaded=loaded)
    connection.check_constraints()  # foreign keys are checked at commit: a dry run must find their faults too
    return LoadReport(changes=tuple(changes), unchanged=unchanged)


def _analyse(model: type[models.Model]) -> None:
    """Let the planner know at once what was loaded: it would go on as if the table were empty, for minutes."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _load_table(table: Table, files: CityFiles, *, today: date) -> TableChange:
    rows = table.read(files)
    if table.model is Department:
        return _load_departments(rows, files.department_phones(), today=today)
    if table.model is Responsibility:
        return _load_responsibilities(rows, today=today)
    return synchronise(model=table.model, key=table.key, rows=rows, remove=table.remove)


def _load_departments(rows: list[Row], phones: dict[str, str], *, today: date) -> TableChange:
    """Departments missing from the file end; a main desk that moved is cleared first, as there is one per office.

    A number is taken from the file only where nobody has entered one.
    """
    gone = Department.objects.exclude(code__in={row["code"] for row in rows}).filter(valid_until__isnull=True)
    ended = list(gone.values_list("pk", flat=True))
    Department.objects.filter(pk__in=ended).update(valid_until=today, is_main_desk=False)
    desks = {row["code"] for row in rows if row["is_main_desk"]}
    moved = list(Department.objects.filter(is_main_desk=True).exclude(code__in=desks).values_list("pk", flat=True))
    Department.objects.filter(pk__in=moved).update(is_main_desk=False)
    change = synchronise(model=Department, key=["code"], rows=rows, remove=False)
    for department in Department.objects.filter(code__in=phones, phone=""):
        Department.objects.filter(pk=department.pk).update(phone=phones[department.code])
    return replace(change, removed=len(ended))


def _load_responsibilities(rows: list[Row], *, today: date) -> TableChange:
    """A topic that moves to another department gets a new line from today; the old line ends, so history stays."""
    wanted = {(row["district_id"], row["topic_id"]): row for row in rows}
    ended: list[Responsibility] = []
    edited: list[Responsibility] = []
    new: list[Responsibility] = []
    moved = 0
    for line in Responsibility.objects.filter(valid_until__isnull=True):
        row = wanted.pop((line.district_id, line.topic_id), None)
        if row is None:
            ended.append(line)
        elif row["department_id"] != line.department_id and line.valid_from != today:
            ended.append(line)
            new.append(Responsibility(**row, valid_from=today))
            moved += 1
        elif any(getattr(line, column) != value for column, value in row.items()):
            for column, value in row.items():
                setattr(line, column, value)
            edited.append(line)
    for line in ended:
        line.valid_until = today
    Responsibility.objects.filter(pk__in=[line.pk for line in ended], valid_from=today).delete()
    Responsibility.objects.bulk_update([line for line in ended if line.valid_from != today], ["valid_until"])
    Responsibility.objects.bulk_update(edited, ["department", "wording", "basis", "review"])
    Responsibility.objects.bulk_create([*new, *(Responsibility(**row) for row in wanted.values())])
    return TableChange(
        name_of(Responsibility), added=len(wanted), changed=moved + len(edited), removed=len(ended) - moved
    )
