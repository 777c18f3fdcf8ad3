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
    "contacts.return_left_behind": {
        "task": "contacts.tasks.return_left_behind",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "contacts.finish_left_wrap_ups": {
        "task": "contacts.tasks.finish_left_wrap_ups",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "contacts.forget_viewings": {"task": "contacts.tasks.forget_viewings", "schedule": 3600.0},
    "contacts.tell_follow_ups": {
        "task": "contacts.tasks.tell_follow_ups",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "contacts.take_in": {"task": "contacts.tasks.take_in", "schedule": 2.0, "options": {"expires": 10}},
    "contacts.fetch_files": {"task": "contacts.tasks.fetch_files", "schedule": 10.0, "options": {"expires": 30}},
    "contacts.answer_callbacks": {
        "task": "contacts.tasks.answer_callbacks",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "contacts.expire_rooms": {"task": "contacts.tasks.expire_rooms", "schedule": 60.0, "options": {"expires": 60}},
    "contacts.end_finished_rooms": {
        "task": "contacts.tasks.end_finished_rooms",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "contacts.forget_requests": {
        "task": "contacts.tasks.forget_requests",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "contacts.keep_appointments": {
        "task": "contacts.tasks.keep_appointments",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "contacts.end_left_waits": {
        "task": "contacts.tasks.end_left_waits",
        "schedule": 30.0,
        "options": {"expires": 60},
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


@shared_task
def return_left_behind() -> None:
    """Return the conversations of agents who are away to the queue."""
    services.return_left_behind(now=timezone.now())


@shared_task
def finish_left_wrap_ups() -> None:
    """Close what only lacks a result that nobody will give any more."""
    services.finish_left_wrap_ups(now=timezone.now())


@shared_task
def forget_viewings() -> None:
    """Forget whose screens showed which contacts, an hour after they left."""
    services.forget_viewings(now=timezone.now())


@shared_task
def tell_follow_ups() -> None:
    """Tell agents that the time has come to look at a contact again."""
    services.tell_follow_ups(now=timezone.now())


@shared_task
def take_in() -> None:
    """Work off what providers posted: rung by each of their requests."""
    services.take_in(now=timezone.now())


@shared_task
def fetch_files() -> None:
    """Fetch the pictures and documents that citizens sent."""
    services.fetch_files(now=timezone.now())


@shared_task
def answer_callbacks() -> None:
    """Answer the bot's questions that took too long at once."""
    services.answer_callbacks(now=timezone.now())


@shared_task
def expire_rooms() -> None:
    """End the messenger's rooms whose 30 days are over."""
    services.expire_rooms(now=timezone.now())


@shared_task
def end_finished_rooms() -> None:
    """End the messenger's rooms with the conversations in them, where the city wants that."""
    services.end_finished_rooms(now=timezone.now())


@shared_task
def keep_appointments() -> None:
    """Remind of the appointments for sign language, and let those pass that nobody came to."""
    services.keep_appointments(now=timezone.now())


@shared_task
def end_left_waits() -> None:
    """Let those go who no longer wait for sign language."""
    services.end_left_waits(now=timezone.now())


@shared_task
def forget_requests() -> None:
    """Throw away the providers' requests that no dispute needs any more."""
    services.forget_requests(now=timezone.now())
