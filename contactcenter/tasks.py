"""The worker's sign of life."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

WORKER_HEARTBEAT = "worker-heartbeat"
BEAT_HEARTBEAT = "beat-heartbeat"
KEPT_SECONDS = 3600

SCHEDULE = {
    "contactcenter.heartbeat": {
        "task": "contactcenter.tasks.heartbeat",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
}


@shared_task
def heartbeat() -> None:
    """Write the time to where /readyz looks: it proves beat, broker and worker at once."""
    cache.set(WORKER_HEARTBEAT, timezone.now().timestamp(), KEPT_SECONDS)
