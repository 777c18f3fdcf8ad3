"""Accepting, reassigning or telling many complaints with one press, which may be taken back for ten seconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from complaints.models.bulk import BulkChange
from complaints.policies.transitions import InvalidFields
from complaints.services.progress import reassign, receive, report_progress
from complaints.types.bulk import BulkAction, BulkState
from feed.errors import DomainError
from feed.services import publish, unit_of_work

UNDO_SECONDS = 10
MOST_AT_ONCE = 100


class BulkTooLate(DomainError):
    """The change was made, or taken back, already."""

    code = "bulk_too_late"
    status = 409
    message = gettext_lazy("이미 실행되어 되돌릴 수 없습니다.")


def ask_bulk(
    *, user: User, action: str, versions: Mapping[UUID, int], official: User | None, now: datetime
) -> BulkChange:
    """Have `action` (a `BulkAction`) done with the complaints in `versions`, as the user saw them, in ten seconds.

    What cannot be done then (somebody else was faster) is told one by one. Raises InvalidFields.
    """
    if action not in BulkAction.values:
        raise InvalidFields(errors={"action": [_("할 일을 골라 주세요.")]})
    if not 0 < len(versions) <= MOST_AT_ONCE:
        raise InvalidFields(errors={"complaints": [_("민원을 1건에서 100건까지 골라 주세요.")]})
    if action == BulkAction.REASSIGN and official is None:
        raise InvalidFields(errors={"official": [_("담당자를 목록에서 골라 주세요.")]})
    return BulkChange.objects.create(
        user=user,
        action=action,
        official=official if action == BulkAction.REASSIGN else None,
        targets={str(complaint_id): version for complaint_id, version in versions.items()},
        asked_at=now,
        due_at=now + timedelta(seconds=UNDO_SECONDS),
    )


def undo_bulk(*, bulk_id: UUID, user: User, now: datetime) -> None:
    """Take a change back before it is made. Raises BulkTooLate."""
    waiting = BulkChange.objects.filter(pk=bulk_id, user=user, state=BulkState.WAITING)
    if not waiting.update(state=BulkState.UNDONE, settled_at=now):
        raise BulkTooLate


def make_bulk_due(*, now: datetime, limit: int = 10) -> int:
    """Make up to `limit` changes whose ten seconds are over; return how many.

    Each is one transaction under its row's lock, so that it is made once and whole, whatever restarts; every complaint
    in it keeps the rules and the version check of a single press.
    """
    due = BulkChange.objects.filter(state=BulkState.WAITING, due_at__lte=now).order_by("due_at")
    return sum(_make(bulk_id, now) for bulk_id in list(due.values_list("pk", flat=True)[:limit]))


def _make(bulk_id: UUID, now: datetime) -> bool:
    with unit_of_work():
        bulk = (
            BulkChange.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user", "official")
            .filter(pk=bulk_id, state=BulkState.WAITING)
            .first()
        )
        if bulk is None:
            return False
        for complaint_id in sorted(bulk.targets):
            try:
                with unit_of_work():
                    _change(bulk, UUID(complaint_id), bulk.targets[complaint_id], now)
            except DomainError as error:
                texts = [text for found in error.extra.get("errors", {}).values() for text in found]
                bulk.refusals[complaint_id] = " ".join([str(error), *texts])
        bulk.state, bulk.settled_at = BulkState.DONE, now
        bulk.save(update_fields=["state", "settled_at", "refusals"])
        publish(streams=(f"user:{bulk.user_id}",), kind="complaint.bulk", ids={"bulk": str(bulk.pk)}, now=now)
    return True


def _change(bulk: BulkChange, complaint_id: UUID, version: int, now: datetime) -> None:
    match BulkAction(bulk.action):
        case BulkAction.RECEIVE:
            receive(complaint_id=complaint_id, user=bulk.user, version=version, now=now)
        case BulkAction.REPORT_PROGRESS:
            report_progress(complaint_id=complaint_id, user=bulk.user, version=version, now=now)
        case BulkAction.REASSIGN if bulk.official is not None:
            reassign(complaint_id=complaint_id, user=bulk.user, version=version, official=bulk.official, now=now)
