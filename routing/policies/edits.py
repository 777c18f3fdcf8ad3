"""Lay people's edits over the city's tables and the examples; decide which cases are kept for measuring."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from districts.types import GazetteerRows, PlaceKind, PlaceRow, ResponsibilityRow, TopicInfo
from routing.types import Edit, EditKind, Example, ExampleKind

KEPT_ONE_IN = 10


def is_kept(text: str) -> bool:
    """Tell whether a sentence is kept for measuring: one in ten, always the same ones. A model never learns from it."""
    words = "".join(text.split()).casefold()
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big") % KEPT_ONE_IN == 0


def combined(published: Iterable[Edit], drafted: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the published edits with the drafted ones in place of those about the same things."""
    return tuple({edit.key: edit for edit in (*published, *drafted)}.values())


def edited_rows(rows: GazetteerRows, edits: Sequence[Edit], *, department_names: Mapping[str, str]) -> GazetteerRows:
    """Return the city's rows as the edits change them; an edit of what the city no longer has changes nothing."""
    by_kind = {kind: [edit for edit in edits if edit.kind == kind] for kind in EditKind}
    places = _places(rows.places, by_kind[EditKind.PLACE])
    topics = edited_topics(rows.topics, edits)
    in_charge = _responsibilities(rows.responsibilities, by_kind[EditKind.RESPONSIBILITY], department_names)
    return replace(rows, places=places, topics=topics, responsibilities=in_charge)


def edited_topics(topics: Iterable[TopicInfo], edits: Sequence[Edit]) -> tuple[TopicInfo, ...]:
    """Return the topics with the synonyms that the edits leave them."""
    return tuple(_topic(topic, [edit for edit in edits if edit.kind == EditKind.SYNONYM]) for topic in topics)


def edited_examples(examples: Iterable[Example], edits: Iterable[Edit]) -> tuple[Example, ...]:
    """Return the examples as the edits change them."""
    found = {(example.topic_code, example.text): example for example in examples}
    for edit in edits:
        if edit.kind == EditKind.EXAMPLE:
            found.pop((edit.topic_code, edit.name), None)
            if not edit.removed:
                example = Example(edit.topic_code, edit.name, ExampleKind(edit.detail or ExampleKind.REPORT))
                found[edit.topic_code, edit.name] = example
    return tuple(found.values())


def _places(places: Sequence[PlaceRow], edits: Sequence[Edit]) -> tuple[PlaceRow, ...]:
    edited = {(edit.name, edit.district_code) for edit in edits}
    kept = [place for place in places if (place.name, place.district_code) not in edited]
    added = [
        PlaceRow(name=edit.name, kind=edit.detail or PlaceKind.LANDMARK, district_code=edit.district_code, distance=0)
        for edit in edits
        if not edit.removed
    ]
    return (*kept, *added)


def _topic(topic: TopicInfo, edits: Sequence[Edit]) -> TopicInfo:
    synonyms = dict.fromkeys(topic.synonyms)
    for edit in edits:
        if edit.topic_code == topic.code:
            synonyms.pop(edit.name, None)
            if not edit.removed:
                synonyms[edit.name] = None
    return replace(topic, synonyms=tuple(synonyms))


def _responsibilities(
    rows: Sequence[ResponsibilityRow], edits: Sequence[Edit], names: Mapping[str, str]
) -> tuple[ResponsibilityRow, ...]:
    """Put the department of each edit in charge, until the day from which a line written later says otherwise."""
    lines: dict[tuple[str, str], list[ResponsibilityRow]] = {}
    for row in rows:
        lines.setdefault((row.district_code, row.topic_code), []).append(row)
    for edit in edits:
        name = names.get(edit.department_code)
        if name is None:
            continue
        key = edit.district_code, edit.topic_code
        later = [row for row in lines.get(key, ()) if edit.since and row.valid_from and row.valid_from > edit.since]
        until = min((row.valid_from for row in later if row.valid_from is not None), default=None)
        lines[key] = [ResponsibilityRow(*key, edit.department_code, name, valid_until=until), *later]
    return tuple(line for found in lines.values() for line in found)
