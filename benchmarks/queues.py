"""The queue under more than it will ever see: 500 seats, 4,000 waiting contacts, 8 dispatch processes, for 2 minutes.

    .venv/bin/python benchmarks/queues.py [--seats 500] [--waiting 4000] [--dispatchers 8] [--seconds 120]
        [--steady-seconds 40] [--check]

Starts a PostgreSQL (durable) and a Valkey of its own and throws them away. Three parts: a burst (all agents become
ready at once; the dispatch processes share it), steady work in the product's own shape (one dispatcher, rung by the
product's doorbell, with its sweeps, and explanations beside it; all agents take what they are offered; 10 contacts come
and 10 end each second), and chaos before all the dispatch processes (agents accept, decline, keep silent, vanish,
change their capacity and intent, while 10 contacts come each second). Ends with 1 under --check where a bound is
broken; wall-clock time is never a bound.
"""

import argparse
import contextlib
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import TICKS, Figure, tell
from contactcenter.runtime.postgres import Postgres
from contactcenter.runtime.valkey import Valkey

FORK = multiprocessing.get_context("fork")
PLAYERS = 3
ARRIVALS_A_SECOND = 10
ARRIVED_WITHIN = timedelta(seconds=2)


@contextlib.contextmanager
def services_of_its_own(*apps: str) -> Iterator[int]:
    """Start PostgreSQL and Valkey, make the tables (of `apps` only, if any are named), yield PostgreSQL's process."""
    with tempfile.TemporaryDirectory(prefix="contactcenter-queue-") as folder:
        running, var = [], Path(folder)
        try:
            for service, variable in ((Postgres(var=var), "DATABASE_URL"), (Valkey(var=var), "REDIS_URL")):
                service.prepare()
                command, log = service.command(), (var / f"{service.name}.log").open("ab")
                process = subprocess.Popen(command, env=service.environment, stdout=log, stderr=log)
                running.append(process)
                while not service.ready():
                    time.sleep(0.1)
                if isinstance(service, Postgres):
                    service.create_database()
                os.environ[variable] = service.url
            os.environ |= {"DJANGO_SETTINGS_MODULE": "contactcenter.settings", "CONTACTCENTER_ENV": "test"}
            import django
            from django.core.management import call_command

            django.setup()
            for label in apps or (None,):
                call_command("migrate", *filter(None, [label]), verbosity=0)
            yield running[0].pid
        finally:
            for process, how in zip(running, (signal.SIGINT, signal.SIGTERM), strict=False):
                process.send_signal(how)
            for process in running:
                process.wait(30)


def cpu_of(leader: int) -> float:
    """Return the processor seconds used so far by a process and everything it started."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            pid = int(stat.parent.name)
            parents[pid], used[pid] = int(fields[1]), sum(int(field) for field in fields[11:15]) / TICKS

    def is_under(pid: int) -> bool:
        while pid in parents:
            if pid == leader:
                return True
            pid = parents[pid]
        return False

    return sum(seconds for pid, seconds in used.items() if is_under(pid))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a process of its own; return what they returned, and the processor seconds of each."""
    from django.db import connections

    connections.close_all()
    results = FORK.Queue()

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            returned = work()
        except Exception as error:  # told by the parent
            returned = error
        results.put((number, returned, time.process_time()))

    processes = [FORK.Process(target=run, args=pair) for pair in enumerate(works)]
    for process in processes:
        process.start()
    answers = sorted((results.get() for _ in works), key=lambda answer: answer[0])
    for process in processes:
        process.join()
    for _number, returned, _cpu in answers:
        if isinstance(returned, Exception):
            raise returned
    return [(returned, cpu) for _number, returned, cpu in answers]


