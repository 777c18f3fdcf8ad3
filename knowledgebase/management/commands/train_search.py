"""manage.py train_search CASES.csv … [--collection NAME] [--output FILE]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledgebase.policies.fusion import COEFFICIENTS
from knowledgebase.selectors.evaluation import read_cases
from knowledgebase.services import train
from knowledgebase.types import CITY_COLLECTION


class Command(BaseCommand):
    help = _("정답이 있는 질문 파일(query, gold_ids)로 검색의 가중치와 자동 답변의 확신도를 배워 파일에 적습니다.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", type=Path, nargs="+")
        parser.add_argument("--collection", default=CITY_COLLECTION)
        parser.add_argument("--output", type=Path, default=COEFFICIENTS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = [case for path in options["cases"] for case in read_cases(path)]
            trained = train(cases=cases, collection=options["collection"], path=options["output"], now=timezone.now())
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(version)s: 답이 있는 질문 %(answerable)d건, 없는 질문 %(unanswerable)d건 · 자동 답변 몫 %(share).2f")
            % {
                "version": trained.version,
                "answerable": trained.answerable,
                "unanswerable": trained.unanswerable,
                "share": trained.automatic_share,
            }
        )
