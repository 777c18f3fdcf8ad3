"""The test run itself: real services, Korean trigrams."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_database_sees_hangul() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('민원'))")
        assert cursor.fetchone() == (3,)


def test_cache_is_real() -> None:
    cache.set("word", "민원")
    assert cache.get("word") == "민원"