def burst(options: argparse.Namespace, postgres: int) -> Iterator[Figure]:
    """Let all agents be ready and all contacts wait, and give every seat what it has room for."""
    from django.db import transaction
    from django.utils import timezone

    from benchmarks import queues_city
    from routing import services
    from routing.models import Offer, Seat

    now = timezone.now()
    with transaction.atomic():
        queues_city.all_ready(now=now)
    queues_city.doorbells().flushall()
    # Nobody sends heartbeats here, and a slow machine must not lose its agents meanwhile.
    Seat.objects.update(last_seen_at=timezone.now() + timedelta(hours=1))

    def dispatch() -> tuple[int, float, float]:
        began, made = time.monotonic(), 0
        while number := services.dispatch_waiting(now=timezone.now()):
            made += number
        return made, began, time.monotonic()

    database = cpu_of(postgres)
    answers = at_once(*[dispatch] * options.dispatchers)
    database = cpu_of(postgres) - database
    Seat.objects.update(last_seen_at=timezone.now())
    made = Offer.objects.count()
    wall = max(end for (_made, _began, end), _cpu in answers) - min(began for (_made, began, _end), _cpu in answers)
    cpu = sum(cpu for _answer, cpu in answers)
    yield Figure("burst: offers made", made)
    yield Figure("burst: offers made a second", made / wall, "/s")
    yield Figure("burst: processor time of an offer", 1000 * (cpu + database) / made, "ms CPU", most=10)
    yield Figure("burst: of it the database", 1000 * database / made, "ms CPU")


def steady(options: argparse.Namespace) -> Iterator[Figure]:
    """Let everybody be busy and thousands wait, and see how soon who ends a contact is offered the next."""
    from django.utils import timezone

    from benchmarks import queues_city
    from routing.models import Offer, Seat

    Offer.objects.update(expires_at=timezone.now() + timedelta(hours=1))  # to accept them all takes its time
    agents = queues_city.Agents(list(Seat.objects.order_by("pk").values_list("user_id", flat=True)), random.Random(3))
    agents.accept_all()
    Seat.objects.update(last_seen_at=timezone.now())
    before = Offer.objects.count()
    until = time.monotonic() + options.steady_seconds
    (rounds, dispatcher), (played, _), (_, explainer), (came, _) = at_once(
        lambda: queues_city.dispatch_until(until, dice=random.Random(), sweeps=queues_city.dispatchers_sweeps()),
        lambda: agents.work_steadily(until=until, ends_a_second=ARRIVALS_A_SECOND),
        lambda: queues_city.explain_until(until),
        lambda: queues_city.arrive_until(until, a_second=ARRIVALS_A_SECOND),
    )
    made = Offer.objects.count() - before
    waits = latencies([played], rounds)
    yield Figure("steady: contacts that came", came)
    yield Figure("steady: contacts that ended", len(played.freed))
    yield Figure("steady: offers made", made)
    yield Figure("steady: free until offered, p50", 1000 * statistics.median(waits), "ms")
    yield Figure("steady: free until offered, p95", 1000 * statistics.quantiles(waits, n=20)[-1], "ms")
    yield Figure("steady: dispatcher and its sweeps for an offer", 1000 * dispatcher / made, "ms CPU", most=30)
    yield Figure("steady: explanations each second", 1000 * explainer / options.steady_seconds, "ms CPU")


