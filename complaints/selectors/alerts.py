"""What somebody should have done by now: where a clock has run out, what still holds, and whose task it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.types import Role
from complaints.models import Alert, Complaint, CooperationTask, Transfer
from complaints.policies.alerts import ASSIGN_HOURS, CLIMBS
from complaints.selectors.absences import stood_in_for
from complaints.types import AlertKind, AlertLine, CooperationState, State, TransferOutcome
from districts import selectors as districts
from districts.policies.working_time import add_working_hours
from korean.dates import seoul_time
from messaging.types import NEEDS_A_PERSON, OutboundState

TO_ASSIGN = (State.RETURNED, State.REFERRED)
LINES = 100


@dataclass(frozen=True)
class Occasion:
    """What an alert is about: a complaint, and the fields of the alert that tell this occasion from another."""

    complaint_id: UUID
    about: Mapping[str, Any]


Finder = Callable[[datetime, UUID | None], Iterable[Occasion]]


def occasions(*, kind: AlertKind, now: datetime, complaint_id: UUID | None = None) -> list[Occasion]:
    """Return where a clock of `kind` has run out and nobody was told yet; of one complaint where it is named."""
    return list(FINDERS[kind](now, complaint_id))


def holding(*, now: datetime) -> Q:
    """Return the condition of alerts whose reason has not gone away."""
    conditions = {
        AlertKind.NOT_ACCEPTED: Q(complaint__state=State.FILED),
        AlertKind.NOT_TAKEN: Q(transfer__outcome=TransferOutcome.PENDING),
        AlertKind.NOT_ASSIGNED: Q(complaint__state__in=TO_ASSIGN, transfer__hop=F("complaint__hop_count")),
        AlertKind.SUPPLEMENT_LATE: Q(
            complaint__state=State.SUPPLEMENT_REQUESTED, complaint__supplement_due_on=F("day")
        ),
        AlertKind.COOPERATION_LATE: Q(cooperation__state=CooperationState.OPEN, cooperation__reply_by__lte=now),
        AlertKind.NOT_DELIVERED: Q(message__state__in=NEEDS_A_PERSON),
        AlertKind.NOT_CONFIRMED: Q(message__state=OutboundState.SENT),
    }
    still = Q(pk__in=[])
    for kind, condition in conditions.items():
        still |= Q(kind=kind) & condition
    return still


def alerts_for(*, user: User, now: datetime, limit: int = LINES) -> list[AlertLine]:
    """Return the tasks that are for the role of `user`, of complaints they may see, the oldest first.

    What climbed to a superior stays a task of those below. An official in charge sees their own, those of whom they
    stand in for, and those of complaints of their department that nobody has taken.
    """
    told = Q(pk__in=[])
    for kind, roles in CLIMBS.items():
        if user.role in roles:
            told |= Q(kind=kind, level__gt=roles.index(Role(user.role)))
    own = Q()
    if user.role == Role.OFFICIAL:
        away = stood_in_for(user=user, now=now)
        own = Q(complaint__official=user) | Q(complaint__official=None) | Q(complaint__official__in=away)
    open_now = Alert.objects.filter(told & own & holding(now=now), ended_at__isnull=True)
    return _lines(open_now.filter(complaint__in=Complaint.objects.visible_to(user)).order_by("raised_at", "id")[:limit])


def _lines(alerts: Iterable[Alert]) -> list[AlertLine]:
    found = list(alerts)
    complaints = {
        complaint.pk: complaint
        for complaint in Complaint.objects.select_related("department", "official")
        .only("number", "title", "department__name", "official__display_name", "official__username")
        .filter(pk__in={alert.complaint_id for alert in found})
    }
    return [
        AlertLine(
            id=alert.pk,
            kind=AlertKind(alert.kind),
            complaint_id=alert.complaint_id,
            complaint_number=complaints[alert.complaint_id].number,
            complaint_title=complaints[alert.complaint_id].title,
            department_name=complaints[alert.complaint_id].department.name,
            official_name=str(complaints[alert.complaint_id].official or ""),
            to_role=alert.to_role,
            receivers=tuple(alert.receivers),
            level=alert.level,
            raised_at=alert.raised_at,
        )
        for alert in found
    ]


def _told(kind: AlertKind, **about: str) -> Exists:
    """Return whether there is an alert about the row in hand; `about` names the row's columns by the alert's."""
    return Exists(Alert.objects.filter(kind=kind, **{name: OuterRef(column) for name, column in about.items()}))


def _only(complaint_id: UUID | None, column: str) -> Q:
    """Return the condition that a row is of this complaint; none where no complaint is named."""
    return Q() if complaint_id is None else Q(**{column: complaint_id})


def _not_accepted(now: datetime, complaint_id: UUID | None) -> Iterable[Occasion]:
    rows = Complaint.objects.filter(
        ~_told(AlertKind.NOT_ACCEPTED, complaint="pk"), _only(complaint_id, "pk"), state=State.FILED, accept_by__lte=now
    )
    return [Occasion(row, {}) for row in rows.order_by("accept_by").values_list("pk", flat=True)]


def _not_taken(now: datetime, complaint_id: UUID | None) -> Iterable[Occasion]:
    rows = Transfer.objects.filter(
        ~_told(AlertKind.NOT_TAKEN, complaint="complaint", transfer="pk"),
        _only(complaint_id, "complaint"),
        outcome=TransferOutcome.PENDING,
        due_at__lte=now,
    )
    return [Occasion(row.complaint_id, {"transfer_id": row.pk}) for row in rows.order_by("due_at")]


def _not_assigned(now: datetime, complaint_id: UUID | None) -> Iterable[Occasion]:
    rows = list(
        Transfer.objects.filter(
            ~_told(AlertKind.NOT_ASSIGNED, complaint="complaint", transfer="pk"),
            _only(complaint_id, "complaint"),
            complaint__state__in=TO_ASSIGN,
            hop=F("complaint__hop_count"),
            decided_at__lte=now - timedelta(hours=ASSIGN_HOURS),
        )
        .annotate(district_code=F("complaint__district_id"))
        .order_by("decided_at")
    )
    if not rows:
        return []
    year = seoul_time(now).year
    calendars = districts.calendars(district_codes={row.district_code for row in rows}, years=range(year - 1, year + 2))
    return [
        Occasion(row.complaint_id, {"transfer_id": row.pk})
        for row in rows
        if row.decided_at and add_working_hours(row.decided_at, ASSIGN_HOURS, calendars[row.district_code]) <= now
    ]


def _supplement_late(now: datetime, complaint_id: UUID | None) -> Iterable[Occasion]:
    rows = Complaint.objects.filter(
        ~_told(AlertKind.SUPPLEMENT_LATE, complaint="pk", day="supplement_due_on"),
        _only(complaint_id, "pk"),
        state=State.SUPPLEMENT_REQUESTED,
        supplement_due_on__lt=seoul_time(now).date(),
    )
    days = rows.order_by("supplement_due_on").values_list("pk", "supplement_due_on")
    return [Occasion(row, {"day": day}) for row, day in days]


def _cooperation_late(now: datetime, complaint_id: UUID | None) -> Iterable[Occasion]:
    rows = CooperationTask.objects.filter(
        ~Exists(
            Alert.objects.filter(
                kind=AlertKind.COOPERATION_LATE, cooperation=OuterRef("pk"), raised_at__gte=OuterRef("reply_by")
            )
        ),
        _only(complaint_id, "complaint"),
        state=CooperationState.OPEN,
        reply_by__lte=now,
    )
    return [
        Occasion(row.complaint_id, {"cooperation_id": row.pk, "day": seoul_time(row.reply_by).date()})
        for row in rows.order_by("reply_by")
    ]


FINDERS: Mapping[AlertKind, Finder] = {
    AlertKind.NOT_ACCEPTED: _not_accepted,
    AlertKind.NOT_TAKEN: _not_taken,
    AlertKind.NOT_ASSIGNED: _not_assigned,
    AlertKind.SUPPLEMENT_LATE: _supplement_late,
    AlertKind.COOPERATION_LATE: _cooperation_late,
}
