"""Make commands for exchanges, so that they are ready when the adapter asks."""

from celery import shared_task
from django.utils import timezone

from telephony import services

SCHEDULE = {
    "telephony.make_commands": {
        "task": "telephony.tasks.make_commands",
        "schedule": 2.0,
        "options": {"expires": 10},
    }
}


@shared_task
def make_commands() -> None:
    """Turn what happened to calls into commands."""
    services.make_commands(now=timezone.now())
