"""Say it another way when the way before has failed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q

from feed.errors import DomainError
from feed.services import unit_of_work
from messaging import policies
from messaging.models import OutboundMessage
from messaging.models.outbox import HAS_ALTERNATIVES, MAY_STILL_ARRIVE
from messaging.services.enqueue import enqueue, read_alternatives
from messaging.services.events import tell
from messaging.types import LEGAL_DUTIES, Channel, OutboundState, Purpose

# How long nothing may be heard of a notice that the law wants given, before the next way is taken although the first
# may still arrive: to be told twice is better than not to be told.
LONGEST_SILENCE = timedelta(hours=3)


def fall_back(row: OutboundMessage, *, now: datetime) -> OutboundMessage | None:
    """Send the next of the row's alternatives that can be sent, and mark the locked row as replaced by it.

    The row's failure stays written in it. None, and nothing changed, when no way is left: a person must look. Call it
    in the unit of work that has recorded the failure, and save the row's other fields first. What the law wants told
    wakes nobody up: no citizen waits for the second way.
    """
    ways, district_code = read_alternatives(row.alternatives)
    for index, way in enumerate(ways):
        try:
            with unit_of_work():
                later = enqueue(
                    channel=way.channel,
                    recipient=way.recipient,
                    text=way.text,
                    title=way.title,
                    purpose=Purpose(row.purpose),
                    reference=row.reference,
                    idempotency_key=f"{row.idempotency_key}>{way.channel}"[-150:],
                    variables=way.variables,
                    language=way.language,
                    alternatives=ways[index + 1 :],
                    district_code=district_code,
                    now=now,
                )
        except DomainError:
            continue
        if row.purpose in LEGAL_DUTIES:
            quiet = settings.QUIET_HOURS
            later.not_before = policies.after_waking(channel=Channel(later.channel), quiet=quiet, now=now)
        later.origin_id = row.origin_id or row.pk
        later.save(update_fields=["origin", "not_before"])
        row.state, row.alternatives = OutboundState.REPLACED, ""
        row.save(update_fields=["state", "alternatives"])
        tell(row, now=now)
        return later
    return None


def fall_back_overdue(*, limit: int, now: datetime) -> int:
    """Take the next way for notices of a legal duty of which nothing was heard for three hours, although the first may
    still arrive; returns for how many. A web page nobody has opened counts as silence too."""
    if connection.in_atomic_block:
        raise RuntimeError("call it outside a transaction: every message is a unit of its own")
    silent = OutboundMessage.objects.filter(
        MAY_STILL_ARRIVE & HAS_ALTERNATIVES, purpose__in=LEGAL_DUTIES, not_before__lt=now - LONGEST_SILENCE
    )
    taken = 0
    for message_id in list(silent.order_by("not_before").values_list("pk", flat=True)[:limit]):
        with unit_of_work():
            rows = OutboundMessage.objects.select_for_update(skip_locked=True)
            row = rows.filter(Q(pk=message_id) & MAY_STILL_ARRIVE & HAS_ALTERNATIVES).first()
            if row is None:
                continue
            if fall_back(row, now=now) is None:
                OutboundMessage.objects.filter(pk=row.pk).update(alternatives="")
            else:
                taken += 1
    return taken
