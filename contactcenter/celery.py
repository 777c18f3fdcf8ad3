"""The Celery application and its timetable."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

application = Celery("contactcenter")
application.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would connect anew for every task: a new connection has to read the whole catalogue of a large table first.
application.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize
application.autodiscover_tasks()


@application.on_after_finalize.connect
def set_timetable(sender: Celery, **_: Any) -> None:
    """Take the timetable from each app's `tasks.SCHEDULE` (as Celery's `beat_schedule`)."""
    from django.apps import apps

    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.tasks"):
            sender.conf.beat_schedule |= getattr(import_module(f"{app.name}.tasks"), "SCHEDULE", {})


@worker_init.connect
def load_models(sender: Any, **_: Any) -> None:
    """Load the Korean analyser and the model of meanings before the pool is forked: its processes share the memory.

    The worker that only offers contacts reads no texts.
    """
    from korean import meaning, morphemes

    if application.conf.task_default_queue in sender.app.amqp.queues.consume_from:
        morphemes.preload()
        meaning.preload()


@task_prerun.connect
@task_postrun.connect
def keep_usable_connections(sender: Any, **_: Any) -> None:
    """Close database connections that are broken or too old, as Django does around a request; keep the others.

    The next statement asks first whether its connection still answers (CONN_HEALTH_CHECKS).
    """
    from django.db import close_old_connections

    if not sender.request.is_eager:
        close_old_connections()
