"""Decisions of the running product's tables: time and memory of one process, and how right they are on kept sentences.

    .venv/bin/python benchmarks/routing.py [--check]

Times are processor times of one thread. Against the analyser, which reads every text once, a decision is also a ratio,
so that a slow machine breaks no bound. With --check it ends with 1 where a bound is broken.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, tell, var_directory

REPEATED = 3


def connect() -> None:
    """Reach the running product's database with the secrets it was started with."""
    for line in (var_directory() / "services.env").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    import django

    django.setup()


def resident_megabytes() -> float:
    """Return the memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the processor time for each text (the least of three), the shortest first."""
    times = []
    for text in texts:
        tries = []
        for _ in range(REPEATED):
            began = time.thread_time()
            work(text)
            tries.append(time.thread_time() - began)
        times.append(1000 * min(tries))
    return sorted(times)


def figures() -> list[Figure]:
    """Measure and return the figures."""
    from django.utils import timezone

    from korean import morphemes
    from routing import services
    from routing.policies.edits import is_kept
    from routing.selectors.examples import examples

    kept = [example for example in examples() if is_kept(example.text)]
    texts = [example.text for example in kept]
    before = resident_megabytes()
    morphemes.preload()
    analyser = resident_megabytes()
    began = time.process_time()
    services.preload()
    loading = time.process_time() - began
    tables = resident_megabytes()
    decisions = [services.decide(text=text, now=timezone.now()) for text in texts]
    pairs = list(zip(kept, decisions, strict=True))
    first = sum(decision.topic_code == example.topic_code for example, decision in pairs)
    third = sum(
        example.topic_code in [found.code for found in decision.topic_candidates] for example, decision in pairs
    )
    alone = milliseconds(morphemes.tokens, texts)
    times = milliseconds(lambda text: services.decide(text=text, now=timezone.now()), texts)
    return [
        Figure("kept sentences", len(texts)),
        Figure("topic right, first of three", first / len(texts), least=0.7),
        Figure("topic right, among three", third / len(texts), least=0.85),
        Figure("decision: processor time, p50", times[len(times) // 2], "ms", most=3),
        Figure("decision: processor time, p99", times[int(0.99 * len(times))], "ms", most=20),
        Figure("decision against the analyser alone", sum(times) / sum(alone), "times", most=4),
        Figure("loading the tables: processor time", loading, "s", most=10),
        Figure("memory: analyser", analyser - before, "MB"),
        Figure("memory: tables and model", tables - analyser, "MB", most=150),
    ]


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    connect()
    return tell(figures(), check=options.check)


if __name__ == "__main__":
    sys.exit(main())
