"""A short version of `benchmarks/delivery.py`: database sessions are killed under deliverers while the gateway fails.

Nothing is lost, nothing comes twice, everybody reads in order, and what was rolled back was never said.
"""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction

from messaging import services
from messaging.models import OutboundMessage
from messaging.types import OutboundState
from tests.messaging.conftest import NOW, Write, arrived
from tests.sandbox.program import PATIENCE_SECONDS, Sandbox

PEOPLE = 12
EACH = 4
DELIVERERS = 3
KILLS = 6


class FastClock:
    """Time that runs a hundred times as fast, so that leases of killed deliverers and pauses end within the test."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=100 * (time.monotonic() - self._began))


def kill_sessions_but_mine() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = %s",
            ["deliverer"],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_killed_sessions_and_a_failing_gateway_lose_and_double_nothing(write: Write, gateway: Sandbox) -> None:
    numbers = [f"0107788{index:04}" for index in range(PEOPLE)]
    for text in map(str, range(EACH)):
        for number in numbers:
            write(text, recipient=number)
    for index, number in enumerate(numbers):
        with transaction.atomic():
            write(f"taken back {index}", recipient=number)
            transaction.set_rollback(True)
    for kind in ("drop", "fail", "rate_limit"):
        gateway.fault(kind, times=8)
    clock, ends_at = FastClock(), time.monotonic() + 3 * PATIENCE_SECONDS
    killed: list[BaseException] = []

    def deliver() -> None:
        while time.monotonic() < ends_at:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET application_name = 'deliverer'")
                if not OutboundMessage.objects.unsent().exists():
                    break
                services.deliver_due(limit=6, clock=clock, provider="gateway")
            except (DatabaseError, InterfaceError) as error:
                killed.append(error)
                connection.close()
        connection.close()

    deliverers = [threading.Thread(target=deliver) for _ in range(DELIVERERS)]
    for deliverer in deliverers:
        deliverer.start()
    kills = 0
    while kills < KILLS and any(deliverer.is_alive() for deliverer in deliverers):
        kills += kill_sessions_but_mine()
        deliverers[0].join(0.05)
    for deliverer in deliverers:
        deliverer.join()
    assert killed
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {OutboundState.SENT}
    assert all(arrived(gateway, number) == [str(index) for index in range(EACH)] for number in numbers)
