"""Keep the event log small."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from feed import services

SCHEDULE = {
    "feed.prune": {"task": "feed.tasks.prune", "schedule": 3600.0},
    "feed.tell_lost_hints": {"task": "feed.tasks.tell_lost_hints", "schedule": 5.0},
}


@shared_task
def prune() -> None:
    """Forget events older than three days: no screen stays disconnected that long without a reload."""
    services.prune(older_than=timedelta(days=3), now=timezone.now())


@shared_task
def tell_lost_hints() -> None:
    """Tell live screens of events whose hint was lost."""
    services.tell_lost_hints(now=timezone.now())
