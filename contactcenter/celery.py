"""The Celery application and its timetable."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

application = Celery("contactcenter")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()


@application.on_after_finalize.connect
def set_timetable(sender: Celery, **_: Any) -> None:
    """Take the timetable from each app's `tasks.SCHEDULE` (as Celery's `beat_schedule`)."""
    from django.apps import apps

    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.tasks"):
            sender.conf.beat_schedule |= getattr(import_module(f"{app.name}.tasks"), "SCHEDULE", {})
