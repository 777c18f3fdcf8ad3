"""What an export contains, for whom, and how long it is kept."""

from datetime import timedelta

from accounts.types import Role

MOST_ROWS = 100_000
KEPT_FOR = timedelta(days=1)
MAY_READ_TEXT = frozenset({Role.OFFICIAL, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR, Role.INTEGRATION})
"""Whose work is the content of complaints: for others (agents, administrators) the texts of an export are masked."""
HIDDEN = "***"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def is_masked(*, role: Role) -> bool:
    """Tell whether the texts of complaints are masked in what this role exports."""
    return role not in MAY_READ_TEXT


def safe_cell(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
