"""`manage.py seed_complaints --rows 100000`: a demonstration city with a long past, for benchmarks."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.management.seeding import seed


class Command(BaseCommand):
    help = "Write very many complaints with their history straight into the tables of a demonstration city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=100_000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("DEMONSTRATION=0: it would fill a real city with complaints that nobody made")
        seed(rows=options["rows"], tell=self.stdout.write, now=timezone.now())
