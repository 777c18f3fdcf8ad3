"""What lists, details and changes of complaints cost with very many of them, against a running `./run`.

    .venv/bin/python benchmarks/complaints.py [--rows 100000] [--then 1000000] [--seconds 10] [--check]
                                              [--keep FILE] [--against FILE]

Writes the complaints first if there are fewer (use a throw-away `CONTACTCENTER_VAR`), and waits until the tables are
vacuumed and nothing works in the background any more. Counts statements and reads plans in its own process; measures
processor time of the web over HTTP, and of the database's processes that answer it, in the middle of slices of 20
requests. What the whole database does meanwhile (a complaint that was created is handed over by a task) stands beside
it. Ends with 1 under --check where a bound is broken; wall-clock time is never a bound. `--then` grows to more rows and
measures all of it again: at ten times the rows a request may cost 1.3 times as much. `--keep` writes the last figures
to a file, with which `--against` compares another run.
"""

import argparse
import concurrent.futures
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.journey import target
from benchmarks.measuring import Figure, Programs, cost, tell, var_directory

RUN = target()

import httpx
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.authentication import token_for
from accounts.models import User
from complaints import selectors, services
from complaints.models import Complaint
from complaints.types import Bucket, Kind, State

TABLES = ("complaints_complaint", "complaints_complaintevent", "complaints_deadlineevent")
LARGER = 1.3
"""How many times as much a request may cost at ten times the rows."""
DETAILED = ("detail", "similar complaints", "status page", "team")
BURST = 10
STEADY_PER_SECOND = 4
COUNTS = 200
OFFICERS = 50
SHARED = 20


@dataclass
class People:
    """Who asks: an agent of the whole city, an official and a head of the department with the most open complaints."""

    agent: User
    official: User
    department: str
    places: list[tuple[UUID, str, str, str]]
    """Citizens, districts, topics and departments that complaints are registered for."""
    keys: dict[str, str] = field(default_factory=dict)

    def client(self, name: str) -> httpx.Client:
        """Return a client that works as this person."""
        headers = {"Authorization": f"Token {self.keys[name]}"}
        return httpx.Client(base_url=RUN.url, headers=headers, timeout=60, limits=httpx.Limits(max_connections=100))


def people() -> People:
    """Return the people of the demonstration city, with keys."""
    busiest = (
        Complaint.objects.filter(completed_at__isnull=True, official__isnull=False)
        .values_list("department_id", "official_id")
        .order_by("department_id")
    )
    (department, official), _count = Counter(busiest).most_common(1)[0]
    newest = Complaint.objects.order_by("-id").values_list("citizen_id", "district_id", "topic_id", "department_id")
    agent = User.objects.get(username="agent1")
    found = People(agent, User.objects.get(pk=official), department, list(newest[:2000]))
    for name in ("agent", "official"):
        found.keys[name] = token_for(user=getattr(found, name), now=timezone.now())[0]
    return found


