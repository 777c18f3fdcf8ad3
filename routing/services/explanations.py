"""Note why each contact waits: beside the dispatcher, which never waits for this."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from routing.models import Queue, QueueEntry
from routing.policies import explaining
from routing.policies.pairing import Waiting, widen
from routing.selectors import lines
from routing.services.rows import update_rows
from routing.types import EntryState, WorkKind


def explain_newcomers(*, now: datetime) -> int:
    """Store for the contacts that nobody has looked at yet why they wait. Returns how many that were."""
    return _explain(QueueEntry.objects.filter(state=EntryState.WAITING, explanation__code=explaining.FRESH), now)


def explain_waiting(*, now: datetime) -> int:
    """Store for every waiting contact why it waits, where that has changed. Returns how many changed."""
    return _explain(QueueEntry.objects.filter(state=EntryState.WAITING), now)


def _explain(entries: QuerySet[QueueEntry], now: datetime) -> int:
    stored: dict[str, dict[UUID, Any]] = defaultdict(dict)
    for code, entry_id, explanation in entries.values_list("queue_id", "pk", "explanation"):
        stored[code][entry_id] = explanation
    changed = 0
    for queue in Queue.objects.filter(pk__in=stored).order_by("pk"):
        known = stored[queue.pk]
        reasons = _reasons(queue, known, now)
        changed += _store({pk: reason for pk, reason in reasons.items() if reason != known[pk]}, entries)
    return changed


def _reasons(queue: Queue, entry_ids: Collection[UUID], now: datetime) -> dict[UUID, dict[str, Any]]:
    """Return why those of the entries wait that stand in the queue's lines."""
    serving = lines.serving_seats(queue=queue, now=now)
    reasons: dict[UUID, dict[str, Any]] = {}
    alike: dict[Waiting, dict[str, Any]] = {}
    for kind in WorkKind:
        line = widen(lines.line_of(queue=queue, kind=kind, limit=None, now=now))
        for place, each in enumerate(line):
            if each.id in entry_ids:
                likeness = replace(each, id=line[0].id, rank_at=now, enqueued_at=now, passed_at=None)
                if likeness not in alike:
                    alike[likeness] = explaining.waiting(each, serving, behind=False)
                reasons[each.id] = alike[likeness] | {"behind": place > 0}
    return reasons


def _store(reasons: dict[UUID, dict[str, Any]], entries: QuerySet[QueueEntry]) -> int:
    """Write the reasons of those of the entries that still wait; one in use this moment is left to the next sweep."""
    if not reasons:
        return 0
    with transaction.atomic():
        locked = list(entries.filter(pk__in=reasons).order_by("pk").select_for_update(skip_locked=True))
        for entry in locked:
            entry.explanation = reasons[entry.pk]
        update_rows(locked, fields=("explanation",))
    return len(locked)
