"""`manage.py beat`: Celery's clock, of which only one ticks however many are started."""

import os
import threading
import time
from typing import Any

import psycopg2
from celery.beat import Scheduler
from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.utils import timezone

from contactcenter.celery import application
from contactcenter.tasks import BEAT_HEARTBEAT, KEPT_SECONDS

LOCK = (120, 1)
CHECK_SECONDS = 2
LOST_LOCK = 75


class TimetableScheduler(Scheduler):
    """Ticks by the timetable in the code and keeps nothing on disk: every job is a sweep that may run at any time."""

    data: dict[str, Any]

    def setup_schedule(self) -> None:
        self.install_default_entries(self.data)
        self.merge_inplace(self.app.conf.beat_schedule)


class Command(BaseCommand):
    help = "Run Celery beat while holding a PostgreSQL advisory lock; another one waits until it is free."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        connection = psycopg2.connect(os.environ["DATABASE_URL"], keepalives_idle=5)
        connection.autocommit = True
        cursor = connection.cursor()
        while not self._locked(cursor):
            time.sleep(CHECK_SECONDS)
        threading.Thread(target=self._watch, args=(cursor,), daemon=True).start()
        scheduler = f"{TimetableScheduler.__module__}:{TimetableScheduler.__name__}"
        application.Beat(scheduler_cls=scheduler, loglevel=os.environ.get("LOG_LEVEL", "INFO"), quiet=True).run()

    @staticmethod
    def _locked(cursor: Any) -> bool:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", LOCK)
        return bool(cursor.fetchone()[0])

    @staticmethod
    def _watch(cursor: Any) -> None:
        """Tell that beat lives; end the process at once when the lock is lost with its session."""
        while True:
            try:
                cursor.execute("SELECT 1")
            except psycopg2.Error:
                os._exit(LOST_LOCK)
            try:
                cache.set(BEAT_HEARTBEAT, timezone.now().timestamp(), KEPT_SECONDS)
            except Exception as error:
                print(f"beat: heartbeat not written: {type(error).__name__}", flush=True)
            time.sleep(CHECK_SECONDS)
