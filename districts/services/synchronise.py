"""Bring one table to what a file says, in few statements, and tell what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

BATCH = 2000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows added, changed and removed (or ended) in one table; `table` is its name for people."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{self.table} +{self.added} ~{self.changed} -{self.removed}"


def name_of(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name_plural)


def synchronise(*, model: type[models.Model], key: Sequence[str], rows: Sequence[Row], remove: bool) -> TableChange:
    """Add, change and (when `remove`) delete rows so that the table holds `rows`, known by the columns of `key`.

    Rows are mappings with the same columns; foreign keys are given as `name_id`. Columns not named keep their value.
    """
    if not rows and not remove:
        return TableChange(name_of(model))
    columns = list(rows[0]) if rows else list(key)
    others = [column for column in columns if column not in key]
    manager = model._default_manager
    present: dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]] = {}
    for pk, *values in manager.values_list("pk", *key, *others):
        present[tuple(values[: len(key)])] = (pk, tuple(values[len(key) :]))

    new: list[models.Model] = []
    changed: list[models.Model] = []
    wanted: set[tuple[Any, ...]] = set()
    for row in rows:
        identity = tuple(row[column] for column in key)
        wanted.add(identity)
        if identity not in present:
            new.append(model(**row))
        elif present[identity][1] != tuple(row[column] for column in others):
            changed.append(model(pk=present[identity][0], **{column: row[column] for column in others}))
    gone = [pk for identity, (pk, _values) in present.items() if identity not in wanted] if remove else []

    if gone:
        manager.filter(pk__in=gone).delete()
    if new:
        manager.bulk_create(new, batch_size=BATCH)
    if changed:
        fields = [column.removesuffix("_id") for column in others]
        manager.bulk_update(changed, fields, batch_size=BATCH)
    return TableChange(name_of(model), added=len(new), changed=len(changed), removed=len(gone))
