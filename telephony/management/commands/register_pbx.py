"""Make a telephone exchange known, with the secret by which it signs its requests."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from telephony import services


class Command(BaseCommand):
    help = "Make a telephone exchange known and print its new secret (again: give it a new one)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the exchange's code and name."""
        parser.add_argument("code")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--demonstration", action="store_true", help="use DEMONSTRATION_PBX_SECRET and print nothing secret"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Register the exchange."""
        code, known_secret = options["code"], options["demonstration"]
        secret = settings.DEMONSTRATION_PBX_SECRET if known_secret else secrets.token_urlsafe(48)
        services.register_pbx(code=code, name=options["name"] or code, secret=secret)
        self.stdout.write(code if known_secret else f"{code} {secret}")
