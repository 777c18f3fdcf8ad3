"""The official directory."""

from collections.abc import Iterable

from django.db import transaction

from districts.models import Official
from districts.types import OfficialEntry

COPIED = ("position", "title", "extension", "duties", "on_duty", "user_id")


@transaction.atomic
def officials_upsert(*, entries: Iterable[OfficialEntry]) -> int:
    """Write directory lines: a known (department, name) is changed, a new one added, none removed.

    Returns how many lines were written. The departments must exist (IntegrityError otherwise).
    """
    rows = [
        Official(
            department_id=entry.department_code,
            name=entry.name,
            position=entry.position,
            title=entry.title,
            extension=entry.extension,
            duties=entry.duties,
            on_duty=entry.on_duty,
            user_id=entry.user_id,
        )
        for entry in entries
    ]
    Official.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["department", "name"], update_fields=list(COPIED)
    )
    return len(rows)