def chaos(options: argparse.Namespace) -> Iterator[Figure]:
    """Let agents do whatever agents do, while contacts keep coming; then look at every row there is."""
    from benchmarks import queues_city
    from routing.models import Seat

    users = list(Seat.objects.order_by("pk").values_list("user_id", flat=True))
    players = [queues_city.Agents(users[part::PLAYERS], random.Random(part)) for part in range(PLAYERS)]
    until = time.monotonic() + options.seconds

    def play(agents: queues_city.Agents) -> queues_city.Agents:
        agents.work(until=until, contact_seconds=(1, 20))
        return agents

    def audit() -> tuple[int, int, int]:
        worst = (0, 0, 0)
        while time.monotonic() < until:
            worst = tuple(map(max, worst, look()))  # type: ignore[assignment]
            time.sleep(1)
        return worst

    answers = at_once(
        *[
            lambda number=number: queues_city.dispatch_until(until, dice=random.Random(number))
            for number in range(options.dispatchers)
        ],
        *[lambda agents=agents: play(agents) for agents in players],
        lambda: queues_city.arrive_until(until, a_second=ARRIVALS_A_SECOND),
        lambda: queues_city.explain_until(until),
        lambda: queues_city.sweep_until(until),
        audit,
    )
    returned = [answer for answer, _cpu in answers]
    rounds = [row for rows in returned[: options.dispatchers] for row in rows]
    played = returned[options.dispatchers : options.dispatchers + PLAYERS]
    came, explained, swept, (over, wrong, unexplained) = returned[-4:]
    done = sum((agents.done for agents in played), Counter[str]())
    print(f"chaos: {dict(done)} {dict(swept | explained)} came {came}")
    yield Figure("chaos: contacts that came", came)
    yield Figure("chaos: offers made", sum(number for _began, _end, number in rounds))
    yield Figure("chaos: contacts ended", done["release"])
    yield Figure("chaos: seats above capacity", over, most=0)
    yield Figure("chaos: seats that count wrong", wrong, most=0)
    yield Figure("chaos: waiting without an explanation", unexplained, most=0)
    yield Figure("chaos: order inversions", inversions(), most=0)
    waits = latencies(played, rounds)
    if waits:
        yield Figure("chaos: free until offered, p50", 1000 * statistics.median(waits), "ms")
        yield Figure("chaos: free until offered, p95", 1000 * statistics.quantiles(waits, n=20)[-1], "ms")


def look() -> tuple[int, int, int]:
    """Return, of one moment, the seats above capacity, the seats that count wrong, the waiting without explanation."""
    from django.db import connection, transaction

    from benchmarks import queues_city
    from routing.models import QueueEntry, Seat
    from routing.policies import explaining
    from routing.types import EntryState

    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        seats, held = list(Seat.objects.all()), list(QueueEntry.objects.filter(seat__isnull=False))
        waiting = list(QueueEntry.objects.filter(state=EntryState.WAITING).values_list("explanation", flat=True))
    return *queues_city.miscounted(seats, held), sum(not explaining.told(explanation) for explanation in waiting)


def inversions() -> int:
    """Replay what was offered in each queue, and count offers of a contact while one before it could go there too.

    The numbers of the queue's event stream are in the order of commits. A contact that came back after one batch of
    offers was committed may not have been seen by the next batch, but by the one after that it was.
    """
    from feed.models import Event
    from routing.models import Offer, QueueEntry, SeatSkill

    skilled = set(SeatSkill.objects.values_list("seat_id", flat=True))
    offers = {str(offer.pk): offer for offer in Offer.objects.all()}
    found = 0
    for code in set(QueueEntry.objects.values_list("queue_id", flat=True)):
        entries = {entry.pk: entry for entry in QueueEntry.objects.filter(queue_id=code)}
        seen_by = {pk: (entry.enqueued_at + ARRIVED_WITHIN, 0) for pk, entry in entries.items()}
        passed_by: dict[Any, Any] = {}
        batch, batch_at = 0, None
        events = Event.objects.filter(stream=f"district:{code}", kind__in=("offer.made", "offer.ended"))
        for kind, ids in events.order_by("seq").values_list("kind", "ids"):
            offer = offers[ids["offer"]]
            if kind == "offer.ended":
                if offer.state != "ACCEPTED":
                    seen_by[offer.entry_id] = (offer.offered_at, batch + 2)
                    passed_by[offer.entry_id] = offer.seat_id
                continue
            if offer.offered_at != batch_at:
                batch, batch_at = batch + 1, offer.offered_at
            mine = entries[offer.entry_id]
            seen_by.pop(mine.pk, None)
            for pk, (since, from_batch) in seen_by.items():
                other = entries[pk]
                found += (
                    other.kind == mine.kind
                    and (other.rank_at, other.pk) < (mine.rank_at, mine.pk)
                    and since < offer.offered_at
                    and from_batch <= batch
                    and passed_by.get(pk) != offer.seat_id
                    and (not other.required_skills or offer.seat_id in skilled)
                )
    return found


