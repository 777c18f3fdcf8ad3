"""Seoul with its examples, model and queues, for tests: loaded once in a run, then copied as rows."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from contactcenter.testing import once
from districts.models import City
from districts.services import load_city
from routing import services as routing
from tests.trained import publish_trained_model

Model = type[models.Model]


def fill_with_seoul(*, now: datetime) -> None:
    """Bring Seoul into the tables, which are empty, as it is loaded at the instant `now`. Call it in a transaction."""
    loaded_here = False

    def load(folder: Path) -> None:
        nonlocal loaded_here
        loaded_here = True
        filled_before = set(_filled(apps.get_models(include_auto_created=True)))
        load_city(name="seoul", today=now.date())
        routing.load_examples(now=now)
        publish_trained_model(now=now)
        routing.ensure_queues()
        for model in _filled(apps.get_models(include_auto_created=True)):
            if model not in filled_before:
                with (folder / model._meta.db_table).open("wb") as file, connection.cursor() as cursor:
                    cursor.copy_expert(f"COPY {model._meta.db_table} TO STDOUT (FORMAT binary)", file)

    folder = once(f"seoul-{now:%Y%m%dT%H%M%S}", load)
    if not loaded_here:
        _copy_from(folder)


def _filled(candidates: Iterable[Model]) -> list[Model]:
    """Return those that have rows."""
    return [model for model in candidates if model._meta.managed and model._base_manager.exists()]


def _copy_from(folder: Path) -> None:
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    copied = [tables[file.name] for file in folder.iterdir()]
    copied.sort(key=lambda model: model is City)  # last: rows of other tables raise the version that it keeps
    with connection.cursor() as cursor:
        for model in copied:
            with (folder / model._meta.db_table).open("rb") as file:
                cursor.copy_expert(f"COPY {model._meta.db_table} FROM STDIN (FORMAT binary)", file)
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        for statement in connection.ops.sequence_reset_sql(no_style(), copied):
            cursor.execute(statement)