def statements(work: Callable[[], object]) -> list[str]:
    """Return the statements that `work` takes, without savepoints."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def scans(sql: str) -> list[str]:
    """Return the tables that a statement reads from one end to the other."""
    if not sql.startswith("SELECT"):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return [table for table in TABLES if f"Seq Scan on {table} " in plan]


def screens(who: People) -> dict[str, Callable[[], object]]:
    """Return what screens read, by name."""
    now = timezone.now()
    agent, official = (lambda: User.objects.get(pk=who.agent.pk)), (lambda: User.objects.get(pk=who.official.pk))
    some = Complaint.objects.filter(department=who.department, official=who.official, completed_at__isnull=True)
    one = some.order_by("-id").values_list("id", "citizen_id", "number").first()
    assert one is not None
    near = Complaint.objects.filter(district="11680", latitude__isnull=False).values_list(
        "topic_id", "latitude", "longitude"
    )[0]
    listed: dict[str, Callable[[], object]] = {
        f"list of the department: {bucket}": lambda bucket=bucket: selectors.worklist(
            user=official(), bucket=bucket, now=now
        )
        for bucket in Bucket
    }
    return listed | {
        "list of the city": lambda: selectors.listing(user=agent(), filters={}, now=now),
        "list by district and state": lambda: selectors.listing(
            user=agent(), filters={"district": ["11680"], "state": ["RECEIVED"]}, now=now
        ),
        "search: common word": lambda: selectors.search(user=agent(), text="가로등", now=now),
        "search: rare word": lambda: selectors.search(user=agent(), text="전깃줄에 닿아", now=now),
        "search: none": lambda: selectors.search(user=agent(), text="기린이 도망갔", now=now),
        "search: by number": lambda: selectors.search(user=agent(), text=one[2], now=now),
        "detail": lambda: selectors.complaint(complaint_id=one[0], user=official(), now=now),
        "by citizen": lambda: selectors.of_citizen(citizen_id=one[1], user=agent(), now=now),
        "detail without its past": lambda: selectors.complaint(
            complaint_id=one[0], user=official(), now=now, past=False
        ),
        "history": lambda: selectors.history(complaint_id=one[0], user=official()),
        "status page": lambda: selectors.public_status(token=selectors.token_of(complaint_id=one[0])),
        "similar complaints": lambda: selectors.similar(complaint_id=one[0], user=official(), now=now),
        "objections to decide": lambda: selectors.objections_open(user=official(), now=now),
        "asked by other departments": lambda: selectors.cooperation_asked(user=official(), now=now),
        "tasks": lambda: selectors.alerts_for(user=official(), now=now),
        "team": lambda: selectors.team(user=official(), now=now),
        "nearby": lambda: selectors.nearby(
            district_code="11680", topic_code=near[0], latitude=near[1], longitude=near[2], now=now
        ),
        "clocks running": lambda: selectors.clocks_running(user=agent(), district_codes=["11680"], now=now),
        "counts of the department": lambda: selectors.counts_due(user=official(), now=now),
        "counts of the districts": lambda: selectors.counts_of_districts(user=agent(), now=now),
        "escalations": lambda: selectors.escalations_for(user=official(), now=now),
    }


def processor_seconds(process: int) -> float:
    """Return how long a process has been on a processor, by the nanosecond; 0 for one that has ended."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def answering_web() -> float:
    """Return the processor seconds of the database's processes that answer the web."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'web'")
        return sum(processor_seconds(process) for (process,) in cursor.fetchall())


def overdue_milliseconds() -> float:
    """Return the processor time in which the database counts what is late in the whole city: the mean of 200."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    late = Complaint.objects.running().filter(due_at__lt=timezone.now())
    late.count()
    before = processor_seconds(process)
    for _time in range(COUNTS):
        late.count()
    return 1000 * (processor_seconds(process) - before) / COUNTS


def requests_of(who: People) -> Iterator[tuple[str, float, Callable[[], httpx.Response]]]:
    """Yield each kind of request with the most it may cost."""
    agent, official = who.client("agent"), who.client("official")
    ids = list(Complaint.objects.filter(department=who.department).order_by("-id").values_list("id", flat=True)[:500])
    yield "list", 25, lambda: official.get("/api/complaints/")
    chosen = "district=11680&state=RECEIVED&page_size=10"  # as many lines whatever the number of complaints
    yield "list by district and state", 25, lambda: agent.get(f"/api/complaints/?{chosen}")
    yield "text search", 25, lambda: agent.get("/api/complaints/?q=" + random.choice(("가로등", "놀이터", "맨홀")))
    yield "detail", 20, lambda: official.get(f"/api/complaints/{random.choice(ids)}/")
    yield "create", 30, lambda: agent.post("/api/complaints/", json=registration(who))
    yield "change", 25, planner(official, who)


