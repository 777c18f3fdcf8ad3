"""manage.py load_city seoul"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.services import BadData, load_city


class Command(BaseCommand):
    help = "Load a city's data files (districts/data/NAME/) and tell what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the city's folder under districts/data/, for example seoul")
        parser.add_argument("--folder", type=Path, help="another folder with the same files")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change and write nothing")
        parser.add_argument("--everything", action="store_true", help="compare tables without a new edition too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_city(
                name=options["name"],
                today=timezone.localdate(),
                folder=options["folder"],
                dry_run=options["dry_run"],
                everything=options["everything"],
            )
        except BadData as error:
            raise CommandError(str(error)) from error
        for change in report.changes:
            if change:
                self.stdout.write(str(change))
        if not report:
            self.stdout.write(_("바뀐 것이 없습니다."))
