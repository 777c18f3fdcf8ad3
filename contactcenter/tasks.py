"""The worker's sign of life, and forgetting sessions that are over."""

from importlib import import_module

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings
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
    "contactcenter.clear_sessions": {
        "task": "contactcenter.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="0"),
    },
}


@shared_task
def heartbeat() -> None:
    """Write the time to where /readyz looks: it proves beat, broker and worker at once."""
    cache.set(WORKER_HEARTBEAT, timezone.now().timestamp(), KEPT_SECONDS)


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that are out of date."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
