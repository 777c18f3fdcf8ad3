"""Wake a task after the commit. The work itself is rows in the database: a lost ring costs seconds, never work."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

# The sweep has found the work long before: workers that come back find no heap of old rings, and Redis does not fill.
EXPIRES_SECONDS = 60

logger = logging.getLogger(__name__)


def ring(task_name: str) -> None:
    """Once the current transaction has committed, ask a worker to run the task named `task_name`, without arguments."""
    transaction.on_commit(lambda: _send(task_name), robust=True)


def _send(task_name: str) -> None:
    try:
        current_app.send_task(task_name, retry=False, expires=EXPIRES_SECONDS)
    except OperationalError as error:
        logger.warning("%s was not rung, its sweep will find the work: %s", task_name, error)
