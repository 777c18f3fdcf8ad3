"""Who is told about a complaint in which role."""

from collections.abc import Callable
from functools import cache

from accounts.models import User
from accounts.selectors import holders_of
from accounts.types import Role
from complaints.models import Complaint

OVER_THE_DISTRICT = (Role.SUPERVISOR, Role.AUDITOR)
FindReceivers = Callable[[Complaint, Role], list[User]]


def receivers_of() -> FindReceivers:
    """Return a function from a complaint and a role to the people who hold it there: the official in charge, or all
    officials of the department while there is none. It asks about each place once, so it is for one run."""

    @cache
    def holders(role: Role, district_code: str, department_code: str) -> list[User]:
        return holders_of(role=role, district_code=district_code, department_code=department_code)

    def find(complaint: Complaint, role: Role) -> list[User]:
        if role == Role.OFFICIAL and complaint.official:
            return [complaint.official]
        return holders(role, complaint.district_id, "" if role in OVER_THE_DISTRICT else complaint.department_id)

    return find
