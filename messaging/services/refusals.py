"""Count what was refused at the door."""

from datetime import datetime

from django.db import connection

from korean.dates import seoul_time


def count_refusal(*, provider: str, code: str, now: datetime) -> None:
    """Count a request that was refused: one row a day, provider and reason, however many come."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO messaging_refusedrequest (provider, code, day, count) VALUES (%s, %s, %s, 1)
            ON CONFLICT (day, provider, code) DO UPDATE SET count = messaging_refusedrequest.count + 1
            """,
            [provider[:20], code[:40], seoul_time(now).date()],
        )
