"""Tasks for people where a clock other than the due date has run out, or a notice did not arrive.

Made once per occasion, whatever restarts and however many workers run: the complaint's row is locked, what is found is
asked for again under the lock, and the occasion is unique in the database.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from accounts.models import User
from complaints.models import Alert, Complaint, DeliveryRecord, DistrictRules
from complaints.policies.alerts import CONFIRMED_WITHIN_DAYS, MUST_ARRIVE, role_at
from complaints.selectors.alerts import FINDERS, holding, occasions
from complaints.selectors.rules import rules_of
from complaints.services.receivers import FindReceivers, receivers_of
from complaints.services.recording import note, tell_screens
from complaints.types import Action, AlertKind, Party
from districts.policies.working_time import Calendar, add_working_hours
from districts.selectors import calendar
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging import selectors as messages
from messaging import services as messaging
from messaging.types import NEEDS_A_PERSON, DeliveryLine, OutboundState, Purpose

logger = logging.getLogger(__name__)


class _Run:
    """What one run of a task looks up once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.receivers: FindReceivers = receivers_of(now=now)
        self.rules: Callable[[str], DistrictRules] = cache(lambda code: rules_of(district_code=code))
        self.calendar: Callable[[str], Calendar] = cache(self._calendar)

    def _calendar(self, district_code: str) -> Calendar:
        year = seoul_time(self.now).year
        return calendar(district_code=district_code, years=(year, year + 1))

    def next_at(self, complaint: Complaint, kind: AlertKind, level: int) -> datetime | None:
        """Return when the next role hears of it; None after the last one."""
        if role_at(kind=kind, level=level + 1) is None:
            return None
        hours = self.rules(complaint.district_id).alert_again_hours
        return add_working_hours(self.now, hours, self.calendar(complaint.district_id))


def raise_alerts_due(*, limit: int, now: datetime) -> int:
    """Tell whoever should have acted by now: a filed complaint that nobody accepted, a hand-off nobody took within its
    1, 3 or 8 hours (민원처리법 §16), a returned complaint nobody assigned, an unanswered supplement or cooperation.

    Up to `limit` complaints of each kind, each a transaction of its own; returns how many alerts were raised. One that
    fails is logged and tried again the next time.
    """
    run, raised = _Run(now), 0
    for kind in FINDERS:
        for complaint_id in dict.fromkeys(found.complaint_id for found in occasions(kind=kind, now=now)[:limit]):
            raised += _safely(_raise_kind, complaint_id, kind=kind, run=run)
    return raised


def climb_alerts_due(*, limit: int, now: datetime) -> int:
    """Tell the next one up about up to `limit` alerts whose hours have passed, and end those that do not hold any more.

    Returns how many people's roles were told.
    """
    Alert.objects.filter(ended_at__isnull=True).exclude(
        pk__in=Alert.objects.filter(holding(now=now)).values("pk")
    ).update(ended_at=now, next_escalation_at=None)
    run = _Run(now)
    due = Alert.objects.filter(next_escalation_at__lte=now).order_by("next_escalation_at", "id")
    waiting = list(due.values_list("complaint_id", "pk")[:limit])
    return sum(_safely(_climb, complaint_id, alert_id=alert_id, run=run) for complaint_id, alert_id in waiting)


def note_deliveries_due(*, limit: int, now: datetime) -> int:
    """Take note of what became of up to `limit` notices: proof of delivery for what arrived, a task for a person where
    one failed, may have, or was not confirmed within three days though the law wants it to arrive.

    Returns how many were taken note of; each is a transaction of its own.
    """
    run = _Run(now)
    lines = messages.settled_unnoted(limit=limit)
    lines += messages.unconfirmed(sent_before=now - timedelta(days=CONFIRMED_WITHIN_DAYS), limit=limit)
    return sum(_safely(_note, UUID(line.reference.partition(":")[2]), line=line, run=run) for line in lines)