def registration(who: People) -> dict[str, Any]:
    """Return a complaint to be registered, of a citizen the agent knows, without a contact, anywhere in the city."""
    citizen, district, topic, department = random.choice(who.places)
    return {
        "request_key": str(uuid4()),
        "citizen_id": str(citizen),
        "channel": "PHONE",
        "kind": Kind.SIMPLE,
        "title": "가로등이 꺼져 있습니다",
        "body": "골목의 가로등 두 개가 사흘째 꺼져 있어 어둡습니다.",
        "district_code": district,
        "topic_code": topic,
        "department_code": department,
    }


def planner(client: httpx.Client, who: People) -> Callable[[], httpx.Response]:
    """Return a change of one complaint after another: its plan is written anew."""
    mine = Complaint.objects.filter(
        department=who.department, official=who.official, state__in=(State.RECEIVED, State.IN_PROGRESS)
    )
    versions = dict(mine.values_list("id", "version")[:200])
    day = (timezone.localdate() + timedelta(days=1)).isoformat()

    def change() -> httpx.Response:
        complaint_id = random.choice(list(versions))
        answer = client.post(
            f"/api/complaints/{complaint_id}/plan/",
            json={"version": versions[complaint_id], "plan": "현장을 확인합니다.", "planned_for": day},
        )
        if answer.status_code == 200:
            versions[complaint_id] = answer.json()["line"]["version"]
        return answer

    return change


def burst(who: People) -> tuple[int, float]:
    """Ask ten times as much as usual for ten seconds; return the errors, and how much slower the calm after it is."""
    client = who.client("agent")

    def paced(per_second: int, seconds: int) -> list[tuple[int, float]]:
        def ask(at: float) -> tuple[int, float]:
            time.sleep(max(0.0, at - time.monotonic()))
            started = time.perf_counter()
            try:
                status = client.get("/api/complaints/?state=RECEIVED").status_code
            except httpx.HTTPError:
                status = 0
            return status, time.perf_counter() - started

        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            return list(pool.map(ask, (begin + n / per_second for n in range(per_second * seconds))))

    before = paced(STEADY_PER_SECOND, 5)
    during = paced(STEADY_PER_SECOND * BURST, 10)
    after = paced(STEADY_PER_SECOND, 5)
    errors = sum(status != 200 for status, _wall in (*before, *during, *after))
    middle = [statistics.median(wall for _status, wall in part) for part in (before, after)]
    return errors, middle[1] / middle[0]


def officers(who: People) -> tuple[int, int, int]:
    """Have 50 connections change the same 20 complaints; return changes lost, errors, and conflicts told."""
    mine = Complaint.objects.filter(
        department=who.department, official=who.official, state__in=(State.RECEIVED, State.IN_PROGRESS)
    )
    shared = dict(mine.values_list("id", "version")[:SHARED])
    day = (timezone.localdate() + timedelta(days=1)).isoformat()

    def work(number: int) -> Counter[int]:
        told: Counter[int] = Counter()
        with who.client("official") as client:
            for complaint_id, version in random.Random(number).sample(list(shared.items()), len(shared)):
                for _try in range(3):
                    answer = client.post(
                        f"/api/complaints/{complaint_id}/plan/",
                        json={"version": version, "plan": f"{number}번이 씁니다.", "planned_for": day},
                    )
                    told[answer.status_code] += 1
                    if answer.status_code != 409:
                        break
                    version = answer.json().get("version", version)
        return told

    with concurrent.futures.ThreadPoolExecutor(OFFICERS) as pool:
        told = sum(pool.map(work, range(OFFICERS)), Counter())
    now = dict(Complaint.objects.filter(pk__in=shared).values_list("id", "version"))
    made = sum(now[complaint_id] - version for complaint_id, version in shared.items())
    errors = sum(count for status, count in told.items() if status not in (200, 409))
    return abs(told[200] - made), errors, told[409]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def counted(who: People) -> Iterator[Figure]:
    """Yield statements and plans of what screens read, and the statements of changes."""
    for name, work in screens(who).items():
        taken = statements(work)
        most = 10 if name in DETAILED else 6
        yield Figure(f"{name}: statements", len(taken), most=most + 1)  # one reads the account itself
        yield Figure(f"{name}: whole tables read", sum(len(scans(sql)) for sql in taken), most=0)
    given = registration(who) | {"contact_id": None, "place": "", "latitude": None, "longitude": None}
    agent, official = User.objects.get(pk=who.agent.pk), User.objects.get(pk=who.official.pk)
    with undone():
        taken = statements(lambda: services.register(**given, user=agent, now=timezone.now()))
        yield Figure("create: statements", len(taken), most=15)
    mine = Complaint.objects.filter(department=who.department, official=who.official, state=State.IN_PROGRESS)
    complaint_id, version = mine.values_list("id", "version")[0]
    with undone():
        taken = statements(
            lambda: services.plan(
                complaint_id=complaint_id,
                user=official,
                version=version,
                plan="현장을 확인합니다.",
                planned_for=timezone.localdate() + timedelta(days=1),
                now=timezone.now(),
            )
        )
        yield Figure("change: statements", len(taken), most=12)


