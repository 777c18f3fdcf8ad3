"""manage.py import_articles FILE [--collection NAME]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from knowledgebase.services import UnreadableFile, import_articles
from knowledgebase.types import CITY_COLLECTION

REFUSALS_SHOWN = 20


class Command(BaseCommand):
    help = _(
        "글을 CSV(번호, 분류, 제목, 내용)나 JSON 파일 또는 JSON 폴더에서 읽어 게시합니다. 여러 번 실행해도 됩니다."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--collection", default=CITY_COLLECTION)

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(options["file"].name, total=None)
            try:
                report = import_articles(
                    path=options["file"],
                    collection=options["collection"],
                    now=timezone.now(),
                    progress=lambda done, total: progress.update(task, completed=done, total=total),
                    reading=lambda done, total: progress.update(task, completed=done, total=total),
                )
            except UnreadableFile as error:
                raise CommandError(str(error)) from error
        for refusal in report.refused[:REFUSALS_SHOWN]:
            self.stderr.write(
                _("%(row)d번째 글 %(number)s: %(reason)s")
                % {"row": refusal.row, "number": refusal.external_id, "reason": refusal.reason}
            )
        if len(report.refused) > REFUSALS_SHOWN:
            self.stderr.write(_("… 그 밖에 %(count)d건") % {"count": len(report.refused) - REFUSALS_SHOWN})
        self.stdout.write(
            _("새 글 %(created)d · 고친 글 %(updated)d · 그대로 %(unchanged)d · 거절 %(refused)d")
            % {
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "refused": len(report.refused),
            }
        )
