"""A holiday that is declared later moves the due dates that are open (공휴일법, 임시공휴일)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from complaints.models import Complaint
from complaints.policies.deadline import Change
from complaints.services.clock import read_clock
from complaints.services.recording import note, tell_screens
from complaints.types import Action, DeadlineKind, MovedDueDate, Party
from feed.services import unit_of_work

ARTICLE = "민원처리법 제19조"


def recalculate_due(
    *, now: datetime, district_codes: Iterable[str] | None = None, days: tuple[date, date] | None = None
) -> list[MovedDueDate]:
    """Count every open due date again by the calendars as they are now, and return those that moved, by number.

    `district_codes`: only these districts; `days`: only complaints whose clock ran on or after the first of them. The
    first due date stays in `original_due_at`; each move is in the history and on the screens of whoever has it. Each
    complaint is a transaction of its own; doing it again changes nothing.
    """
    running = Complaint.objects.open().filter(due_at__isnull=False)
    if district_codes is not None:
        running = running.filter(district__in=list(district_codes))
    if days is not None:
        running = running.filter(accepted_at__date__lte=days[1], due_at__date__gte=days[0])
    moved = [_recalculate(complaint_id, now) for complaint_id in running.order_by("id").values_list("id", flat=True)]
    return sorted((found for found in moved if found), key=lambda found: found.number)


def _recalculate(complaint_id: UUID, now: datetime) -> MovedDueDate | None:
    with unit_of_work():
        complaint = Complaint.objects.open().select_for_update().filter(pk=complaint_id).first()
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
        tell_screens(complaint=complaint, action=Action.RECALCULATE, now=now)
        return MovedDueDate(
            complaint_id=complaint.pk,
            number=complaint.number,
            department_code=complaint.department_id,
            before=before,
            after=after,
        )
