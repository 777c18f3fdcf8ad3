"""Make a telephone exchange known, with the secret by which it signs its requests."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from telephony import services


class Command(BaseCommand):
    help = "Make a telephone exchange known (again: change its name and secret)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the exchange's code; the secret comes from TELEPHONY_SECRET."""
        parser.add_argument("code")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register the exchange."""
        code = options["code"]
        services.register_pbx(code=code, name=options["name"] or code, secret=settings.TELEPHONY_SECRET)
        self.stdout.write(f"{code}: signs with TELEPHONY_SECRET")
