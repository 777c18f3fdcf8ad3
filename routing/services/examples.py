"""Bring the examples of the topics from their files into the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from districts import selectors as districts
from routing.models import TopicExample
from routing.types import ExampleKind

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDERS = ("topics", "examples")
MARKS = {"?": ExampleKind.QUESTION, "!": ExampleKind.REPORT, "*": ExampleKind.REPORT}
COLUMNS = ("kind", "source", "active")


@dataclass(frozen=True, slots=True)
class ExamplesLoaded:
    """How many examples came, changed, or are no longer used."""

    added: int
    changed: int
    retired: int


def examples_in_files(*, folder: Path = DATA) -> dict[tuple[str, str], tuple[ExampleKind, str]]:
    """Return kind and source of every example in the files, by topic code and text.

    A file is named after its topic; a line is `? sentence` for a question and `! sentence` for a report (`*`: of a
    danger), all other lines are remarks. Of a sentence given twice the first counts.
    """
    found: dict[tuple[str, str], tuple[ExampleKind, str]] = {}
    for name in FOLDERS:
        for file in sorted((folder / name).glob("*.txt")):
            for kind, text in _lines(file):
                found.setdefault((file.stem, text), (kind, f"{name}/{file.name}"))
    return found


def load_examples(*, now: datetime, folder: Path = DATA) -> ExamplesLoaded:
    """Bring the table to the files; what is gone from them stays, unused. Topics the city does not have are left out.

    What people add or remove in the console are edits on top (see `RoutingEdit`), which a load leaves alone.
    """
    topics = {topic.code for topic in districts.topics()}
    wanted = {key: value for key, value in examples_in_files(folder=folder).items() if key[0] in topics}
    new: list[TopicExample] = []
    changed: list[TopicExample] = []
    with transaction.atomic():
        present = {(row.topic_id, row.text): row for row in TopicExample.objects.select_for_update()}
        for (topic, text), (kind, source) in wanted.items():
            row = present.pop((topic, text), None)
            if row is None:
                new.append(
                    TopicExample(topic_id=topic, text=text, kind=kind, source=source, active=True, created_at=now)
                )
            elif (row.kind, row.source, row.active) != (kind, source, True):
                row.kind, row.source, row.active = kind, source, True
                changed.append(row)
        retired = [row for row in present.values() if row.active]
        for row in retired:
            row.active = False
        if new:
            TopicExample.objects.bulk_create(new)
        if changed or retired:
            TopicExample.objects.bulk_update([*changed, *retired], COLUMNS)
    return ExamplesLoaded(added=len(new), changed=len(changed), retired=len(retired))


def _lines(file: Path) -> Iterator[tuple[ExampleKind, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        mark, text = line[:1], line[1:].strip()
        if mark in MARKS and text:
            yield MARKS[mark], text
