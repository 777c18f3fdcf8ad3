"""Who is in charge on a day, and who answers when the office is closed: from the tables in memory, for any instant."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from districts.policies.working_time import Calendar
from districts.types import CITY_HALL, DepartmentRow, GazetteerRows, ResponsibilityRow
from korean.dates import seoul_time
from routing.types import DutyRoom

LONGEST_SUCCESSION = 10


@dataclass(frozen=True, slots=True)
class DepartmentChoice:
    """A department for a matter; `fallback` when nobody is known to be in charge (the code may then be empty)."""

    code: str
    name: str
    fallback: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of one version: lines of responsibility by district and topic, departments by code, and, by
    district, main desks, working calendars and numbers of the duty rooms."""

    lines: Mapping[tuple[str, str], tuple[ResponsibilityRow, ...]]
    departments: Mapping[str, DepartmentRow]
    main_desks: Mapping[str, str]
    calendars: Mapping[str, Calendar]
    duty_phones: Mapping[str, str]
    _counted: dict[tuple[str, date], Counter[str]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def in_charge(self, *, district_code: str, topic_code: str, on: date) -> DepartmentChoice:
        """Return who is in charge of a topic in a district on a day; the district's main desk where nobody is."""
        for line in self.lines.get((district_code, topic_code), ()):
            if _holds(line, on) and (found := self._at_work(line.department_code, on)) is not None:
                return DepartmentChoice(found.code, found.name, fallback=False)
        desk = self._at_work(self.main_desks.get(district_code, ""), on)
        return (
            DepartmentChoice("", "", fallback=True)
            if desk is None
            else DepartmentChoice(desk.code, desk.name, fallback=True)
        )

    def shared_name(self, *, topic_code: str, duty: str, among: Collection[str], on: date) -> str:
        """Return how to name who is in charge while the district is open.

        The name that all the districts it may be (none: all of the city) share, or that at least half of all districts
        use; else the duty itself, with the name that most of them use as an example. "" where nobody is in charge.
        """
        everywhere = self._names_everywhere(topic_code, on)
        here = self._names(topic_code, among, on) if among else everywhere
        if len(here) == 1:
            return next(iter(here))
        if not everywhere:
            return ""
        name, count = everywhere.most_common(1)[0]
        if 2 * count >= everywhere.total():
            return name
        return _("%(duty)s 담당 부서(%(name)s 등)") % {"duty": duty, "name": name}

    def duty_room(self, *, district_code: str, at: datetime) -> DutyRoom | None:
        """Return the duty room that answers for a district at an instant; None within the hours of its office (lunch
        is within them) and for an office without a duty room."""
        calendar, phone = self.calendars.get(district_code), self.duty_phones.get(district_code, "")
        local = seoul_time(at)
        if calendar is None or not phone:
            return None
        opened = calendar.is_working_day(local.date()) and calendar.opens <= local.time() < calendar.closes
        return None if opened else DutyRoom(phone)

    def _names_everywhere(self, topic_code: str, on: date) -> Counter[str]:
        """Count the names of the departments in all districts, once per topic and day."""
        key = topic_code, on
        if key not in self._counted:
            self._counted[key] = self._names(topic_code, (code for code in self.calendars if code != CITY_HALL), on)
        return self._counted[key]

    def _names(self, topic_code: str, district_codes: Iterable[str], on: date) -> Counter[str]:
        found = (self.in_charge(district_code=code, topic_code=topic_code, on=on) for code in district_codes)
        return Counter(choice.name for choice in found if not choice.fallback)

    def _at_work(self, code: str, on: date) -> DepartmentRow | None:
        """Follow ended departments to the one at work on the day; None where their line ends or runs in a circle."""
        for _step in range(LONGEST_SUCCESSION):
            department = self.departments.get(code)
            if department is None or department.valid_until is None or department.valid_until > on:
                return department
            code = department.successor_code
        return None


def offices_of(rows: GazetteerRows, *, calendars: Mapping[str, Calendar]) -> Offices:
    """Compile the offices of the rows, with the working calendars of their districts."""
    lines: dict[tuple[str, str], list[ResponsibilityRow]] = {}
    for line in rows.responsibilities:
        lines.setdefault((line.district_code, line.topic_code), []).append(line)
    return Offices(
        lines={key: tuple(found) for key, found in lines.items()},
        departments={row.code: row for row in rows.departments},
        main_desks={row.district_code: row.code for row in rows.departments if row.is_main_desk},
        calendars=calendars,
        duty_phones={info.code: info.duty_phone for info in rows.districts},
    )


def _holds(line: ResponsibilityRow, on: date) -> bool:
    """Whether a line holds on a day (`valid_until` is the first day it does not)."""
    return (line.valid_from is None or line.valid_from <= on) and (line.valid_until is None or on < line.valid_until)
