"""`manage.py simulate`: a city plays against this running product; a demonstration and a load at once."""

import asyncio
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contactcenter.demonstration.target import demonstration_target
from simulation.play import Plan, play
from simulation.report import kept, lines

BAR = 40


class Command(BaseCommand):
    help = "Play citizens, agents and officials against the running product, and tell whether anything was lost."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--minutes", type=float, default=5)
        parser.add_argument("--contacts-per-minute", type=float, default=60)
        parser.add_argument("--agents", type=int, default=10)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("DEMONSTRATION=0: it would fill a real city with citizens who do not exist")
        plan = Plan(
            minutes=options["minutes"],
            per_minute=options["contacts_per_minute"],
            agents=options["agents"],
            seed=options["seed"],
        )
        outcome = asyncio.run(play(target=demonstration_target(), plan=plan, progress=self._progress))
        self.stdout.write("\n" + "\n".join(lines(outcome)))
        if not kept(outcome):
            sys.exit(1)

    def _progress(self, what: str, done: int, all_of_it: int) -> None:
        filled = BAR * done // max(all_of_it, 1)
        self.stderr.write(f"\r{what:10} [{'#' * filled:{BAR}}] {done}/{all_of_it} ", ending="")
