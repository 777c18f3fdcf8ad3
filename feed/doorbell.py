"""Wake a task after the commit. The work itself is rows in the database: a lost ring costs seconds, never work."""

import logging

import redis
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

# The sweep has found the work long before: workers that come back find no heap of old rings, and Redis does not fill.
EXPIRES_SECONDS = 60
# How long a ring that nobody answers keeps others from being sent: a worker that died with it costs no more than this.
UNANSWERED_SECONDS = 5

logger = logging.getLogger(__name__)


def preload() -> None:
    """Import now what the first ring would, without a connection: half a second that no request should wait."""
    _ = current_app.backend, current_app.amqp.send_task_message
    current_app.connection_for_write().get_transport_cls()


def ring(task_name: str) -> None:
    """Once the current transaction has committed, ask a worker to run the task named `task_name`, without arguments."""
    transaction.on_commit(lambda: _send(task_name), robust=True)


def ring_until_answered(task_name: str) -> None:
    """Like `ring`, but once until the task says `answered`: of a thousand commits one ring is enough for a task that
    does all the work there is, and a thousand would keep the worker busy with finding nothing to do."""
    transaction.on_commit(lambda: _send_first(task_name), robust=True)


def answered(task_name: str) -> None:
    """Say that the task has begun and looks at the work from now on: the next commit rings again."""
    try:
        cache.delete(_key(task_name))
    except redis.RedisError as error:
        logger.warning("%s could not say that it has begun: %s", task_name, error)


def _send_first(task_name: str) -> None:
    try:
        if not cache.add(_key(task_name), 1, UNANSWERED_SECONDS):
            return
    except redis.RedisError as error:
        logger.warning("%s was not rung, its sweep will find the work: %s", task_name, error)
        return
    _send(task_name)


def _key(task_name: str) -> str:
    return f"rung:{task_name}"


def _send(task_name: str) -> None:
    try:
        current_app.send_task(task_name, retry=False, expires=EXPIRES_SECONDS)
    except OperationalError as error:
        logger.warning("%s was not rung, its sweep will find the work: %s", task_name, error)
