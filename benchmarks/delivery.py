"""Whether messages survive: everything is killed, frozen and slowed in turn while thousands go out and come in.

    .venv/bin/python benchmarks/delivery.py [--notices 5000] [--inbound 2000] [--seconds 300] [--port 9371] [--check]

Starts `./run` with a state folder of its own, and a gateway that accepts everything at once beside the practice one.
First it measures what sending costs (the fast gateway), then it writes notices and posts citizens' messages while the
worker, the broker, the web server, the database and the practice gateway are killed and frozen and the gateway fails in
every way it knows, and at last it counts on the telephones of the practice gateway. Bounds (--check) are on counts and
processor time, never on the clock.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import Figure, Programs, tell

PEOPLE = 500
SPEED_MESSAGES = 2_000
PATIENCE_SECONDS = 900
FAULTS = (
    {"kind": "slow", "seconds": 3, "times": 40},
    {"kind": "drop", "times": 40},
    {"kind": "late", "seconds": 12, "times": 10},
    {"kind": "fail", "times": 60},
    {"kind": "rate_limit", "times": 60},
    {"kind": "receipt_twice", "times": 60},
)
KILLED = ("worker", "valkey", "web", "sandbox", "postgres")
FROZEN = ("worker", "sandbox", "web", "valkey", "postgres")


@dataclass
class Told:
    """What was promised: the texts each telephone must show in their order, and the inbound messages taken."""

    notices: dict[str, list[str]] = field(default_factory=dict)
    rolled_back: set[str] = field(default_factory=set)
    inbound: set[str] = field(default_factory=set)
    repeated: int = 0
    hurts: Counter[str] = field(default_factory=Counter)


@contextmanager
def product(*, var: Path, port: int, fast_port: int) -> Iterator[None]:
    """Run the whole product, with Bizgo's address being the fast gateway."""
    environment = os.environ | {
        "CONTACTCENTER_VAR": str(var),
        "BIZGO_URL": f"http://127.0.0.1:{fast_port}",
        "BIZGO_API_KEY": "fast",
        "BIZGO_SENDER_KEY": "fast",
    }
    fast = subprocess.Popen([sys.executable, str(ROOT / "benchmarks/fast_gateway.py"), "--port", str(fast_port)])
    log = (var / "run.log").open("wb")
    run = subprocess.Popen(
        [str(ROOT / "run"), "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_until_ready(run, port)
        yield
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(120)
        fast.kill()
        fast.wait()
        log.close()


def _wait_until_ready(run: "subprocess.Popen[bytes]", port: int) -> None:
    import httpx

    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        if run.poll() is not None:
            sys.exit("the product ended before it was ready: see run.log")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(1)
    sys.exit("the product did not become ready")


class Chaos(threading.Thread):
    """Hurts one part after another until it is stopped; afterwards everything runs again."""

    def __init__(self, *, var: Path, url: str, told: Told) -> None:
        super().__init__()
        self.var, self.url, self.told = var, url, told
        self.enough = threading.Event()
        self._dice = random.Random(7)

    def run(self) -> None:
        """Kill, freeze or spoil something every few seconds."""
        while not self.enough.wait(self._dice.uniform(3, 6)):
            kind = self._dice.choice(("kill", "freeze", "fault"))
            if kind == "kill":
                self._kill(self._dice.choice(KILLED))
            elif kind == "freeze":
                self._freeze(self._dice.choice(FROZEN))
            else:
                self._fault(dict(self._dice.choice(FAULTS)))

    def _pids(self, name: str) -> list[int]:
        leader = json.loads((self.var / "programs.json").read_text(encoding="utf-8")).get(name)
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if leader is not None and int(fields[3]) == leader:
                found.append(int(stat.parent.name))
        return found

    def _signal(self, pids: list[int], sign: signal.Signals) -> None:
        for pid in pids:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue

    def _kill(self, name: str) -> None:
        pids = self._pids(name)
        self._signal(pids, signal.SIGKILL)
        self.told.hurts[f"kill {name}"] += bool(pids)

    def _freeze(self, name: str) -> None:
        pids = self._pids(name)
        self._signal(pids, signal.SIGSTOP)
        self.enough.wait(self._dice.uniform(2, 5))
        self._signal(pids, signal.SIGCONT)
        self.told.hurts[f"freeze {name}"] += bool(pids)

    def _fault(self, fault: dict[str, object]) -> None:
        import httpx

        try:
            httpx.post(f"{self.url}/sandbox/v1/faults", json=fault, timeout=3, trust_env=False)
            self.told.hurts[f"gateway {fault['kind']}"] += 1
        except httpx.HTTPError:
            pass


def speed(var: Path) -> list[Figure]:
    """Send to the fast gateway and return what a message costs."""
    from django.utils import timezone

    from messaging import selectors, services
    from messaging.models import OutboundMessage, Sender
    from messaging.types import Channel, Purpose

    sender, _new = Sender.objects.update_or_create(
        district=None, channel=Channel.SMS, defaults={"provider": "bizgo", "key": "02120"}
    )
    selectors.forget_senders()
    reference = f"contact:{uuid4()}"
    programs = Programs(var=var)
    for number in range(SPEED_MESSAGES):
        services.enqueue(
            channel=Channel.SMS,
            recipient=f"010{70_000_000 + number}",
            text="민원 처리가 끝났습니다. 결과를 확인해 주세요.",
            purpose=Purpose.SYSTEM,
            reference=reference,
            idempotency_key=f"speed:{uuid4()}",
            now=timezone.now(),
        )
    sender.delete()
    before = programs.cpu_seconds()
    mine = OutboundMessage.objects.filter(reference=reference)
    waiting = mine.filter(sent_at=None).count()
    while mine.filter(sent_at=None).exists():
        time.sleep(0.5)
    used = {name: seconds - before.get(name, 0.0) for name, seconds in programs.cpu_seconds().items()}
    times = [sent_at for sent_at in mine.order_by("sent_at").values_list("sent_at", flat=True) if sent_at]
    middle = times[len(times) // 10 : -len(times) // 10]
    seconds = max((middle[-1] - middle[0]).total_seconds(), 0.001)
    return [
        Figure("notices a second to a fast gateway", len(middle) / seconds, "1/s"),
        Figure("worker: processor time per notice", 1000 * used["worker"] / max(waiting, 1), "ms"),
        Figure("database: processor time per notice", 1000 * used["postgres"] / max(waiting, 1), "ms"),
    ]


def write_notices(told: Told, *, count: int, seconds: float) -> None:
    """Write notices, each in a transaction of its own, one in twenty taken back, whatever the database does."""
    from django.db import DatabaseError, InterfaceError, connection, transaction
    from django.utils import timezone

    from messaging import services
    from messaging.types import Channel, Purpose

    dice, began = random.Random(3), time.monotonic()
    for index in range(count):
        number, text = f"010{60_000_000 + index % PEOPLE}", f"안내 {index}"
        is_taken_back = dice.random() < 0.05
        while True:
            try:
                with transaction.atomic():
                    services.enqueue(
                        channel=Channel.SMS,
                        recipient=number,
                        text=text,
                        purpose=Purpose.SYSTEM,
                        reference=f"contact:{uuid4()}",
                        idempotency_key=f"chaos:{index}",
                        now=timezone.now(),
                    )
                    if is_taken_back:
                        transaction.set_rollback(True)
                break
            except (DatabaseError, InterfaceError):
                connection.close()
                time.sleep(0.2)
        if is_taken_back:
            told.rolled_back.add(text)
        else:
            told.notices.setdefault(number, []).append(text)
        time.sleep(max(0.0, began + (index + 1) * seconds / count - time.monotonic()))


def post_inbound(told: Told, *, url: str, count: int, seconds: float) -> None:
    """Post citizens' messages as the gateway does: until they are taken, and one in ten once more."""
    import httpx
    from django.conf import settings
    from django.utils import timezone

    from messaging.services import signed_headers

    dice, began = random.Random(5), time.monotonic()
    with httpx.Client(timeout=15, trust_env=False) as client:
        for index in range(count):
            content = {
                "id": f"chaos-in-{index}",
                "from": f"010{50_000_000 + index % 400}",
                "to": "02120",
                "text": f"가로등이 꺼졌어요 {index}",
                "occurred_at": timezone.now().isoformat(),
            }
            body = json.dumps(content).encode()
            times = 2 if dice.random() < 0.1 else 1
            told.repeated += times - 1
            while times:
                headers = signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=timezone.now())
                try:
                    answer = client.post(
                        f"{url}/webhooks/sms/messages",
                        content=body,
                        headers=headers | {"Content-Type": "application/json"},
                    )
                    times -= answer.is_success
                except httpx.HTTPError:
                    time.sleep(0.3)
            told.inbound.add(content["id"])
            time.sleep(max(0.0, began + (index + 1) * seconds / count - time.monotonic()))


def counted(told: Told, *, url: str) -> list[Figure]:
    """Wait until nothing is left to send, then count on the telephones and in the database."""
    import httpx
    from django.db import DatabaseError, InterfaceError, connection
    from django.db.models import Count

    from contacts.models import InboundRequest, Message
    from messaging.models import OutboundMessage

    mine = OutboundMessage.objects.filter(idempotency_key__startswith="chaos:")
    inbound = Message.objects.filter(provider="gateway", provider_message_id__startswith="chaos-in-")
    written = sum(len(texts) for texts in told.notices.values())
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        try:
            left = mine.unsent().count() + (len(told.inbound) - inbound.count())
            if not left:
                break
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(2)
    lost = doubled = disordered = wrong = 0
    with httpx.Client(timeout=30, trust_env=False) as client:
        for number, texts in told.notices.items():
            answer = client.get(f"{url}/sandbox/v1/phones/{number}/messages").json()["messages"]
            shown = [message["text"] for message in answer]
            times = Counter(shown)
            lost += sum(text not in times for text in texts)
            doubled += sum(times[text] - 1 for text in texts if text in times)
            wrong += sum(text in told.rolled_back for text in shown)
            disordered += list(dict.fromkeys(shown)) != texts
        statistics = client.get(f"{url}/sandbox/v1/statistics").json()
    states = dict(mine.values_list("state").annotate(Count("pk")))
    stored = Counter(inbound.values_list("provider_message_id", flat=True))
    print("hurt:", dict(sorted(told.hurts.items())))
    print("states:", states, "requests kept:", InboundRequest.objects.filter(key__startswith="chaos-in-").count())
    return [
        Figure("notices written", written),
        Figure("notices lost", lost, most=0),
        Figure("notices twice on a telephone", doubled, most=0),
        Figure("notices of a rolled-back transaction", wrong, most=0),
        Figure("telephones with another order", disordered, most=0),
        Figure("repeated calls the gateway knew by their key", statistics.get("duplicates", 0)),
        Figure("messages left for a person", sum(states.get(state, 0) for state in ("FAILED", "UNCERTAIN")), most=0),
        Figure("inbound posted twice", told.repeated),
        Figure("inbound lost", len(told.inbound - set(stored)), most=0),
        Figure("inbound stored twice", sum(count - 1 for count in stored.values()), most=0),
    ]


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=5_000)
    parser.add_argument("--inbound", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--port", type=int, default=9371)
    parser.add_argument("--var", type=Path, help="a state folder to use again; otherwise a new one")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    var = options.var or Path(tempfile.mkdtemp(prefix="delivery-"))
    var.mkdir(parents=True, exist_ok=True)
    os.environ["CONTACTCENTER_VAR"] = str(var)
    url, told = f"http://127.0.0.1:{options.port}", Told()
    with product(var=var, port=options.port, fast_port=options.port + 500):
        from benchmarks.journey import target

        target()
        figures = speed(var)
        chaos = Chaos(var=var, url=url, told=told)
        writers = [
            threading.Thread(
                target=write_notices, args=(told,), kwargs={"count": options.notices, "seconds": options.seconds}
            ),
            threading.Thread(
                target=post_inbound,
                args=(told,),
                kwargs={"url": url, "count": options.inbound, "seconds": options.seconds},
            ),
        ]
        chaos.start()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        chaos.enough.set()
        chaos.join()
        _clear_faults(url)
        figures += counted(told, url=url)
    return tell(figures, check=options.check)


def _clear_faults(url: str) -> None:
    import httpx

    for _ in range(60):
        try:
            if httpx.delete(f"{url}/sandbox/v1/faults", timeout=5, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
