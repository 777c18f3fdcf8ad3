"""Keep the count of the past up to date."""

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from reporting import services

SCHEDULE = {
    "reporting.roll_up": {"task": "reporting.tasks.roll_up", "schedule": 60.0, "options": {"expires": 60}},
    "reporting.roll_up_days": {"task": "reporting.tasks.roll_up_days", "schedule": crontab(hour="3", minute="40")},
}


@shared_task
def roll_up() -> None:
    """Count the quarters of an hour anew in which something may have changed."""
    services.roll_up_lately(now=timezone.now())


@shared_task
def roll_up_days() -> None:
    """Count the last eight days anew."""
    services.roll_up_days(now=timezone.now())
