"""Sweeps of the queue, and trials of drafts. Each may run at any time, twice or late, without harm."""

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
    "routing.end_wrap_ups": {"task": "routing.tasks.end_wrap_ups", "schedule": 1.0, "options": {"expires": 5}},
    "routing.explain_newcomers": {
        "task": "routing.tasks.explain_newcomers",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "routing.explain_waiting": {"task": "routing.tasks.explain_waiting", "schedule": 5.0, "options": {"expires": 5}},
    "routing.withdraw_stale": {"task": "routing.tasks.withdraw_stale", "schedule": 2.0, "options": {"expires": 5}},
    "routing.run_trials": {"task": "routing.tasks.run_trials", "schedule": 30.0, "options": {"expires": 25}},
    "routing.forget_given": {"task": "routing.tasks.forget_given", "schedule": 3_600.0, "options": {"expires": 3_000}},
}


@shared_task
def dispatch_waiting() -> None:
    """Offer waiting contacts of all queues to free agents; rung after every change that makes this possible."""
    services.dispatch_waiting(now=timezone.now())


@shared_task
def expire_offers() -> None:
    """End the offers that nobody took in time."""
    services.expire_offers(now=timezone.now())


@shared_task
def end_wrap_ups() -> None:
    """Give agents whose wrap-up time is over to the queues again."""
    services.end_wrap_ups(now=timezone.now())


@shared_task
def explain_newcomers() -> None:
    """Note why the contacts wait that have come since."""
    services.explain_newcomers(now=timezone.now())


@shared_task
def explain_waiting() -> None:
    """Note why each contact waits, as it is now."""
    services.explain_waiting(now=timezone.now())


@shared_task
def withdraw_stale() -> None:
    """Take back the offers of agents who vanished."""
    services.withdraw_stale(now=timezone.now())


@shared_task(soft_time_limit=540, time_limit=580)
def run_trials() -> None:
    """Try the drafts and the retrainings that wait for it; rung when one is asked for."""
    services.run_trials(clock=timezone.now)


@shared_task
def forget_given() -> None:
    """Forget what decisions older than the trials look back were made from."""
    services.forget_given(now=timezone.now())
