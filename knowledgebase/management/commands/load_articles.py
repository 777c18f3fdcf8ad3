"""manage.py load_articles [CITY]: the articles the product brings along."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledgebase.services import load_articles
from knowledgebase.types import CITY_COLLECTION

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = _("도시의 상담 DB 글을 게시합니다. 바뀌지 않은 글은 그대로 둡니다.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("city", nargs="?", default=settings.CITY)

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_articles(path=DATA / options["city"], collection=CITY_COLLECTION, now=timezone.now())
        for refusal in report.refused:
            self.stderr.write(f"{refusal.external_id}: {refusal.reason}")
        self.stdout.write(
            _("새 글 %(created)d · 고친 글 %(updated)d · 그대로 %(unchanged)d · 사람이 고쳐 둔 글 %(kept)d")
            % {
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "kept": report.kept,
            }
        )
