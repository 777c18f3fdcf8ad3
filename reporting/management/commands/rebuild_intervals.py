"""`manage.py rebuild_intervals FROM [UNTIL]`: count the past anew."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from korean.dates import SEOUL
from reporting import services


class Command(BaseCommand):
    help = "Count the quarters of an hour of some days anew, by Seoul's calendar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the first and the last day."""
        parser.add_argument("first", type=date.fromisoformat, help="2026-11-01")
        parser.add_argument("last", type=date.fromisoformat, nargs="?", help="the same day, if left out")

    def handle(self, **options: Any) -> None:
        """Count, and say how many rows there are now."""
        first, last = options["first"], options["last"] or options["first"]
        since = datetime.combine(first, time(), SEOUL)
        until = datetime.combine(last + timedelta(days=1), time(), SEOUL)
        self.stdout.write(f"{services.roll_up(since=since, until=until, now=timezone.now())} rows")
