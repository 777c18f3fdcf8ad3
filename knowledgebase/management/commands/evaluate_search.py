"""manage.py evaluate_search CASES.csv [--answers OUT.csv] [--collection NAME]"""

import statistics
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import track

from knowledgebase.selectors.evaluation import answer_cases, quality, read_cases, write_answers
from knowledgebase.types import CITY_COLLECTION


class Command(BaseCommand):
    help = _("질문 파일(query_id, query, 있으면 gold_ids)로 검색을 재고 R@k와 MRR, 자동 답변의 정밀도를 보여 줍니다.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", type=Path)
        parser.add_argument("--answers", type=Path)
        parser.add_argument("--collection", default=CITY_COLLECTION)
        parser.add_argument("--words-alone", action="store_true", help=_("뜻(벡터) 없이 낱말로만 찾습니다."))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = read_cases(options["cases"])
        except OSError as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(_("CSV에 열이 없습니다: %(columns)s") % {"columns": error}) from error
        answering = answer_cases(
            cases=cases,
            collection=options["collection"],
            use_vectors=not options["words_alone"],
            now=timezone.now(),
        )
        console = Console(stderr=True)
        answers = list(
            track(answering, total=len(cases), description="", console=console, disable=not console.is_terminal)
        )
        if options["answers"]:
            write_answers(answers=answers, path=options["answers"])
        latencies = sorted(answer.latency_ms for answer in answers) or [0.0]
        self.stdout.write(
            _("질문 %(count)d건 · 중앙값 %(median).0f ms · 최대 %(longest).0f ms")
            % {"count": len(answers), "median": statistics.median(latencies), "longest": latencies[-1]}
        )
        measured = quality(cases=cases, answers=answers)
        if measured is None:
            return
        precision = "–" if measured.precision is None else f"{measured.precision:.3f}"
        shares = " · ".join(f"R@{rank} {share:.3f}" for rank, share in measured.recall.items())
        self.stdout.write(f"{shares} · MRR@10 {measured.mean_reciprocal_rank:.3f} (n={measured.answerable})")
        self.stdout.write(
            _("자동 답변 %(count)d건 · 정밀도 %(precision)s") % {"count": measured.automatic, "precision": precision}
            + " · "
            + _("답이 있는 질문의 %(share).3f · 답이 없는 질문의 %(wrong).3f")
            % {"share": measured.automatic_share, "wrong": measured.wrongly_answered}
        )