def latencies(played: list[Any], rounds: list[tuple[datetime, datetime, int]]) -> list[float]:
    """Return the seconds from when each seat became free until its next offer was there to be seen."""
    from routing.models import Offer

    seen = {began: end for began, end, _number in rounds}
    offered: dict[Any, list[datetime]] = defaultdict(list)
    for user_id, at in Offer.objects.order_by("offered_at").values_list("seat__user_id", "offered_at"):
        if at in seen:
            offered[user_id].append(at)
    found = []
    for agents in played:
        for user_id, freed_at in agents.freed:
            later = next((at for at in offered[user_id] if at >= freed_at), None)
            if later is not None:
                found.append((seen[later] - freed_at).total_seconds())
    return found


def settled(came: float) -> Iterator[Figure]:
    """Count, with everything at rest, what was lost or doubled."""
    from django.db.models import Count
    from django.utils import timezone

    from benchmarks import queues_city
    from routing import services
    from routing.models import Offer, QueueEntry
    from routing.types import EntryState, OfferState

    live = Offer.objects.filter(state=OfferState.OFFERED).values("entry").annotate(number=Count("id"))
    accepted = Offer.objects.filter(state=OfferState.ACCEPTED).values("entry").annotate(number=Count("id"))
    offered = QueueEntry.objects.filter(state=EntryState.OFFERED)
    in_hand = QueueEntry.objects.filter(state__in=(EntryState.ASSIGNED, EntryState.WRAP_UP))
    services.explain_waiting(now=timezone.now())
    waiting = QueueEntry.objects.filter(state=EntryState.WAITING, not_before=None)
    yield Figure("waiting without a reason", waiting.filter(explanation__code="QUEUED").count(), most=0)
    yield Figure("contacts", QueueEntry.objects.count())
    yield Figure("contacts lost", came - QueueEntry.objects.count(), most=0)
    yield Figure("offered without a live offer", offered.exclude(offers__state=OfferState.OFFERED).count(), most=0)
    yield Figure("in hand without having been accepted", in_hand.exclude(offers__state="ACCEPTED").count(), most=0)
    yield Figure("double offers", live.filter(number__gt=1).count(), most=0)
    yield Figure("given to two agents", accepted.filter(number__gt=1).count(), most=0)
    yield Figure("seats with a broken history", queues_city.broken_spans(), most=0)


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seats", type=int, default=500)
    parser.add_argument("--waiting", type=int, default=4000)
    parser.add_argument("--dispatchers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--steady-seconds", type=float, default=40)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with services_of_its_own() as postgres:
        from django.db import transaction
        from django.utils import timezone

        from benchmarks import queues_city
        from routing.models import QueueEntry

        now = timezone.now()
        with transaction.atomic():
            queues_city.build(seats=options.seats, now=now)
        with transaction.atomic():
            queues_city.let_wait(contacts=options.waiting, since=timedelta(minutes=10), dice=random.Random(1), now=now)
        print(f"built: {QueueEntry.objects.count()} waiting", flush=True)
        found = list(burst(options, postgres))
        found += steady(options)
        database = cpu_of(postgres)
        found += chaos(options)
        made = next(figure.value for figure in found if figure.name == "chaos: offers made")
        found.append(
            Figure("chaos: database for an offer and its end", 1000 * (cpu_of(postgres) - database) / made, "ms")
        )
        came = options.waiting + sum(figure.value for figure in found if figure.name.endswith("contacts that came"))
        found += settled(came)
        return tell(found, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
