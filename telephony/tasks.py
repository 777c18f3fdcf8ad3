"""What the clock does for exchanges: commands are ready when the adapter asks, and do not outlive their sense."""

from datetime import timedelta

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from telephony import services

SCHEDULE = {
    "telephony.make_commands": {
        "task": "telephony.tasks.make_commands",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    "telephony.expire_commands": {
        "task": "telephony.tasks.expire_commands",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "telephony.prune": {"task": "telephony.tasks.prune", "schedule": crontab(hour="3", minute="10")},
}


@shared_task
def make_commands() -> None:
    """Turn what happened to calls into commands."""
    services.make_commands(now=timezone.now())


@shared_task
def expire_commands() -> None:
    """Give up the commands whose time is over."""
    services.expire_commands(now=timezone.now())


@shared_task
def prune() -> None:
    """Forget what exchanges told and were told more than 90 days ago: contacts keep what matters."""
    services.prune(older_than=timedelta(days=90), now=timezone.now())
