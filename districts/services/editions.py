"""Which edition of the city's files other apps have worked through."""

from django.db import transaction

from districts.models import City


@transaction.atomic
def is_new_edition(*, table: str, reader: str) -> bool:
    """Return whether a table (its model's name, e.g. "responsibility") was loaded from another edition of its files
    than the one `reader` was told of last, and remember that it has been told. False while there is no city.

    Roll the transaction back, and the reader is told again.
    """
    city = City.objects.select_for_update().first()
    if city is None:
        return False
    told = f"{table}, {reader}"
    edition = city.loaded.get(table, "")
    if city.loaded.get(told) == edition:
        return False
    city.loaded[told] = edition
    city.save(update_fields=["loaded"])
    return True
