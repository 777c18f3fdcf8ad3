"""manage.py load_message_templates"""

from typing import Any

from django.core.management.base import BaseCommand

from messaging import services


class Command(BaseCommand):
    """Write the Alimtalk templates the product brings; those that are there already stay as they are."""

    help = "Write the Alimtalk templates the product brings where a purpose and language has none yet"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many are new."""
        self.stdout.write(f"{services.load_standard_templates()} templates")
