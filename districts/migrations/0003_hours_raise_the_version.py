"""Routing keeps office hours and holidays in memory too: an edit of them raises the gazetteer's version."""

from django.db import migrations

TABLES = ("officehours", "holiday")
WATCH = "".join(
    f"CREATE TRIGGER raise_gazetteer_version AFTER INSERT OR UPDATE OR DELETE ON districts_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION districts_raise_gazetteer_version();"
    for table in TABLES
)
UNWATCH = "".join(f"DROP TRIGGER raise_gazetteer_version ON districts_{table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("districts", "0002_place_kinds_and_sources")]

    operations = [migrations.RunSQL(WATCH, UNWATCH)]
