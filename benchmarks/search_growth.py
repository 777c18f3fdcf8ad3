"""Grow a collection to many thousand articles in SQL, for `benchmarks/search.py`, and forget it again.

The copies stand in a schema of their own that a search path puts before the real tables, so that the product's own
statements read them, and that the transaction takes away with it. Each copy is a variant: of its index a seventh is
that of another article, the weights differ, and so does an eighth of its vectors' numbers. Nothing is written to the
real tables.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

GROWN = "grown"
COPIED_TABLES = ("article", "posting", "termcount", "wording", "opening", "indexstamp")
BEGIN = f"""
    SET LOCAL statement_timeout = 0;
    SET LOCAL work_mem = '64MB';
    SET LOCAL maintenance_work_mem = '256MB';
    CREATE SCHEMA {GROWN};
    SELECT setseed(0.5)
"""
COPY = f"""
    CREATE UNLOGGED TABLE {GROWN}.copied AS
      WITH original AS (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS total
                          FROM public.knowledgebase_article
                         WHERE collection = %(collection)s AND status = 'PUBLISHED')
    SELECT original.id AS old, other.id AS other, gen_random_uuid() AS new, number
      FROM generate_series(1, %(copies)s) AS number
     CROSS JOIN original
      JOIN original AS other ON other.place = 1 + (original.place + 37 * number) %% original.total
"""
ARTICLES = """
    INSERT INTO grown.knowledgebase_article ({names})
    SELECT {values} FROM public.knowledgebase_article AS source JOIN grown.copied ON copied.old = source.id
"""
POSTINGS = """
    INSERT INTO grown.knowledgebase_posting (collection, analyser, term, article_id, field, ordinal, weight)
    SELECT 'grown', analyser, term, copied.new, field, ordinal, weight * (0.8 + 0.4 * random())
      FROM grown.copied JOIN public.knowledgebase_posting AS source ON source.article_id = copied.old
     WHERE random() < 6.0 / 7
     UNION ALL
    SELECT 'grown', analyser, term, copied.new, field, ordinal, weight * (0.8 + 0.4 * random())
      FROM grown.copied JOIN public.knowledgebase_posting AS source ON source.article_id = copied.other
     WHERE random() < 1.0 / 7
"""
VARIED = """
    CASE WHEN source.vector IS NOT NULL AND other.vector IS NOT NULL
         THEN overlay(source.vector PLACING substring(other.vector FROM 1 + 96 * (copied.number % 8) FOR 96)
                      FROM 1 + 96 * (copied.number % 8) FOR 96)
         ELSE source.vector END
"""
WORDINGS = f"""
    INSERT INTO grown.knowledgebase_wording
           (collection, article_id, ordinal, letters, chosung, digest, vector_model, vector)
    SELECT 'grown', copied.new, source.ordinal, left(source.letters, 1490) || copied.number, source.chosung,
           source.digest, source.vector_model, {VARIED}
      FROM grown.copied JOIN public.knowledgebase_wording AS source ON source.article_id = copied.old
      LEFT JOIN public.knowledgebase_wording AS other ON other.article_id = copied.other AND other.ordinal = 0
"""
OPENINGS = f"""
    INSERT INTO grown.knowledgebase_opening (article_id, collection, digest, vector_model, vector)
    SELECT copied.new, 'grown', source.digest, source.vector_model, {VARIED}
      FROM grown.copied JOIN public.knowledgebase_opening AS source ON source.article_id = copied.old
      LEFT JOIN public.knowledgebase_opening AS other ON other.article_id = copied.other
"""
COUNTS = """
    INSERT INTO grown.knowledgebase_termcount (collection, analyser, term, articles)
    SELECT 'grown', analyser, term, articles * %(copies)s
      FROM public.knowledgebase_termcount WHERE collection = %(collection)s
"""
STAMP = "INSERT INTO grown.knowledgebase_indexstamp (collection, changes) VALUES ('grown', %(copies)s)"
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
SIZE = "SELECT pg_total_relation_size('grown.knowledgebase_posting') / 1024.0 ^ 2, pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Growth:
    """What has grown: articles, the seconds it took, the megabytes of its postings, the database's process."""

    articles: int
    seconds: float
    megabytes: float
    backend: int


@contextmanager
def grown(*, collection: str, wanted: int) -> Iterator[Growth]:
    """Hold the collection "grown" with about so many articles as long as the block lasts."""
    from knowledgebase.models import Article

    count = Article.objects.filter(collection=collection, status="PUBLISHED").count()
    if not count:
        raise SystemExit(f"the collection {collection} is empty: import it first")
    copies = max(1, round(wanted / count))
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGIN)
        for table in COPIED_TABLES:
            name = f"knowledgebase_{table}"
            cursor.execute(f"CREATE UNLOGGED TABLE {GROWN}.{name} (LIKE public.{name} INCLUDING IDENTITY)")
        given = {"collection": collection, "copies": copies}
        cursor.execute(COPY, given)
        cursor.execute(f"ANALYZE {GROWN}.copied")
        cursor.execute(_articles([str(field.column) for field in Article._meta.local_fields]))
        for statement in (POSTINGS, WORDINGS, OPENINGS):
            cursor.execute(statement)
        cursor.execute(COUNTS, given)
        cursor.execute(STAMP, given)
        for table in COPIED_TABLES:
            name = f"knowledgebase_{table}"
            cursor.execute(INDEXES, [name])
            for (index,) in cursor.fetchall():
                cursor.execute(index.replace(f" ON public.{name} ", f" ON {GROWN}.{name} "))
            cursor.execute(f"ANALYZE {GROWN}.{name}")
        cursor.execute(f"SET LOCAL search_path = {GROWN}, public")
        cursor.execute(SIZE)
        megabytes, backend = cursor.fetchone()
        yield Growth(count * copies, time.perf_counter() - began, float(megabytes), backend)
        transaction.set_rollback(True)


def _articles(columns: list[str]) -> str:
    """Return the statement that copies the articles: each a new id, and a number and title of its own."""
    instead = {
        "id": "copied.new",
        "collection": "'grown'",
        "external_id": "left(external_id, 70) || '-' || copied.number",
        "title": "left(title, 290) || ' ' || copied.number",
    }
    values = ", ".join(instead.get(column, f"source.{column}") for column in columns)
    return ARTICLES.format(names=", ".join(columns), values=values)
