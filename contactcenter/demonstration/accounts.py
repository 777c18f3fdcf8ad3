"""Demonstration accounts: agents by zone, a supervisor, an auditor, and an official and a head for every department."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import User
from accounts.selectors import usernames
from accounts.services import create_users
from accounts.types import NewAccount, Role
from districts.selectors import all_districts, departments_of
from districts.services import officials_upsert
from districts.types import CITY_HALL, DistrictInfo, OfficialEntry, Position
from routing.services import ensure_seat, set_skills

PASSWORD = "demonstration-120"  # noqa: S105  # printed by ./run; the accounts exist on demonstration machines only

ZONES = settings.CITY_PROFILE.zones
AGENTS = 10
SIGNING = ("agent1", "agent6")
WHOLE_CITY = (("", ""),)


@dataclass(frozen=True)
class Department:
    """A department with the two accounts that stand for its people."""

    code: str
    name: str
    district: str

    @property
    def official(self) -> str:
        """Return the user name of its official: 강남구-도로관리과."""
        return f"{self.district}-{self.name}"

    @property
    def head(self) -> str:
        """Return the user name of its head: 강남구-도로관리과-장."""
        return f"{self.official}-장"


def create_accounts(*, now: datetime) -> None:
    """Make the demonstration accounts that are missing, with the agents' seats and the officials' directory."""
    districts = all_districts()
    known = usernames()
    departments = [
        department
        for district in districts
        for row in departments_of(district_code=district.code)
        if (department := Department(row.code, row.name, district.name)).official not in known
    ]
    staff = [
        NewAccount("admin", Role.ADMIN, "시스템 관리자", ()),
        NewAccount("supervisor", Role.SUPERVISOR, "상담센터 관리자", WHOLE_CITY, extension="1200"),
        NewAccount("auditor", Role.AUDITOR, "민원심사관", WHOLE_CITY),
        *_agents(),
    ]
    missing = [account for account in staff if account.username not in known]
    if missing or departments:
        create_users(accounts=[*missing, *_officials(departments)], password=PASSWORD)
        _seat_agents(districts, now=now)
        _list_officials(departments)


def agent_near(district_name: str) -> User:
    """Return the first agent whose zone the district is in; for city hall, the first agent of all."""
    zones = list(ZONES.values())
    number = next((number for number, zone in enumerate(zones, start=1) if district_name in zone), 1)
    return User.objects.get(username=f"agent{number}")


def _agents() -> list[NewAccount]:
    zones = list(ZONES)
    names = [f"{zones[place % len(zones)]} 상담사 {place // len(zones) + 1}" for place in range(AGENTS)]
    return [
        NewAccount(f"agent{number}", Role.AGENT, name, WHOLE_CITY, extension=f"{1200 + number}")
        for number, name in enumerate(names, start=1)
    ]


def _officials(departments: list[Department]) -> list[NewAccount]:
    return [
        account
        for department in departments
        for scope in [((_district(department), department.code),)]
        for account in (
            NewAccount(department.official, Role.OFFICIAL, f"{department.name} 담당", scope),
            NewAccount(department.head, Role.HEAD, f"{department.name}장", scope),
        )
    ]


def _district(department: Department) -> str:
    return department.code.partition("-")[0]


def _seat_agents(districts: list[DistrictInfo], *, now: datetime) -> None:
    """An agent serves the districts of one zone and city hall first, then all others; two of them sign."""
    zones = list(ZONES.values())
    for agent in User.objects.filter(role=Role.AGENT, username__in=[account.username for account in _agents()]):
        zone = zones[(int(agent.username.removeprefix("agent")) - 1) % len(zones)]
        rings = {
            district.code: 0 if district.name in zone or district.code == CITY_HALL else 1 for district in districts
        }
        ensure_seat(user_id=agent.pk, queue_rings=rings, now=now)
        if agent.username in SIGNING:
            set_skills(user_id=agent.pk, levels={"KSL": 5}, now=now)


def _list_officials(departments: list[Department]) -> None:
    ids = dict(User.objects.filter(role__in=[Role.OFFICIAL, Role.HEAD]).values_list("username", "pk"))
    officials_upsert(
        entries=[
            entry
            for department in departments
            for entry in (
                OfficialEntry(
                    department.code, f"{department.name} 담당", Position.OFFICER, user_id=ids[department.official]
                ),
                OfficialEntry(department.code, f"{department.name}장", Position.HEAD, user_id=ids[department.head]),
            )
        ]
    )
