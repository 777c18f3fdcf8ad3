"""Draw the transition table of complaints into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from complaints.diagram import svg


class Command(BaseCommand):
    help = "Draws the life of a complaint, as the code has it, into an SVG file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file to write."""
        parser.add_argument("file", nargs="?", type=Path, default=Path("docs/complaint-life.svg"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the picture in Korean."""
        with override("ko"):
            options["file"].write_text(svg() + "\n", encoding="utf-8")
        self.stdout.write(f"{options['file']}")
