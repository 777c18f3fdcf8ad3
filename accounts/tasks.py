"""Forget access records whose time is over."""

from datetime import timedelta

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from accounts import services

SCHEDULE = {
    "accounts.prune_access_records": {
        "task": "accounts.tasks.prune_access_records",
        "schedule": crontab(hour="3", minute="20"),
    }
}


@shared_task
def prune_access_records() -> None:
    """Forget who saw whose data two years after it was seen."""
    services.prune_access_records(older_than=timedelta(days=2 * 366), now=timezone.now())
