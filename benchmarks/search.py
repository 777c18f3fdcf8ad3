"""Search of the running product's collections: processor time of a question and of suggestions, and how vectors grow.

    .venv/bin/python benchmarks/search.py [--collection NAME] [--grow ARTICLES] [--check]

Times are processor times: of this process's thread, and of the database's process for this connection. With --grow the
collection is copied until it has so many articles, in a transaction that is rolled back, and searched by words. With
--check it ends with 1 where a bound is broken.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import TICKS, Figure, tell
from benchmarks.routing import connect, milliseconds, resident_megabytes

QUESTIONS = (
    "여권 다시 만들려면 어디로 가요",
    "집 앞에 불법주차 신고하고 싶은데",
    "장롱 버리려는데 스티커 어디서 사나요",
    "물이 안 나와요",
    "등본 떼는 데 얼마예요",
    "애 어린이집 대기는 어떻게 걸어요",
    "제가 이번에 이사를 했는데요 전입신고를 인터넷으로도 할 수 있다고 들어서요 그게 어디서 하는 건지 좀 알려주세요",
    "옆집 공사 소리가 너무 시끄러워요",
)
PREFIXES = ("여", "여권", "여권 재", "대형폐", "불법주", "전입")
LARGE = 50_000


FRESH = ("", "?", " ?", ".", " .")
"""Endings that make a question new to what is remembered, and leave it the same question."""

FRESH_AGAIN = ("!", " !", "!!", " !!", "?!")

COPY = """
    CREATE TEMPORARY TABLE copied ON COMMIT DROP AS
    SELECT id AS old, gen_random_uuid() AS new, number
      FROM knowledgebase_article, generate_series(1, %(copies)s) AS number
     WHERE collection = %(collection)s AND status = 'PUBLISHED'
"""
COPY_COUNTS = """
    INSERT INTO knowledgebase_termcount (collection, analyser, term, articles)
    SELECT 'grown', analyser, term, articles * %(copies)s FROM knowledgebase_termcount WHERE collection = %(collection)s
