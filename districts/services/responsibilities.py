"""Say which department is in charge of a topic."""

from datetime import date

from django.db import transaction
from django.db.models import F

from districts.models import Responsibility
from districts.types import Review


def assign_topic(*, district_code: str, topic_code: str, department_code: str, basis: str, on: date) -> bool:
    """Put a department in charge of a topic in a district from a day on; "" ends the line, so the main desk stands in.

    The line in force ends that day, so history stays; one that is planned for a later day still follows. Returns
    whether anything changed. District, topic and department must exist (IntegrityError otherwise).
    """
    with transaction.atomic():
        lines = list(
            Responsibility.objects.select_for_update()
            .filter(district_id=district_code, topic_id=topic_code)
            .order_by(F("valid_from").desc(nulls_last=True))
        )
        planned = [line.valid_from for line in lines if line.valid_from is not None and line.valid_from > on]
        in_force = [line for line in lines if _is_in_force(line, on)]
        line = in_force[0] if in_force else None
        if (line.department_id if line is not None else "") == department_code:
            return False
        if line is not None and line.valid_from == on:
            line.delete()
        elif line is not None:
            line.valid_until = on
            line.save(update_fields=["valid_until"])
        if department_code:
            Responsibility.objects.create(
                district_id=district_code,
                topic_id=topic_code,
                department_id=department_code,
                wording="" if line is None else line.wording,
                basis=basis,
                review=Review.REVIEWED,
                valid_from=on,
                valid_until=min(planned, default=None),
            )
        return True


def _is_in_force(line: Responsibility, on: date) -> bool:
    begun = line.valid_from is None or line.valid_from <= on
    return begun and (line.valid_until is None or line.valid_until > on)
