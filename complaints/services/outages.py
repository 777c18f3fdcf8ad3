"""An outage is written down by a person, and its days left out of every open clock by a task."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.types import Role
from complaints.models import Outage
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.selectors.scope import works_for_all_of_district
from complaints.services.extension import exclude_outage
from complaints.services.text import cleaned
from feed.doorbell import ring
from korean.dates import seoul_time

OUTAGE_TASK = "complaints.tasks.exclude_outages"
LONGEST_REASON = 200
LONGEST_DAYS = 30
MAY_NOTE = (Role.SUPERVISOR, Role.ADMIN)


def note_outage(
    *,
    user: User,
    starts_on: date | None,
    ends_on: date | None,
    district_codes: Collection[str],
    reason: str,
    now: datetime,
) -> Outage:
    """Write down that nothing could be processed from `starts_on` to `ends_on`, both included, in these districts.

    A task leaves the days out of the clocks that were running (시행령 §20 제2호). Raises NotAllowed, InvalidFields.
    """
    if user.role not in MAY_NOTE:
        raise NotAllowed
    said, today = cleaned(reason), seoul_time(now).date()
    errors: dict[str, list[str]] = {}
    if not said or len(said) > LONGEST_REASON:
        errors["reason"] = [_("무슨 장애였는지 %(limit)d자까지 적어 주세요.") % {"limit": LONGEST_REASON}]
    if starts_on is None or ends_on is None or ends_on < starts_on or (ends_on - starts_on).days >= LONGEST_DAYS:
        errors["ends_on"] = [
            _("첫날과 마지막 날을 차례대로, %(limit)d일 안으로 적어 주세요.") % {"limit": LONGEST_DAYS}
        ]
    elif ends_on > today:
        errors["ends_on"] = [_("장애가 끝난 뒤에 적어 주세요. 아직 오지 않은 날은 뺄 수 없습니다.")]
    if not district_codes or not all(works_for_all_of_district(user=user, code=code) for code in district_codes):
        errors["district_codes"] = [_("담당하는 자치구를 골라 주세요.")]
    if errors or starts_on is None or ends_on is None:
        raise InvalidFields(errors=errors)
    with transaction.atomic():
        outage = Outage.objects.create(
            starts_on=starts_on,
            ends_on=ends_on,
            district_codes=sorted(district_codes),
            reason=said,
            noted_by=user,
            noted_at=now,
        )
        ring(OUTAGE_TASK)
    return outage


def exclude_outages_due(*, now: datetime) -> int:
    """Leave the days of outages that wait for it out of the clocks; return how many complaints changed. One that was
    killed in the middle does the rest the next time, and no complaint twice."""
    changed = 0
    for outage in Outage.objects.filter(excluded_at__isnull=True).order_by("id"):
        count = exclude_outage(
            starts_on=outage.starts_on,
            ends_on=outage.ends_on,
            district_codes=frozenset(outage.district_codes),
            now=now,
        )
        outage.changed, outage.excluded_at = outage.changed + count, now
        outage.save(update_fields=["changed", "excluded_at"])
        changed += count
    return changed
