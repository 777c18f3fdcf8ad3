"""manage.py load_message_templates [--hand-in]"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from messaging import services

PATIENCE_SECONDS = 60


class Command(BaseCommand):
    """Write the Alimtalk templates the product brings; those that are there already stay as they are."""

    help = "Write the Alimtalk templates the product brings where a purpose and language has none yet"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--hand-in`."""
        parser.add_argument(
            "--hand-in",
            action="store_true",
            help="hand them in at Bizgo now, and wait up to a minute for the end of their inspection",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many are new, and how many still wait for their inspection."""
        self.stdout.write(f"{services.load_standard_templates()} templates")
        if options["hand_in"]:
            ends_at = time.monotonic() + PATIENCE_SECONDS
            while (waiting := services.templates_waiting()) and time.monotonic() < ends_at:
                services.check_templates(now=timezone.now())
                time.sleep(1)
            self.stdout.write(f"{waiting} waiting for inspection")
