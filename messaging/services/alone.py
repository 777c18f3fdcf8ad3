"""What only one process does at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone_in(task: str) -> Iterator[bool]:
    """Yield whether no other process is at `task` ("messaging.drain:bizgo"); it is kept for this one until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [task])
        allowed = bool(cursor.fetchone()[0])
        try:
            yield allowed
        finally:
            if allowed:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [task])
