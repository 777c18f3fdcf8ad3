"""What the knowledge base does by itself."""

from celery import shared_task
from django.utils import timezone

from knowledgebase import services

SCHEDULE = {
    "knowledgebase.remind_of_expiry": {
        "task": "knowledgebase.tasks.remind_of_expiry",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "knowledgebase.forget_editors": {
        "task": "knowledgebase.tasks.forget_editors",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "knowledgebase.read_wordings": {
        "task": "knowledgebase.tasks.read_wordings",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}


@shared_task
def remind_of_expiry() -> None:
    """Remind of articles whose validity is about to end."""
    services.remind_of_expiry(now=timezone.now())


@shared_task
def forget_editors() -> None:
    """Forget who no longer has a draft open."""
    services.forget_editors(now=timezone.now())


@shared_task
def read_wordings() -> None:
    """Give new titles and questions their vectors; until then their articles are found by words."""
    services.read_some_wordings()
