"""What sending and taking in cost while nothing is broken: the first half of `benchmarks/delivery.py`.

Five hundred notices a second on two cores are four milliseconds of processor time a notice in all programs together, of
which the one process that drains a provider may take two. Rates and waiting times are printed beside what is wanted of
them; the bounds are on processor time and counts.
"""

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import UUID, uuid4

from benchmarks.measuring import Figure, Programs

NOTICES = 2_000
OF_THE_FAST_ONE, OF_THE_SLOW_ONE = 500, 32
SLOW_SECONDS = 8.0
FIRST_REQUESTS, REQUESTS, REQUESTS_A_SECOND = 200, 1_000, 200
CALLERS = 16
PATIENCE_SECONDS = 300
SLOW_DISTRICT = "11650"


def speed(var: Path, *, port: int) -> list[Figure]:
    """Measure the running product: Bizgo must be a gateway without delay, NHN one that answers after eight seconds."""
    leave_by({"": "bizgo", SLOW_DISTRICT: "nhn"})
    slow = _slow_provider()  # first: it wakes all processes of the worker up
    programs = Programs(var=var)
    return [*slow, *_notices(programs), *_webhook(programs, port=port)]


def leave_by(providers: Mapping[str, str]) -> None:
    """Let text messages of a district ("": the whole city) leave by a provider, all others by the city's gateway."""
    from django.conf import settings

    from messaging import selectors
    from messaging.models import Sender
    from messaging.types import Channel

    Sender.objects.filter(channel=Channel.SMS).delete()
    for district, provider in providers.items():
        Sender.objects.create(
            district_id=district or None, channel=Channel.SMS, provider=provider, key=settings.SMS_GATEWAY_SENDER
        )
    selectors.forget_senders()


