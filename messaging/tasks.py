"""Send the outbox: rung after each commit, and swept every two seconds in case a ring was lost.

A task a provider, so that a slow one is one task that waits, not all of them.
"""

from celery import shared_task
from django.utils import timezone

from messaging import services

SCHEDULE = {
    "messaging.sweep": {"task": "messaging.tasks.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "messaging.reconcile": {"task": "messaging.tasks.reconcile", "schedule": 20.0, "options": {"expires": 60}},
    "messaging.fall_back_overdue": {
        "task": "messaging.tasks.fall_back_overdue",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "messaging.check_templates": {
        "task": "messaging.tasks.check_templates",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
}


@shared_task
def sweep() -> None:
    """Ring for every provider that has something to send."""
    services.ring_due(now=timezone.now())


@shared_task
def reconcile() -> None:
    """Ask what became of messages of which nothing was heard."""
    services.reconcile(clock=timezone.now)


@shared_task
def fall_back_overdue() -> None:
    """Take the next way where silence over a legal duty lasts."""
    services.fall_back_overdue(limit=50, now=timezone.now())


@shared_task
def check_templates() -> None:
    """Hand in a few new templates, and ask how far the inspection of a few is."""
    services.check_templates(now=timezone.now())


@shared_task
def deliver_web() -> None:
    """Send what is due to citizens' chat pages."""
    services.drain(provider="web", clock=timezone.now)


@shared_task
def deliver_gateway() -> None:
    """Send what is due over the SMS gateway."""
    services.drain(provider="gateway", clock=timezone.now)


@shared_task
def deliver_bizgo() -> None:
    """Send what is due over Bizgo."""
    services.drain(provider="bizgo", clock=timezone.now)


@shared_task
def deliver_solapi() -> None:
    """Send what is due over Solapi."""
    services.drain(provider="solapi", clock=timezone.now)


@shared_task
def deliver_nhn() -> None:
    """Send what is due over NHN Cloud."""
    services.drain(provider="nhn", clock=timezone.now)


@shared_task
def deliver_sens() -> None:
    """Send what is due over NAVER Cloud SENS."""
    services.drain(provider="sens", clock=timezone.now)


@shared_task
def deliver_email() -> None:
    """Send what is due by e-mail."""
    services.drain(provider="email", clock=timezone.now)
