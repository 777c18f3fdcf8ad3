"""What the clock does with complaints. Each task finds its work in the database and may run twice."""

from celery import shared_task
from django.utils import timezone

from complaints import services

BATCH = 100
SCHEDULE = {
    "complaints.hand_over": {"task": services.HAND_OVER_TASK, "schedule": 10.0},
    "complaints.escalate": {"task": "complaints.tasks.escalate", "schedule": 60.0},
}


@shared_task
def hand_over() -> None:
    """Hand accepted complaints to their departments; rung when one is registered, swept every ten seconds."""
    while services.hand_over_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def escalate() -> None:
    """Remind and escalate whatever is due, step by step until nothing is."""
    while services.escalate_due(limit=BATCH, now=timezone.now()):
        pass
