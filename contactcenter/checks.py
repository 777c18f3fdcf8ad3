"""System checks of the running services."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

from contactcenter.runtime.postgres import OLDEST_EXTERNAL_VERSION


@checks.register(checks.Tags.database)
def database_can_search_korean(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Tell of a PostgreSQL that is too old, or whose trigrams do not see Hangul (its character type is C)."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or []:
        if postgres_version(alias) < OLDEST_EXTERNAL_VERSION:
            messages.append(
                checks.Error(f"PostgreSQL is older than {OLDEST_EXTERNAL_VERSION}", id="contactcenter.E001")
            )
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone()[0] and not sees_hangul(cursor):
                messages.append(
                    checks.Error(
                        "PostgreSQL's trigrams do not see Hangul: every Korean search would be empty",
                        hint="create the database with a UTF-8 character type such as LC_CTYPE 'C.UTF-8'",
                        id="contactcenter.E002",
                    )
                )
    return messages


def postgres_version(alias: str = DEFAULT_DB_ALIAS) -> int:
    """Return the major version of the server."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def sees_hangul(cursor: Any) -> bool:
    """Return whether trigrams work on Korean in this database."""
    cursor.execute("SELECT cardinality(show_trgm('민원')) > 0")
    return bool(cursor.fetchone()[0])
