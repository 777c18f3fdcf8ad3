"""Search of the running product's collections: processor time of a question and of suggestions, and how vectors grow.

    .venv/bin/python benchmarks/search.py [--collection NAME] [--check]

Times are processor times of this process's thread (the database's own are not in them). With --check it ends with 1
where a bound is broken.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, tell
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
        return milliseconds(work, texts)

    searched = timed(lambda text: selectors.search(text=text, collection=collection, now=now), QUESTIONS)
    suggested = timed(lambda text: selectors.suggest(text=text, collection=collection, now=now), PREFIXES)
    read = [0.0] if meaning.problem() else timed(meaning.read, QUESTIONS)
    analysed = timed(morphemes.tokens, QUESTIONS)
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
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    connect()
    began = time.perf_counter()
    code = tell(figures(arguments.collection), check=arguments.check)
    print(f"measured in {time.perf_counter() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
