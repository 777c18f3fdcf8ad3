"""The doorbell and the sweep: what rings is what a worker knows."""

from typing import Any

import pytest
from celery import current_app
from django.db import transaction

from feed.doorbell import answered
from messaging import providers, tasks
from messaging.models import OutboundMessage
from messaging.services.enqueue import task_of
from messaging.types import OutboundState
from tests.messaging.conftest import Write, arrived
from tests.sandbox.program import Sandbox


def rung() -> int:
    """How many rings wait in the broker for the worker; they are taken out."""
    with current_app.connection_for_read() as connection:
        client: Any = connection.default_channel.client  # type: ignore[attr-defined]
        waiting = int(client.llen("messaging"))
        client.delete("messaging")
    return waiting


def test_the_worker_knows_every_ring_and_sweep() -> None:
    rung_or_swept = {task_of(name) for name in providers.by_name()} | {
        entry["task"] for entry in tasks.SCHEDULE.values()
    }
    assert rung_or_swept <= set(current_app.tasks)


@pytest.mark.django_db(transaction=True)
def test_commits_ring_once_until_the_task_begins_a_rollback_never(write: Write) -> None:
    rung()
    answered(task_of("gateway"))
    with transaction.atomic():
        write(idempotency_key="once")
        write(idempotency_key="once")
        assert rung() == 0
    write()
    assert rung() == 1
    answered(task_of("gateway"))
    write()
    assert rung() == 1
    answered(task_of("gateway"))
    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT012
        write()
        raise ValueError
    assert rung() == 0


@pytest.mark.django_db(transaction=True)
def test_the_task_empties_the_outbox(write: Write, gateway: Sandbox, number: str) -> None:
    from django.utils import timezone

    messages = [write(text, now=timezone.now()) for text in ("1", "2", "3")]
    tasks.deliver_gateway()
    tasks.deliver_web()
    assert arrived(gateway, number) == ["1", "2", "3"]
    assert OutboundMessage.objects.filter(state=OutboundState.SENT).count() == len(messages)