def _notices(programs: Programs) -> list[Figure]:
    from django.db import transaction

    with transaction.atomic():  # all are there at once: what is measured is sending them
        began = time.process_time()
        written = _written(NOTICES, first=70_000_000)
        to_write = time.process_time() - began
        before = programs.cpu_seconds()
    times = _sent(written)
    used = {name: seconds - before.get(name, 0.0) for name, seconds in programs.cpu_seconds().items()}
    middle = times[len(times) // 10 : -len(times) // 10]
    seconds = max((middle[-1] - middle[0]).total_seconds(), 0.001)
    in_all = used["worker"] + used["postgres"] + used["valkey"]
    return [
        Figure("notices a second to a fast gateway (wanted: 500)", len(middle) / seconds, "1/s"),
        Figure("to write a notice: processor time of the writer", 1000 * to_write / NOTICES, "ms"),
        Figure("worker: processor time per notice", 1000 * used["worker"] / NOTICES, "ms", most=2.0),
        Figure("all programs: processor time per notice", 1000 * in_all / NOTICES, "ms", most=4.0),
    ]


def _slow_provider() -> list[Figure]:
    from django.db import transaction

    with transaction.atomic():
        slow = _written(OF_THE_SLOW_ONE, first=72_000_000, district_code=SLOW_DISTRICT)
        fast = _written(OF_THE_FAST_ONE, first=71_000_000)
    last = _sent(fast)[-1]
    earlier = sum(sent_at < last for sent_at in _sent(slow))
    return [Figure("notices of a slow provider before another's last", earlier, most=0)]


def _written(count: int, *, first: int, district_code: str = "") -> list[UUID]:
    from django.utils import timezone

    from messaging import services
    from messaging.types import Channel, Purpose

    return [
        services.enqueue(
            channel=Channel.SMS,
            recipient=f"010{first + number}",
            text="민원 처리가 끝났습니다. 결과를 확인해 주세요.",
            purpose=Purpose.SYSTEM,
            reference=f"contact:{uuid4()}",
            idempotency_key=f"speed:{uuid4()}",
            district_code=district_code,
            now=timezone.now(),
        ).pk
        for number in range(count)
    ]


def _sent(written: list[UUID]) -> list[datetime]:
    """Return when the notices were sent, once all are."""
    from messaging.models import OutboundMessage

    rows = OutboundMessage.objects.filter(pk__in=written)
    _wait_until(lambda: not rows.filter(sent_at=None).exists(), what="the notices were not sent")
    return sorted(sent_at for sent_at in rows.values_list("sent_at", flat=True) if sent_at)


def _webhook(programs: Programs, *, port: int) -> list[Figure]:
    """Post two hundred text messages a second, each at its own moment, whatever became of those before it.

    The first second's are told apart: in it each thread of the web opens its connections.
    """
    from contacts.models import InboundRequest

    first = _Calls(port)
    first_waits = first.post_all(FIRST_REQUESTS)
    _wait_until(lambda: not InboundRequest.objects.filter(state="WAITING").exists(), what="messages were left over")
    calls = _Calls(port)
    before, began = programs.cpu_seconds(), time.monotonic()
    waits = calls.post_all(REQUESTS)
    seconds = time.monotonic() - began
    used = programs.cpu_seconds()["web"] - before["web"]
    taken = InboundRequest.objects.filter(key__startswith=f"{calls.name}-")
    stored = taken.count()
    _wait_until(lambda: not taken.filter(state="WAITING").exists(), what="the messages were not worked off")
    worked_off = programs.cpu_seconds()["worker"] - before["worker"]
    return [
        Figure("webhook: requests a second (wanted: 200)", REQUESTS / seconds, "1/s"),
        Figure("webhook: the first 200 after the start, 99 of 100 answered within", _slowest(first_waits), "ms"),
        Figure("webhook: 99 of 100 answered within (wanted: 150)", _slowest(waits), "ms"),
        Figure("webhook: web's processor time per request", 1000 * used / REQUESTS, "ms", most=15.0),
        Figure("webhook: messages not written down", REQUESTS - stored, most=0),
        Figure("worker: processor time per message taken in", 1000 * worked_off / REQUESTS, "ms"),
    ]


def _slowest(waits: list[float]) -> float:
    """Return in how many milliseconds 99 of 100 were answered."""
    return 1000 * statistics.quantiles(waits, n=100)[98]


class _Calls:
    """Connections to the front server that stay open, one for each thread."""

    def __init__(self, port: int) -> None:
        self.name = f"speed-{uuid4().hex[:8]}"
        self._port, self._own = port, threading.local()

    def post_all(self, count: int) -> list[float]:
        """Post so many messages, each when it is due; return how many seconds each waited."""
        began = time.monotonic()
        due = [began + number / REQUESTS_A_SECOND for number in range(count)]
        with ThreadPoolExecutor(CALLERS) as pool:
            return list(pool.map(self.post, range(count), due))

    def post(self, number: int, due: float) -> float:
        """Post a message when it is due; return after how many seconds, from then, it was acknowledged."""
        from django.conf import settings
        from django.utils import timezone

        from messaging.services import signed_headers

        time.sleep(max(0.0, due - time.monotonic()))
        now = timezone.now()
        content = {
            "id": f"{self.name}-{number}",
            "from": f"010{51_000_000 + number % 400}",
            "to": settings.SMS_GATEWAY_SENDER,
            "text": f"가로등이 꺼졌어요 {number}",
            "occurred_at": now.isoformat(),
        }
        body = json.dumps(content).encode()
        headers = signed_headers(secret=settings.SMS_GATEWAY_SECRET, body=body, now=now)
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            self._own.connection.request(
                "POST", "/webhooks/sms/messages", body, headers | {"Content-Type": "application/json"}
            )
            self._own.connection.getresponse().read()
        except (OSError, HTTPException):
            self._own.connection.close()
        return time.monotonic() - due


def _wait_until(done: Callable[[], bool], *, what: str) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > ends_at:
            sys.exit(what)
        time.sleep(0.5)
