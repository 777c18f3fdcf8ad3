"""Lists of complaints: bounded queries, pages by cursor."""

import base64
import binascii
import json
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, ComplaintQuerySet, CooperationTask, Escalation
from complaints.selectors.absences import stood_in_for
from complaints.selectors.lines import days, line, with_names
from complaints.types import Bucket, CooperationState, EscalatedComplaint, Page, State
from feed.errors import DomainError

PAGE_SIZE = 50
LONGEST_PAGE = 200
CITIZEN_LIMIT = 20


class InvalidCursor(DomainError):
    """The cursor did not come from a page of this list."""

    code = "invalid_cursor"
    status = 400
    message = _("목록의 위치를 알 수 없습니다. 처음부터 다시 불러와 주세요.")


def worklist(*, user: User, bucket: Bucket, now: datetime, cursor: str = "", limit: int = PAGE_SIZE) -> Page:
    """Return a page of one pile of the user's work, the one due first on top; completed ones newest first.

    Three queries at most, whatever the page's size (up to 200). Raises InvalidCursor.
    """
    complaints = in_bucket(Complaint.objects.visible_to(user), bucket=bucket, now=now)
    if bucket == Bucket.DONE:
        return _page(complaints, by="completed_at", newest_first=True, cursor=cursor, limit=limit, now=now)
    by = "accept_by" if bucket == Bucket.TO_ACCEPT else "due_at"
    return _page(complaints, by=by, newest_first=False, cursor=cursor, limit=limit, now=now)


def in_bucket(complaints: ComplaintQuerySet, *, bucket: Bucket, now: datetime) -> ComplaintQuerySet:
    """Return the complaints that lie on the pile `bucket` at `now`."""
    if bucket == Bucket.DONE:
        return complaints.filter(completed_at__isnull=False)
    return complaints.open().filter(bucket_condition(bucket=bucket, now=now))


def bucket_condition(*, bucket: Bucket, now: datetime) -> Q:
    """Return the condition of a pile among open complaints. Due today are those not late yet; a late one is OVERDUE.
    What waits for the citizen is due on no day: its clock stands still."""
    borders = days(now)
    running = ~Q(state=State.SUPPLEMENT_REQUESTED)
    match bucket:
        case Bucket.NEW:
            return Q(state__in=(State.HANDED_OVER, State.REOPENED))
        case Bucket.TODAY:
            return Q(due_at__gte=now, due_at__lt=borders.tomorrow) & running
        case Bucket.TOMORROW:
            return Q(due_at__gte=borders.tomorrow, due_at__lt=borders.day_after) & running
        case Bucket.OVERDUE:
            return Q(due_at__lt=now) & running
        case Bucket.IN_HAND:
            return Q(state__in=(State.RECEIVED, State.IN_PROGRESS))
        case Bucket.WAITING:
            return Q(state=State.SUPPLEMENT_REQUESTED)
        case Bucket.OTHERS:
            return Q(id__in=CooperationTask.objects.filter(state=CooperationState.OPEN).values("complaint"))
        case Bucket.TO_ACCEPT:
            return Q(state=State.FILED)
        case Bucket.TO_ASSIGN:
            return Q(state__in=(State.RETURNED, State.REFERRED))
        case Bucket.DONE:
            return Q(completed_at__isnull=False)


def of_citizen(*, citizen_id: UUID, user: User, now: datetime, limit: int = CITIZEN_LIMIT) -> Page:
    """Return the newest complaints of one citizen that `user` may see; no further pages."""
    complaints = with_names(Complaint.objects.visible_to(user).filter(citizen_id=citizen_id)).order_by("-id")[:limit]
    return Page(lines=tuple(line(complaint, now=now) for complaint in complaints), next_cursor="")


def escalations_for(*, user: User, now: datetime, limit: int = PAGE_SIZE) -> list[EscalatedComplaint]:
    """Return the open complaints that were escalated to the role of `user` and that `user` may see, due first on top.

    A reminder to an official in charge shows on that official's screen only, and on that of whoever stands in for them.
    """
    mine = Q()
    if user.role == Role.OFFICIAL:
        away = stood_in_for(user=user, now=now)
        mine = Q(complaint__official=user) | Q(complaint__official=None) | Q(complaint__official__in=away)
    visible = with_names(Complaint.objects.visible_to(user).open())
    escalations = {
        escalation.complaint_id: escalation
        for escalation in Escalation.objects.filter(
            mine, to_role=user.role, complaint__in=Complaint.objects.visible_to(user).open()
        ).order_by("complaint__due_at", "complaint_id")[:limit]
    }
    found = sorted(visible.filter(pk__in=escalations), key=lambda complaint: (complaint.clock()[1], complaint.id))
    return [
        EscalatedComplaint(
            line=line(complaint, now=now), level=escalations[complaint.id].level, at=escalations[complaint.id].at
        )
        for complaint in found
    ]


def _page(
    complaints: ComplaintQuerySet, *, by: str, newest_first: bool, cursor: str, limit: int, now: datetime
) -> Page:
    size = min(max(limit, 1), LONGEST_PAGE)
    if cursor:
        moment, last_id = _read_cursor(cursor)
        beyond = "lt" if newest_first else "gt"
        complaints = complaints.filter(
            Q(**{f"{by}__{beyond}": moment}) | Q(**{by: moment, f"id__{beyond}": last_id}),
            **{f"{by}__{beyond}e": moment},
        )
    order = (f"-{by}", "-id") if newest_first else (by, "id")
    rows = list(with_names(complaints).order_by(*order)[: size + 1])
    more = len(rows) > size
    return Page(
        lines=tuple(line(complaint, now=now) for complaint in rows[:size]),
        next_cursor=_write_cursor(getattr(rows[size - 1], by), rows[size - 1].id) if more else "",
    )


def _write_cursor(moment: datetime, last_id: UUID) -> str:
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), str(last_id)]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        read = datetime.fromisoformat(moment)
        if read.tzinfo is None:
            raise InvalidCursor
        return read, UUID(last_id)
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise InvalidCursor from error
