"""Show where a text would go and why."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from routing import services


class Command(BaseCommand):
    """`manage.py route "신사동인데 불법주차가 심해요"`"""

    help = "Show one routing decision with its evidence"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help="the citizen's words")
        parser.add_argument("--dialled", default="", help="the number that was dialled")
        parser.add_argument("--lat", type=float, help="latitude, WGS 84 degrees")
        parser.add_argument("--lon", type=float, help="longitude, WGS 84 degrees")

    def handle(self, *args: Any, **options: Any) -> None:
        decision = services.decide(
            text=options["text"],
            dialled=options["dialled"],
            latitude=options["lat"],
            longitude=options["lon"],
            now=timezone.now(),
        )
        write = self.stdout.write
        write(decision.one_line())
        write(f"  {decision.status.label} · {decision.handling.label} · {decision.version}")
        if decision.question:
            options_text = ", ".join(option.name for option in decision.question.options)
            write(f"  ? {decision.question.text} {options_text}".rstrip())
        for candidate in decision.topic_candidates:
            write(f"  {candidate.score:4.2f}  {candidate.code}  {candidate.name}")
        for line in decision.evidence:
            place = f"[{line.start}:{line.end}]" if line.start >= 0 else ""
            write(
                f"  {line.weight:4.2f}  {line.kind} ‘{line.text}’{place} → {', '.join(line.points_to)}  ({line.source})"
            )
