"""What a model learns from: examples and corrected cases, as people's edits leave them, without the kept ones."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from districts import selectors as districts
from districts.types import TopicInfo
from routing.models import LabelledCase
from routing.policies.edits import edited_examples, edited_topics, is_kept
from routing.selectors.examples import examples
from routing.types import Edit, Example, ExampleKind, Handling


@dataclass(frozen=True, slots=True)
class Lesson:
    """The topics with their synonyms, the sentences to learn from, and a fingerprint of both (SHA-256)."""

    topics: tuple[TopicInfo, ...]
    examples: tuple[Example, ...]
    digest: str


def lesson(*, edits: Sequence[Edit] = ()) -> Lesson:
    """Return what a model learns from, in a fixed order: the same tables and edits give the same lesson. Three queries.

    One sentence in ten is kept for measuring and left out (`is_kept`). A corrected case counts as a question where it
    is answered at once, else as a report; of a text corrected twice the last correction counts.
    """
    topics = edited_topics(districts.topics(), edits)
    known = {topic.code for topic in topics}
    learnt = [
        example
        for example in (*edited_examples(examples(), edits), *_corrected())
        if example.topic_code in known and not is_kept(example.text)
    ]
    learnt = sorted(set(learnt), key=lambda example: (example.topic_code, example.text, example.kind))
    plain = [
        [[topic.code, topic.name, *topic.synonyms] for topic in topics],
        [[example.topic_code, example.text, example.kind] for example in learnt],
    ]
    digest = hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()
    return Lesson(topics=topics, examples=tuple(learnt), digest=digest)


def _corrected() -> list[Example]:
    rows = LabelledCase.objects.exclude(text="").filter(topic__isnull=False).order_by("created_at", "pk")
    columns = rows.values_list("text", "topic_id", "handling", "record__handling")
    latest = {text: (topic, corrected or decided) for text, topic, corrected, decided in columns}
    return [
        Example(topic or "", text, ExampleKind.QUESTION if handling == Handling.SIMPLE else ExampleKind.REPORT)
        for text, (topic, handling) in latest.items()
    ]
