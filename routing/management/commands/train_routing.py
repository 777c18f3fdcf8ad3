"""`manage.py train_routing`: train the model of topics and handlings from the tables, and publish it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from routing import services


class Command(BaseCommand):
    help = (
        "Train the model of topics and handlings from topics, synonyms, examples and corrected cases, and publish it, "
        "where there is no readable one. With something new to learn, a worker trains and publishes what is not worse."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="train and publish at once, whatever there is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trained = services.train_and_publish(again=options["again"], now=timezone.now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not options["verbosity"]:
            return
        if trained is None:
            self.stdout.write("분류 모형 있음, 새것은 뒤에서 학습 / there is a model; workers learn what is new")
        else:
            self.stdout.write(
                f"판 / version {trained.version}: {trained.examples} examples, {trained.size / 1024:.0f} KiB"
            )
