"""The whole journey under load: citizens, agents and officials against a running `./run`.

    .venv/bin/python benchmarks/journey.py [--minutes 3] [--contacts-per-minute 60] [--check]

Prints what was promised and kept, and the processor time per request and per contact of each program. With --check it
ends with 1 where a bound on counts, ratios or processor time is broken; wall-clock time is never a bound.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, Programs, tell, var_directory
from simulation.client import Target
from simulation.play import Outcome, Plan, play
from simulation.report import lines
from simulation.words import Matter


def target() -> Target:
    """Return the running product, with the secrets it was started with."""
    for line in (var_directory() / "services.env").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    import django

    django.setup()
    from contactcenter.demonstration.target import demonstration_target

    return demonstration_target()


def figures(outcome: Outcome, cpu: dict[str, float], memory: dict[str, float]) -> list[Figure]:
    """Return what was measured, with the bounds it is held to."""
    requests = sum(outcome.client.answers.values())
    contacts = len(outcome.ledger.conversations)
    found = outcome.audit
    questions = [
        c for c in outcome.ledger.conversations if c.inquiry.matter is Matter.QUESTION and c.channel != "PHONE"
    ]
    alone = sum(not conversation.seen_by_agent for conversation in questions)
    return [
        Figure("contacts lost", len(found.lost_contacts), most=0),
        Figure("complaints lost", len(found.lost_complaints), most=0),
        Figure("messages lost", len(found.lost_messages), most=0),
        Figure("messages sent twice", len(found.doubled), most=0),
        Figure("contacts given to two agents", len(outcome.ledger.given_twice), most=0),
        Figure("simple written questions answered at once", 100 * alone / max(len(questions), 1), "%", least=50),
        Figure(
            "complaints completed", 100 * (1 - found.open_complaints / max(1, _complaints(outcome))), "%", least=100
        ),
        Figure("web: processor time per request", 1000 * cpu["web"] / requests, "ms", most=25),
        Figure("database: processor time per request", 1000 * cpu["postgres"] / requests, "ms", most=12),
        Figure("front: processor time per request", 1000 * cpu["front"] / requests, "ms", most=3),
        Figure("worker: processor time per contact", 1000 * cpu["worker"] / contacts, "ms", most=400),
        Figure("all programs: processor time per contact", 1000 * sum(cpu.values()) / contacts, "ms", most=1500),
        Figure("all programs: memory", sum(memory.values()), "MB"),
        Figure("web: memory", memory["web"], "MB"),
    ]


def _complaints(outcome: Outcome) -> int:
    return sum(outcome.audit.complaint_states.values())


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--contacts-per-minute", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    programs = Programs(var=var_directory())
    before = programs.cpu_seconds()
    plan = Plan(minutes=options.minutes, per_minute=options.contacts_per_minute, agents=10, seed=options.seed)
    outcome = asyncio.run(play(target=target(), plan=plan, progress=lambda what, done, total: None))
    cpu = {name: seconds - before.get(name, 0.0) for name, seconds in programs.cpu_seconds().items()}
    print("\n".join(lines(outcome)), end="\n\n")
    return tell(figures(outcome, cpu, programs.memory_megabytes()), check=options.check)


if __name__ == "__main__":
    sys.exit(main())
