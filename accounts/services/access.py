"""Record who saw whose data."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import LONGEST_ADDRESS, LONGEST_REASON, LONGEST_TARGET, AccessRecord, User
from accounts.types import AccessAction
from korean.privacy import clean_text


def record_access(
    *,
    user: User,
    action: AccessAction,
    subject_id: UUID | None,
    target: str,
    address: str,
    reason: str = "",
    now: datetime,
) -> None:
    """Record that `user`, from network `address`, did `action` on `target` ("contact:<id>"), which is the data of
    the citizen `subject_id` (개인정보의 안전성 확보조치 기준 §8: 식별자, 일시, 접속지, 정보주체, 수행업무).

    What is longer than its field is cut: nobody is kept from work because a reason is long.
    """
    AccessRecord.objects.create(
        user=user,
        action=action,
        subject_id=subject_id,
        target=clean_text(target)[:LONGEST_TARGET],
        address=clean_text(address)[:LONGEST_ADDRESS],
        reason=clean_text(reason)[:LONGEST_REASON],
        at=now,
    )


def prune_access_records(*, older_than: timedelta, now: datetime) -> int:
    """Forget access records older than `older_than` (two years or more, 안전성 확보조치 기준 §8); return how many."""
    removed, _ = AccessRecord.objects.filter(at__lt=now - older_than).delete()
    return removed
