"""What the clock forgets, and rings that nobody hears."""

import json
from datetime import timedelta

import pytest
from celery import current_app, signals
from celery.fixups.django import DjangoWorkerFixup
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from contactcenter import tasks
from contactcenter.celery import application
from feed import doorbell


def test_sessions_out_of_date_are_forgotten(db: None) -> None:
    kept, over = SessionStore(), SessionStore()
    kept.create()
    over.create()
    Session.objects.filter(pk=over.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    tasks.clear_sessions()
    assert [session.pk for session in Session.objects.all()] == [kept.session_key]


@pytest.mark.django_db(transaction=True)
def test_a_ring_nobody_hears_is_soon_worth_nothing() -> None:
    with application.connection_for_write() as connection:
        channel = connection.default_channel
        channel.queue_purge("default")
        with transaction.atomic():
            doorbell.ring("contactcenter.tasks.nobody")
        message = connection.SimpleQueue("default").get(timeout=20)
        message.ack()
    assert current_app.main == "contactcenter"
    assert message.headers["task"] == "contactcenter.tasks.nobody"
    assert message.headers["expires"]
    json.dumps(message.headers["expires"])


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_its_connection_between_tasks_and_connects_anew_when_it_broke() -> None:
    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    fixup = DjangoWorkerFixup(application)

    def after_a_task() -> int:
        fixup.on_task_postrun(sender=tasks.heartbeat)
        signals.task_postrun.send(sender=tasks.heartbeat)
        return backend()

    first = backend()
    assert after_a_task() == first
    assert connection.connection is not None
    connection.connection.close()
    assert after_a_task() != first
