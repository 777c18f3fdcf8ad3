"""Somebody is away, and somebody else does their work."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.types import Role
from complaints.models import Absence
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.selectors.team import colleagues
from feed.errors import DomainError
from korean.dates import seoul_time

LONGEST_DAYS = 365


class AbsenceNotFound(DomainError):
    """There is no such absence, or none that the user may change."""

    code = "absence_not_found"
    status = 404
    message = gettext_lazy("부재를 찾을 수 없습니다.")


def note_absence(
    *,
    user: User,
    official_id: UUID | None,
    substitute_id: UUID | None,
    starts_on: date | None,
    ends_on: date | None,
    now: datetime,
) -> Absence:
    """Write down that somebody of the user's departments is away from `starts_on` to `ends_on`, both included, and who
    does their work: reminders, tasks and reopened complaints go to the substitute on those days.

    Officials note their own absence, heads that of everybody in the department. Raises NotAllowed, InvalidFields.
    """
    people = {person.pk: person for person in colleagues(user=user)}
    official, substitute = people.get(official_id), people.get(substitute_id)  # type: ignore[arg-type]
    if user.role != Role.HEAD and official_id != user.pk:
        raise NotAllowed
    errors: dict[str, list[str]] = {}
    if official is None:
        errors["official"] = [_("우리 부서의 담당자를 골라 주세요.")]
    if substitute is None or substitute_id == official_id:
        errors["substitute"] = [_("대신 맡을 다른 담당자를 골라 주세요.")]
    if starts_on is None or ends_on is None or ends_on < starts_on or (ends_on - starts_on).days > LONGEST_DAYS:
        errors["ends_on"] = [_("첫날과 마지막 날을 차례대로 적어 주세요.")]
    elif ends_on < seoul_time(now).date():
        errors["ends_on"] = [_("이미 지난 날입니다.")]
    if errors or official is None or substitute is None or starts_on is None or ends_on is None:
        raise InvalidFields(errors=errors)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=official.pk)
        if Absence.objects.filter(official=official, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
            raise InvalidFields(errors={"starts_on": [_("이 날들에 이미 적은 부재가 있습니다.")]})
        return Absence.objects.create(
            official=official,
            substitute=substitute,
            starts_on=starts_on,
            ends_on=ends_on,
            noted_by=user,
            noted_at=now,
        )


def end_absence(*, absence_id: UUID, user: User, now: datetime) -> None:
    """Let an absence end with yesterday, or take back one that has not begun. Raises AbsenceNotFound."""
    today = seoul_time(now).date()
    with transaction.atomic():
        row = Absence.objects.select_for_update().filter(pk=absence_id, ends_on__gte=today).first()
        mine = row is not None and (
            row.official_id == user.pk
            or (user.role == Role.HEAD and row.official_id in {person.pk for person in colleagues(user=user)})
        )
        if row is None or not mine:
            raise AbsenceNotFound
        if row.starts_on >= today:
            row.delete()
        else:
            row.ends_on = date.fromordinal(today.toordinal() - 1)
            row.save(update_fields=["ends_on"])
