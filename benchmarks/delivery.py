"""Whether messages survive: everything is killed, frozen and slowed in turn while thousands go out and come in.

    .venv/bin/python benchmarks/delivery.py [--notices 5000] [--inbound 2000] [--seconds 300] [--port 9371] [--check]

Starts `./run` with a state folder of its own, and beside the practice providers two that accept everything: one at
once, one after eight seconds. First it measures what sending and taking in cost (`delivery_speed.py`), then it writes
notices and posts citizens' messages while the worker, the broker, the web server, the database and the practice
providers are killed and frozen in turn and the providers fail in every way they know (`delivery_chaos.py`), and at last
it counts on the practice telephones. One notice in ten goes by a provider that knows no idempotency key. Bounds
(--check) are on counts and processor time, never on the clock.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import delivery_speed
from benchmarks.delivery_chaos import Chaos
from benchmarks.measuring import Figure, tell

PEOPLE, CITIZENS = 500, 400
KEYLESS = "11680"  # this district's messages leave by Solapi, which knows no key; those of one in ten people do
PATIENCE_SECONDS = 900


@dataclass
class Told:
    """What was promised: the texts each telephone must show in their order, and the inbound messages taken."""

    notices: dict[str, list[str]] = field(default_factory=dict)
    keyless: set[str] = field(default_factory=set)
    rolled_back: set[str] = field(default_factory=set)
    inbound: set[str] = field(default_factory=set)
    repeated: int = 0

    @property
    def written(self) -> list[str]:
        """The texts of all notices whose transactions were committed."""
        return [text for texts in self.notices.values() for text in texts]


@contextmanager
def product(*, var: Path, port: int, fast_port: int) -> Iterator[None]:
    """Run the whole product; behind Bizgo's address is a gateway without delay, behind NHN's a slow one."""
    slow_port = fast_port + 1
    environment = os.environ | {
        "CONTACTCENTER_VAR": str(var),
        "BIZGO_URL": f"http://127.0.0.1:{fast_port}",
        "BIZGO_API_KEY": "fast",
        "BIZGO_SENDER_KEY": "fast",
        "NHN_SMS_URL": f"http://127.0.0.1:{slow_port}",
    }
    gateways = [
        _gateway("--port", str(fast_port)),
        _gateway("--port", str(slow_port), "--delay", str(delivery_speed.SLOW_SECONDS)),
    ]
    log = (var / "run.log").open("wb")
    run = subprocess.Popen(
        [str(ROOT / "run"), "--fresh", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_ready(run, port)
        yield
    finally:
        run.send_signal(signal.SIGINT)
        try:
            run.wait(120)
        except subprocess.TimeoutExpired:
            run.kill()
        for gateway in gateways:
            gateway.kill()
            gateway.wait()
        log.close()


def _gateway(*options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(ROOT / "benchmarks/fast_gateway.py"), *options])


def _wait_until_ready(run: "subprocess.Popen[bytes]", port: int) -> None:
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
                        district_code=KEYLESS if index % 10 == 0 else "",
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
            told.keyless |= {text} if index % 10 == 0 else set()
        time.sleep(max(0.0, began + (index + 1) * seconds / count - time.monotonic()))


def post_inbound(told: Told, *, url: str, count: int, seconds: float) -> None:
    """Post citizens' messages as the gateway does: until they are taken, and one in ten once more."""
    from django.conf import settings
    from django.utils import timezone

    from messaging.services import signed_headers

    dice, began = random.Random(5), time.monotonic()
    with httpx.Client(timeout=15, trust_env=False) as client:
        for index in range(count):
            content = {
                "id": f"chaos-in-{index}",
                "from": f"010{50_000_000 + index % CITIZENS}",
                "to": settings.SMS_GATEWAY_SENDER,
                "text": f"가로등이 꺼졌어요 {index}",
                "occurred_at": timezone.now().isoformat(),
            }
            body = json.dumps(content).encode()
            times = 2 if dice.random() < 0.1 else 1
            told.repeated += times - 1
            gives_up_at = time.monotonic() + PATIENCE_SECONDS
            while times and time.monotonic() < gives_up_at:
                headers = signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=timezone.now())
                try:
                    answer = client.post(
                        f"{url}/webhooks/sms/messages",
                        content=body,
                        headers=headers | {"Content-Type": "application/json"},
                    )
                    is_taken = answer.is_success
                except httpx.HTTPError:
                    is_taken = False
                times -= is_taken
                time.sleep(0.0 if is_taken else 0.3)
            told.inbound.add(content["id"])
            time.sleep(max(0.0, began + (index + 1) * seconds / count - time.monotonic()))


