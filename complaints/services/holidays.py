"""A holiday that is declared later moves the due dates that are open (공휴일법, 임시공휴일)."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from complaints.models import CalendarSeen, Complaint, DistrictRules
from complaints.policies import deadline
from complaints.policies.deadline import Change
from complaints.selectors.deadlines import by_complaint
from complaints.services.clock import read_clock
from complaints.services.recording import RELATED, note, tell_citizen, tell_screens
from complaints.types import Action, DeadlineKind, MovedDueDate, Party
from districts import selectors as districts
from districts.policies.working_time import Calendar
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose

ARTICLE = "민원처리법 제19조"
REASON = gettext_lazy("공휴일이나 근무시간이 새로 정해졌습니다.")
BATCH = 500


def recalculate_changed(*, now: datetime) -> list[MovedDueDate]:
    """Count open due dates again in the districts whose holidays or office hours are others than the last time this
    was done, and return those that moved. Killed in the middle, the next call does the rest."""
    year = seoul_time(now).year
    calendars = districts.calendars(
        district_codes=[district.code for district in districts.all_districts()], years=range(year - 1, year + 3)
    )
    present = {code: _fingerprint(calendar) for code, calendar in calendars.items()}
    seen = dict(CalendarSeen.objects.values_list("district_id", "fingerprint"))
    changed = {code for code, fingerprint in present.items() if seen.get(code) != fingerprint}
    if not changed:
        return []
    moved = recalculate_due(now=now, district_codes=changed)
    CalendarSeen.objects.bulk_create(
        [CalendarSeen(district_id=code, fingerprint=present[code], at=now) for code in sorted(changed)],
        update_conflicts=True,
        unique_fields=["district"],
        update_fields=["fingerprint", "at"],
    )
    return moved


def recalculate_due(*, now: datetime, district_codes: Collection[str] | None = None) -> list[MovedDueDate]:
    """Count every open due date again by the calendars as they are now, and return those that moved, by number.

    The first due date stays in `original_due_at`; each move is in the history and on the screens of whoever has the
    complaint, and the citizen is told where it is another day. Each that moves is a transaction of its own; doing it
    again changes nothing.
    """
    moved = [_recalculate(complaint_id, now) for complaint_id in _with_another_due_date(district_codes, now)]
    return sorted((found for found in moved if found), key=lambda found: found.number)


def _with_another_due_date(district_codes: Collection[str] | None, now: datetime) -> Iterator[UUID]:
    """Yield the open complaints whose due date is not what the calendar says now, reading five hundred at a time."""
    late = dict(DistrictRules.objects.values_list("district_id", "late_acceptance_counts"))
    open_now = Complaint.objects.open().filter(due_at__isnull=False).only("id", "district_id", "due_at")
    if district_codes is not None:
        open_now = open_now.filter(district__in=list(district_codes))
    rows = list(open_now.order_by("id")[:BATCH])
    while rows:
        clocks = by_complaint(rows)
        oldest = min((change.at for clock in clocks.values() for change in clock), default=now)
        calendars = districts.calendars(
            district_codes={row.district_id for row in rows},
            years=range(seoul_time(oldest).year - 1, seoul_time(now).year + 3),
        )
        for row in rows:
            due_at = deadline.due_at(
                changes=clocks[row.pk],
                calendar=calendars[row.district_id],
                late_acceptance_counts=late.get(row.district_id, True),
            )
            if due_at != row.due_at:
                yield row.pk
        rows = list(open_now.filter(id__gt=rows[-1].pk).order_by("id")[:BATCH])


def _recalculate(complaint_id: UUID, now: datetime) -> MovedDueDate | None:
    with unit_of_work():
        complaint = (
            Complaint.objects.open()
            .select_related(*RELATED)
            .select_for_update(of=("self",))
            .filter(pk=complaint_id)
            .first()
        )
        if complaint is None:
            return None
        clock = read_clock(complaint=complaint, now=now)
        before, after = complaint.due_at, clock.due_at()
        if before is None or before == after:
            return None
        fields = clock.add(Change(DeadlineKind.RECALCULATE, now), article=ARTICLE)
        if complaint.next_escalation_at is None:
            fields.pop("next_escalation_at")
        for name, value in fields.items():
            setattr(complaint, name, value)
        data = {"before": before.isoformat(), "after": after.isoformat()}
        note(complaint=complaint, action=Action.RECALCULATE, by=Party.SYSTEM, now=now, data=data, fields=fields)
        if seoul_time(before).date() != seoul_time(after).date():
            tell_citizen(complaint=complaint, purpose=Purpose.DUE_MOVED, now=now, details={"reason": REASON})
        tell_screens(complaint=complaint, action=Action.RECALCULATE, now=now)
        return MovedDueDate(
            complaint_id=complaint.pk,
            number=complaint.number,
            department_code=complaint.department_id,
            before=before,
            after=after,
        )


def _fingerprint(calendar: Calendar) -> str:
    """Return what tells two calendars apart."""
    hours = (calendar.opens, calendar.lunch_starts, calendar.lunch_ends, calendar.closes)
    written = " ".join([*map(str, hours), *map(str, sorted(calendar.holidays))])
    return hashlib.sha256(written.encode()).hexdigest()
