"""Which files may be attached, by whom, and how much of them."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.types import Role
from complaints.policies.transitions import Who
from complaints.types import Party
from complaints.types.attachments import Purpose

LARGEST_COMPLAINT = 100 * 1024 * 1024
MOST_FILES = 20

INTAKE = frozenset[Who]({Party.CITIZEN, Role.AGENT, Role.SUPERVISOR, Role.INTEGRATION})
DEPARTMENT = frozenset[Who]({Role.OFFICIAL, Role.HEAD, Role.INTEGRATION})
MAY_ATTACH: Mapping[Purpose, frozenset[Who]] = MappingProxyType(
    {
        Purpose.FILED: INTAKE,
        Purpose.SUPPLEMENT: INTAKE | DEPARTMENT,
        Purpose.BEFORE: DEPARTMENT,
        Purpose.AFTER: DEPARTMENT,
        Purpose.RESULT: DEPARTMENT,
    }
)
SHOWN_TO_CITIZEN = (Purpose.BEFORE, Purpose.AFTER, Purpose.RESULT)
"""Who only holds the link of the status page sees what the department shows, not what was filed."""


def may_attach(*, purpose: Purpose, who: Who) -> bool:
    """Tell whether `who` may attach a file for `purpose`."""
    return who in MAY_ATTACH[purpose]
