"""Empty the tables after a test that commits: only those with rows, where Django would truncate all there are."""

from functools import cache

from django.db import connection

# What `migrate` writes once stays, so that nothing has to write it again.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete all rows that tests have written. Needs a database of this run's own: triggers are off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_which_have_rows())
        full = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        if full:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in full))
            cursor.execute("SET session_replication_role = DEFAULT")


@cache
def _which_have_rows() -> str:
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    quote = connection.ops.quote_name
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quote(name)})" for name in sorted(names))
