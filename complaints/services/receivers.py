"""Who is told about a complaint in which role."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from accounts.models import User
from accounts.selectors import holders_of
from accounts.types import Role
from complaints.models import Complaint
from complaints.selectors.absences import substitute_of
from korean.dates import seoul_time

OVER_THE_DISTRICT = (Role.SUPERVISOR, Role.AUDITOR)
FindReceivers = Callable[[Complaint, Role], list[User]]


def receivers_of(*, now: datetime) -> FindReceivers:
    """Return a function from a complaint and a role to the people who hold it there: the official in charge, or who
    does their work while they are away, or all officials of the department while there is none. It asks about each
    place and person once, so it is for one run."""
    today = seoul_time(now).date()

    @cache
    def holders(role: Role, district_code: str, department_code: str) -> list[User]:
        return holders_of(role=role, district_code=district_code, department_code=department_code)

    @cache
    def present(official: User) -> User:
        return substitute_of(official=official, on=today) or official

    def find(complaint: Complaint, role: Role) -> list[User]:
        if role == Role.OFFICIAL and complaint.official:
            return [present(complaint.official)]
        return holders(role, complaint.district_id, "" if role in OVER_THE_DISTRICT else complaint.department_id)

    return find
