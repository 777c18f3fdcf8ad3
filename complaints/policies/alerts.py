"""Who is told when somebody should have done something by now, and who next when they still have not."""

from collections.abc import Mapping

from accounts.types import Role
from complaints.types import AlertKind
from messaging.types import Purpose

CLIMBS: Mapping[AlertKind, tuple[Role, ...]] = {
    AlertKind.NOT_ACCEPTED: (Role.SUPERVISOR, Role.AUDITOR),
    AlertKind.NOT_TAKEN: (Role.HEAD, Role.SUPERVISOR),
    AlertKind.NOT_ASSIGNED: (Role.SUPERVISOR, Role.AUDITOR),
    AlertKind.SUPPLEMENT_LATE: (Role.OFFICIAL, Role.HEAD),
    AlertKind.COOPERATION_LATE: (Role.OFFICIAL, Role.HEAD),
    AlertKind.NOT_DELIVERED: (Role.OFFICIAL, Role.HEAD),
    AlertKind.NOT_CONFIRMED: (Role.OFFICIAL,),
}
"""The roles in the order in which they hear of it."""
ASSIGN_HOURS = 3
"""Working hours in which a returned complaint finds a department (시행령 §13② 준용)."""
CONFIRMED_WITHIN_DAYS = 3
MUST_ARRIVE = frozenset(
    {
        Purpose.TRANSFER,
        Purpose.SUPPLEMENT,
        Purpose.EXTENSION,
        Purpose.RESULT,
        Purpose.REFUSAL,
        Purpose.CLOSING,
    }
)
"""Notices the law wants to reach the citizen: when nothing says that they did, somebody looks."""


def role_at(*, kind: AlertKind, level: int) -> Role | None:
    """Return who is told at `level` (from 1); None beyond the last one."""
    roles = CLIMBS[kind]
    return roles[level - 1] if level <= len(roles) else None
