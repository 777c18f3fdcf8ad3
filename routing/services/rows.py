"""Write many rows in one statement."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model


def update_rows(rows: Sequence[Model], *, fields: Sequence[str]) -> None:
    """Write the named fields of rows of one model as they are in memory; the rows are locked by the caller."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = [cast("Field[Any, Any]", meta.get_field(name)) for name in ("id", *fields)]
    values = [[column.get_db_prep_save(getattr(row, column.attname), connection) for row in rows] for column in columns]
    quote = connection.ops.quote_name
    names = [quote(str(column.column)) for column in columns]
    arrays = ", ".join(f"%s::{column.db_type(connection)}[]" for column in columns)
    setting = ", ".join(f"{name} = new.{name}" for name in names[1:])
    # Names of columns and types come from the model, values are parameters.
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS row SET {setting} "  # noqa: S608
            f"FROM unnest({arrays}) AS new ({', '.join(names)}) WHERE row.{names[0]} = new.{names[0]}",
            values,
        )