def counted(told: Told, *, url: str) -> list[Figure]:
    """Wait until nothing is left to send or to work off, then count on the telephones and in the database."""
    from django.db import DatabaseError, InterfaceError, connection
    from django.db.models import Count

    from contacts.models import Message
    from messaging.models import OutboundMessage

    mine = OutboundMessage.objects.filter(idempotency_key__startswith="chaos:")
    inbound = Message.objects.filter(provider="gateway", provider_message_id__startswith="chaos-in-")
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        try:
            if not mine.unsent().exists() and inbound.count() >= len(told.inbound):
                break
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(2)
    states = dict(mine.values_list("text", "state"))
    left = {text for text, state in states.items() if state in ("FAILED", "UNCERTAIN")}
    lost = doubled = doubled_keyless = disordered = wrong = 0
    with httpx.Client(timeout=30, trust_env=False) as client:
        for number, texts in told.notices.items():
            answer = _answer(client, f"{url}/sandbox/v1/phones/{number}/messages")["messages"]
            shown = [message["text"] for message in answer]
            times = Counter(shown)
            lost += sum(text not in times and text not in told.keyless & left for text in texts)
            doubled += sum(times[text] - 1 for text in texts if text in times and text not in told.keyless)
            doubled_keyless += sum(times[text] - 1 for text in texts if text in times and text in told.keyless)
            wrong += sum(text in told.rolled_back for text in shown)
            disordered += list(dict.fromkeys(shown)) != [text for text in texts if text in times]
        repeated = _answer(client, f"{url}/sandbox/v1/statistics").get("duplicates", 0)
    lines = list(inbound.order_by("contact__opened_at", "sequence").values_list("provider_message_id", flat=True))
    stored = Counter(lines)
    print("states:", dict(mine.values_list("state").annotate(Count("pk"))))
    return [
        Figure("notices written", len(told.written)),
        Figure("notices lost", lost, most=0),
        Figure("notices twice on a telephone", doubled, most=0),
        Figure("notices twice by a provider without a key", doubled_keyless, most=0),
        Figure("notices of a rolled-back transaction", wrong, most=0),
        Figure("telephones with another order", disordered, most=0),
        Figure("repeated calls the gateway knew by their key", repeated),
        Figure("messages left for a person", len(left - told.keyless), most=0),
        Figure("the same, by a provider without a key", len(left & told.keyless)),
        Figure("inbound posted twice", told.repeated),
        Figure("inbound lost", len(told.inbound - set(stored)), most=0),
        Figure("inbound stored twice", sum(count - 1 for count in stored.values()), most=0),
        Figure("citizens with another order", _disordered(lines), most=0),
    ]


def _disordered(lines: Sequence[str]) -> int:
    """Return of how many citizens the messages are stored in another order than they were posted in."""
    numbers: dict[int, list[int]] = {}
    for line in lines:
        number = int(line.rsplit("-", 1)[1])
        numbers.setdefault(number % CITIZENS, []).append(number)
    return sum(found != sorted(found) for found in numbers.values())


def _answer(client: httpx.Client, url: str) -> dict[str, Any]:
    """Return what the practice gateway answers, as soon as it does: it may have been killed a moment ago."""
    for _ in range(60):
        try:
            answer = client.get(url)
            if answer.is_success:
                content: dict[str, Any] = answer.json()
                return content
        except httpx.HTTPError:
            pass
        time.sleep(1)
    sys.exit(f"no answer from {url}")


def main() -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=5_000)
    parser.add_argument("--inbound", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--port", type=int, default=9371)
    parser.add_argument("--var", type=Path, help="an empty state folder; otherwise a new one")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    var = options.var or Path(tempfile.mkdtemp(prefix="delivery-"))
    var.mkdir(parents=True, exist_ok=True)
    if any(var.iterdir()):
        sys.exit(f"{var} is not empty")
    os.environ["CONTACTCENTER_VAR"] = str(var)
    url, told = f"http://127.0.0.1:{options.port}", Told()
    with product(var=var, port=options.port, fast_port=options.port + 500):
        from benchmarks.journey import target

        target()
        figures = delivery_speed.speed(var, port=options.port)
        tell(figures, check=False)
        delivery_speed.leave_by({KEYLESS: "solapi"})
        hurts = _endure(told, var=var, url=url, options=options)
        figures += [
            Figure("hurt in all", hurts, least=options.seconds // 20),
            Figure("notices told of", len(told.rolled_back) + len(told.written), least=options.notices),
            Figure("inbound told of", len(told.inbound), least=options.inbound),
            *counted(told, url=url),
        ]
    return tell(figures, check=options.check)


def _endure(told: Told, *, var: Path, url: str, options: argparse.Namespace) -> int:
    """Write and post while everything is hurt; return how often."""
    chaos = Chaos(var=var, url=url)
    notices = {"count": options.notices, "seconds": options.seconds}
    inbound = {"count": options.inbound, "seconds": options.seconds, "url": url}
    writers = [
        threading.Thread(target=write_notices, args=(told,), kwargs=notices),
        threading.Thread(target=post_inbound, args=(told,), kwargs=inbound),
    ]
    for thread in (chaos, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    chaos.enough.set()
    chaos.join()
    print("hurt:", dict(sorted(chaos.hurts.items())))
    return sum(chaos.hurts.values())


if __name__ == "__main__":
    sys.exit(main())
