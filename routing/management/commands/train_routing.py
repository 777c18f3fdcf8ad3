"""`manage.py train_routing`: train the model of topics and handlings from the tables, and publish it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from routing import services


class Command(BaseCommand):
    help = (
        "Train the model of topics and handlings from topics, synonyms, examples and corrected cases, and publish it. "
        "Nothing happens when the live model has learnt just that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="train even if there is nothing new to learn")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trained = services.train_and_publish(again=options["again"], now=timezone.now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not options["verbosity"]:
            return
        if trained is None:
            self.stdout.write("분류 모형이 이미 최신입니다 / the live model has learnt all there is")
        else:
            self.stdout.write(
                f"판 / version {trained.version}: {trained.examples} examples, {trained.size / 1024:.0f} KiB"
            )