def _safely(step: Callable[..., int], complaint_id: UUID, **arguments: Any) -> int:
    try:
        with unit_of_work():
            complaint = (
                Complaint.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("official")
                .filter(pk=complaint_id)
                .first()
            )
            return step(complaint, **arguments) if complaint else 0
    except Exception:
        logger.exception("no alert about complaint %s", complaint_id)
        return 0


def _raise_kind(complaint: Complaint, *, kind: AlertKind, run: _Run) -> int:
    found = occasions(kind=kind, now=run.now, complaint_id=complaint.pk)
    for occasion in found:
        _raise(complaint, kind, run, **occasion.about)
    return len(found)


def _raise(complaint: Complaint, kind: AlertKind, run: _Run, **about: Any) -> None:
    alert = Alert(complaint=complaint, kind=kind, level=0, raised_at=run.now, **about)
    _tell_next(complaint, alert, run)
    alert.save(force_insert=True)


def _climb(complaint: Complaint, *, alert_id: UUID, run: _Run) -> int:
    alert = Alert.objects.filter(pk=alert_id, next_escalation_at__lte=run.now).first()
    if alert is None:
        return 0
    _tell_next(complaint, alert, run)
    alert.save(update_fields=["level", "to_role", "receivers", "next_escalation_at"])
    return 1


def _tell_next(complaint: Complaint, alert: Alert, run: _Run) -> None:
    """Take the alert one level up, or further where nobody holds the role, and tell those who do."""
    kind = AlertKind(alert.kind)
    people: list[User] = []
    while not people and (role := role_at(kind=kind, level=alert.level + 1)):
        alert.level, alert.to_role = alert.level + 1, role
        people = run.receivers(complaint, role)
    alert.receivers = [str(person) for person in people]
    alert.next_escalation_at = run.next_at(complaint, kind, alert.level)
    note(
        complaint=complaint,
        action=Action.ESCALATE,
        by=Party.SYSTEM,
        now=run.now,
        data={"alert": kind, "level": alert.level, "to_role": alert.to_role, "receivers": alert.receivers},
    )
    tell_screens(complaint=complaint, action=Action.ESCALATE, now=run.now, users=tuple(person.pk for person in people))


def _note(complaint: Complaint, *, line: DeliveryLine, run: _Run) -> int:
    if not messaging.note_state(message_id=line.message_id, state=line.state):
        return 0
    if line.state == OutboundState.DELIVERED:
        _keep_proof(complaint, line, run.now)
    elif line.state in NEEDS_A_PERSON:
        _about_message(complaint, AlertKind.NOT_DELIVERED, line, run)
    elif line.purpose in MUST_ARRIVE:
        _about_message(complaint, AlertKind.NOT_CONFIRMED, line, run)
    return 1


def _about_message(complaint: Complaint, kind: AlertKind, line: DeliveryLine, run: _Run) -> None:
    """Raise an alert about a message; one that failed, was sent again and failed again, opens its own again."""
    earlier = Alert.objects.filter(complaint=complaint, kind=kind, message=line.message_id).first()
    if earlier is None:
        _raise(complaint, kind, run, message_id=line.message_id)
    elif earlier.ended_at:
        earlier.ended_at, earlier.level = None, 0
        _tell_next(complaint, earlier, run)
        earlier.save()


def _keep_proof(complaint: Complaint, line: DeliveryLine, now: datetime) -> None:
    delivered_at = line.delivered_at or now
    DeliveryRecord.objects.get_or_create(
        message_id=line.message_id,
        defaults={
            "complaint": complaint,
            "document": line.purpose,
            "addressee": line.recipient,
            "method": line.channel,
            "delivered_at": delivered_at,
            "recorded_at": now,
        },
    )
    if line.purpose == Purpose.RECEIPT and complaint.public_status_disclosed_at is None:
        complaint.public_status_disclosed_at = delivered_at
        complaint.save(update_fields=["public_status_disclosed_at"])