"""


def fresh_milliseconds(
    work: Callable[[str], object], texts: Sequence[str], *, endings: Sequence[str] = FRESH
) -> list[float]:
    """Return the processor time for each text (the least of five, each new to what is remembered), sorted."""
    times = []
    for text in texts:
        tries = []
        for ending in endings:
            began = time.thread_time()
            work(f"{text}{ending}")
            tries.append(time.thread_time() - began)
        times.append(1000 * min(tries))
    return sorted(times)


def sql_growth(collection: str, wanted: int) -> list[Figure]:
    """Copy the collection until it has the wanted number of articles, search it by words, and forget the copies."""
    from django.db import connection, transaction
    from django.utils import timezone

    from knowledgebase import selectors
    from knowledgebase.models import Article, Opening, Posting

    count = Article.objects.filter(collection=collection, status="PUBLISHED").count()
    copies = max(1, round(wanted / max(1, count)))
    given: dict[str, str | int] = {"collection": collection, "copies": copies}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(COPY, given)
            for model, owner in ((Article, "id"), (Posting, "article_id"), (Opening, "article_id")):
                cursor.execute(
                    copying(model._meta.db_table, [str(field.column) for field in model._meta.local_fields], owner)
                )
            cursor.execute(COPY_COUNTS, given)
            cursor.execute("ANALYZE knowledgebase_posting")
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")

        def ask(text: str) -> object:
            return selectors.search(text=text, collection="grown", now=timezone.now())

        ask(QUESTIONS[0])
        before = spent(backend)
        times = fresh_milliseconds(ask, QUESTIONS)
        by_database = 1000 * (spent(backend) - before) / (len(FRESH) * len(QUESTIONS))
        transaction.set_rollback(True)
    articles = f"{count * copies:,} articles"
    return [
        Figure(f"search by words, {articles}, median", times[len(times) // 2], "ms"),
        Figure(f"  the database, {articles}, mean", by_database, "ms"),
    ]


def copying(table: str, columns: Sequence[str], owner: str) -> str:
    """Return the statement that copies the rows of the copied articles into the collection "grown"."""
    instead = {owner: "copied.new", "collection": "'grown'", "external_id": "external_id || '-' || copied.number"}
    kept = [column for column in columns if column != "id" or owner == "id"]
    values = ", ".join(instead.get(column, f"source.{column}") for column in kept)
    names = ", ".join(kept)
    joined = f"FROM {table} AS source JOIN copied ON copied.old = source.{owner}"
    return f"INSERT INTO {table} ({names}) SELECT {values} {joined}"


def spent(stat: Path) -> float:
    """Return the processor seconds that a process has used."""
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / TICKS


def late(times: Sequence[float]) -> float:
    """Return the last of the times, which are sorted: of so few the 99th of a hundred."""
    return times[-1]


def grown() -> list[Figure]:
    """Compare a question with 2,645 and with 50,000 made-up wordings (clusters, as variations of one text are)."""
    import numpy as np

    from knowledgebase.selectors.vectors import KEPT_WIDE, Matrix, Numbers, Outline, worth_comparing
    from korean import meaning

    random = np.random.default_rng(7)
    texts = random.normal(size=(2_645, meaning.DIMENSIONS)).astype(np.float32)
    figures = []
    for count in (len(texts), LARGE):
        rows = texts[random.integers(0, len(texts), count)] + 0.3 * random.normal(size=(count, meaning.DIMENSIONS))
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        kept = rows if count <= KEPT_WIDE else rows.astype(np.float16)
        outline = None if count <= KEPT_WIDE else Outline.of(kept)
        articles = tuple(UUID(int=number + 1) for number in range(count))
        matrix = Matrix(1, np.arange(count), articles, kept, np.zeros(count, np.float32), outline)

        def compare(_: str, matrix: Matrix = matrix, question: Numbers = rows[5]) -> Numbers:
            return matrix.vectors[worth_comparing(matrix, question)].astype(np.float32) @ question

        size = kept.nbytes + (outline.vectors.nbytes if outline else 0)
        figures += [
            Figure(f"comparison with {count:,} wordings", milliseconds(compare, [""])[0], "ms", most=40),
            Figure(f"vectors of {count:,} wordings", size / 1024**2, "MB", most=60),
        ]
    return figures


def figures(collection: str) -> list[Figure]:
    """Measure and return the figures."""
    from django.utils import timezone

    from knowledgebase import selectors
    from korean import meaning, morphemes

    now = timezone.now()
    morphemes.preload()
    meaning.preload()
    before = resident_megabytes()

    def timed(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
        work(texts[0])
        return fresh_milliseconds(work, texts)

    searched = timed(lambda text: selectors.search(text=text, collection=collection, now=now), QUESTIONS)
    suggested = timed(lambda text: selectors.suggest(text=text, collection=collection, now=now), PREFIXES)
    read = [0.0] if meaning.problem() else fresh_milliseconds(meaning.read, QUESTIONS, endings=FRESH_AGAIN)
    analysed = fresh_milliseconds(morphemes.tokens, QUESTIONS, endings=FRESH_AGAIN)
    added = resident_megabytes() - before
    return [
        Figure("search, median", searched[len(searched) // 2], "ms", most=60),
        Figure("search, longest", late(searched), "ms", most=200),
        Figure("  of it the vector, median", read[len(read) // 2], "ms"),
        Figure("search ÷ analysing the text", searched[len(searched) // 2] / analysed[len(analysed) // 2], "times"),
        Figure("suggestions, longest", late(suggested), "ms", most=40),
        Figure("memory added by searching", added, "MB", most=150),
        *grown(),
    ]


def main() -> int:
    """Measure, print, and judge if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", default="city")
    parser.add_argument("--grow", type=int, action="append", default=[], metavar="ARTICLES")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    connect()
    began = time.perf_counter()
    measured = figures(arguments.collection)
    for wanted in arguments.grow:
        measured += sql_growth(arguments.collection, wanted)
    code = tell(measured, check=arguments.check)
    print(f"measured in {time.perf_counter() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
