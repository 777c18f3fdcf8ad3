"""Sweeps: what has waited long enough ends."""

from celery import shared_task
from django.utils import timezone

from contacts import services

SCHEDULE = {
    "contacts.expire_transfers": {
        "task": "contacts.tasks.expire_transfers",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "contacts.close_idle": {"task": "contacts.tasks.close_idle", "schedule": 60.0, "options": {"expires": 60}},
}


@shared_task
def expire_transfers() -> None:
    """Return contacts that no official took in time."""
    services.expire_transfers(now=timezone.now())


@shared_task
def close_idle() -> None:
    """Close automatic conversations whose citizens said nothing for 30 minutes."""
    services.close_idle(now=timezone.now())
