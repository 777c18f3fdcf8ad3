"""Sweeps of the queue. Each may run at any time, twice or late, without harm."""

from celery import shared_task
from django.utils import timezone

from routing import services

SCHEDULE = {
    "routing.dispatch_waiting": {
        "task": "routing.tasks.dispatch_waiting",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "routing.expire_offers": {"task": "routing.tasks.expire_offers", "schedule": 1.0, "options": {"expires": 5}},
    "routing.withdraw_stale": {"task": "routing.tasks.withdraw_stale", "schedule": 2.0, "options": {"expires": 5}},
}


@shared_task
def dispatch(queue_code: str) -> None:
    """Offer the contacts of one queue to free agents."""
    services.dispatch(queue_code=queue_code, now=timezone.now())


@shared_task
def dispatch_waiting() -> None:
    """Offer waiting contacts of all queues to free agents; rung after every change that makes this possible."""
    services.dispatch_waiting(now=timezone.now())


@shared_task
def expire_offers() -> None:
    """End the offers that nobody took in time."""
    services.expire_offers(now=timezone.now())


@shared_task
def withdraw_stale() -> None:
    """Take back the offers of agents who vanished."""
    services.withdraw_stale(now=timezone.now())