def measured(who: People, seconds: float) -> Iterator[Figure]:
    """Yield processor time, burst and concurrency."""
    programs = Programs(var=var_directory())
    yield Figure("overdue count in the database", overdue_milliseconds(), "ms", most=2)
    for name, most, ask in requests_of(who):
        taken = cost(programs, lambda ask=ask: ask().raise_for_status(), database=answering_web, seconds=seconds)
        yield Figure(f"{name}: web + database", taken.middle, "ms CPU", most=most)
        yield Figure(f"{name}: of it the database", taken.database, "ms CPU")
        yield Figure(f"{name}: the whole database meanwhile", taken.meanwhile, "ms CPU")
        yield Figure(f"{name}: wall", taken.wall, "ms")
    errors, slower = burst(who)
    yield Figure("burst of ten times: errors", errors, most=0)
    yield Figure("after the burst: times as slow", slower, "×")
    lost, broken, conflicts = officers(who)
    yield Figure("50 officers on 20 complaints: changes lost", lost, most=0)
    yield Figure("50 officers on 20 complaints: errors", broken, most=0)
    yield Figure("50 officers on 20 complaints: conflicts told", conflicts)


def figures(*, rows: int, seconds: float) -> list[Figure]:
    """Return what is measured with so many complaints, which are written first where there are fewer."""
    there = Complaint.objects.count()
    if there < rows * 0.95:
        started = time.monotonic()
        call_command("seed_complaints", rows=rows - there)
        print(f"{rows - there:,} complaints written in {time.monotonic() - started:.0f} s", flush=True)
    settle(Programs(var=var_directory()))
    who = people()
    return [Figure("complaints", Complaint.objects.count()), *counted(who), *measured(who, seconds)]


def settle(programs: Programs) -> None:
    """Vacuum, let the sweeps find what is new to them, and wait until nothing works any more."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
    print(f"quiet after {programs.wait_until_quiet():.0f} s", flush=True)


def compared(found: list[Figure], before: dict[str, float]) -> list[Figure]:
    """Return how many times as much each request costs as it did with fewer rows."""
    costs = [figure for figure in found if figure.name.endswith(": web + database") and before.get(figure.name)]
    return [Figure(f"{figure.name}, times", figure.value / before[figure.name], "×", most=LARGER) for figure in costs]


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--then", type=int)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    before: dict[str, float] = json.loads(options.against.read_text(encoding="utf-8")) if options.against else {}
    code = 0
    for rows in (options.rows, options.then):
        if rows:
            found = figures(rows=rows, seconds=options.seconds)
            code |= tell([*found, *compared(found, before)], check=options.check)
            before = {figure.name: figure.value for figure in found}
    if options.keep:
        options.keep.write_text(json.dumps(before), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
