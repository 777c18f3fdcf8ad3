"""`manage.py load_routing`: bring what decisions are learnt from up to its files; run after `load_city`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from routing import services


class Command(BaseCommand):
    help = "Load the example sentences of the topics, and apply again the responsibilities that people published."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = services.load_tables(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"예문 / examples +{loaded.added} ~{loaded.changed} -{loaded.retired}")
