"""Search of the running product's collections: times of a question and of suggestions, and how they grow.

    .venv/bin/python benchmarks/search.py [--collection NAME] [--grow ARTICLES] [--check]

Bounds hold for processor times, of this process's thread; what was waited is told beside them and means something on a
quiet machine only. With --grow variants of the collection's articles are made until there are so many, in a transaction
that is rolled back (`benchmarks/search_growth.py`), and searched. With --check it ends with 1 where a bound is broken.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
TRIES = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, shortest first: the processor's for each text (the least of its tries), the waiting of each try."""

    processor: list[float]
    waited: list[float]

    @property
    def median(self) -> float:
        """The processor time of the text in the middle."""
        return self.processor[len(self.processor) // 2]

    def waited_at(self, share: float) -> float:
        """Return what this share of the tries did not wait longer than."""
        return self.waited[min(len(self.waited) - 1, int(share * len(self.waited)))]


def fresh_times(work: Callable[[str], object], texts: Sequence[str]) -> Times:
    """Time each text five times, each time as a text that this process has never read."""
    from korean import meaning, morphemes

    processor, waited = [], []
    for text in texts:
        tries = []
        for _ in range(TRIES):
            meaning._read_question.cache_clear()
            morphemes._short_tokens.cache_clear()
            began, began_waiting = time.thread_time(), time.perf_counter()
            work(text)
            waited.append(1000 * (time.perf_counter() - began_waiting))
            tries.append(1000 * (time.thread_time() - began))
        processor.append(min(tries))
    return Times(sorted(processor), sorted(waited))


def growth(collection: str, wanted: int) -> list[Figure]:
    """Search and suggest among so many variants of the collection's articles."""
    from django.utils import timezone

    from benchmarks.search_growth import GROWN, grown
    from knowledgebase import selectors

    def ask(text: str) -> object:
        return selectors.search(text=text, collection=GROWN, now=timezone.now())

    def suggest(text: str) -> object:
        return selectors.suggest(text=text, collection=GROWN, now=timezone.now())

    before = resident_megabytes()
    with grown(collection=collection, wanted=wanted) as size:
        backend = Path(f"/proc/{size.backend}/stat")
        began = time.perf_counter()
        ask(QUESTIONS[0])
        first = time.perf_counter() - began
        begun = spent(backend)
        searched = fresh_times(ask, QUESTIONS)
        by_database = 1000 * (spent(backend) - begun) / len(searched.waited)
        suggested = fresh_times(suggest, PREFIXES)
    added = resident_megabytes() - before
    among = f"of {size.articles:,}"
    return [
        Figure(f"{size.articles:,} articles made in", size.seconds, "s"),
        Figure(f"postings with their index {among}", size.megabytes, "MB"),
        Figure(f"vectors read by a new process {among}", first, "s"),
        Figure(f"search, median {among}", searched.median, "ms"),
        Figure(f"  the database's process, mean {among}", by_database, "ms"),
        Figure(f"  waited, median {among}", searched.waited_at(0.5), "ms"),
        Figure(f"  waited, 99 of 100 {among}", searched.waited_at(0.99), "ms"),
        Figure(f"suggestions waited, 95 of 100 {among}", suggested.waited_at(0.95), "ms"),
        Figure(f"memory added to a process {among}", added, "MB"),
    ]


def spent(stat: Path) -> float:
    """Return the processor seconds that a process has used."""
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / TICKS


def comparisons() -> list[Figure]:
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

    def timed(work: Callable[[str], object], texts: Sequence[str]) -> Times:
        work(texts[0])
        return fresh_times(work, texts)

    searched = timed(lambda text: selectors.search(text=text, collection=collection, now=now), QUESTIONS)
    suggested = timed(lambda text: selectors.suggest(text=text, collection=collection, now=now), PREFIXES)
    read = 0.0 if meaning.problem() else fresh_times(meaning.read, QUESTIONS).median
    analysed = fresh_times(morphemes.tokens, QUESTIONS)
    added = resident_megabytes() - before
    return [
        Figure("search, median", searched.median, "ms", most=60),
        Figure("search, longest", searched.processor[-1], "ms", most=200),
        Figure("  of it the vector, median", read, "ms"),
        Figure("  waited, median", searched.waited_at(0.5), "ms"),
        Figure("  waited, 99 of 100", searched.waited_at(0.99), "ms"),
        Figure("search ÷ analysing the text", searched.median / analysed.median, "times"),
        Figure("suggestions, longest", suggested.processor[-1], "ms", most=40),
        Figure("  waited, 95 of 100", suggested.waited_at(0.95), "ms"),
        Figure("memory added by searching", added, "MB", most=150),
        *comparisons(),
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
        measured += growth(arguments.collection, wanted)
    code = tell(measured, check=arguments.check)
    print(f"measured in {time.perf_counter() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
