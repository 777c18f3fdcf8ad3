"""Send the outbox: rung after each commit, and swept every two seconds in case a ring was lost."""

from celery import shared_task
from django.utils import timezone

from messaging import services

BATCH = 20
SCHEDULE = {
    f"messaging.{name}": {"task": f"messaging.tasks.{name}", "schedule": 2.0, "options": {"expires": 10}}
    for name in ("deliver_web", "deliver_gateway")
}


@shared_task
def deliver_web() -> None:
    """Send what is due to citizens' chat pages."""
    services.drain(provider="web", limit=BATCH, clock=timezone.now)


@shared_task
def deliver_gateway() -> None:
    """Send what is due over the SMS gateway."""
    services.drain(provider="gateway", limit=BATCH, clock=timezone.now)
