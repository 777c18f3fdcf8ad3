"""The outbox is emptied: in order, once, in spite of everything a gateway and a machine can do."""

import os
import subprocess
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from feed.models import Event
from messaging import policies, selectors, services
from messaging.models import OutboundMessage, Sender
from messaging.services.deliver import LEASE
from messaging.types import Channel, DeliveryCount, FailureReason, OutboundState
from tests.messaging.conftest import NOW, Write, arrived
from tests.sandbox.program import ROOT, Sandbox, eventually

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def deliver(*, now: datetime = NOW, limit: int = 20, provider: str = "") -> DeliveryCount:
    return services.deliver_due(limit=limit, clock=lambda: now, provider=provider)


def kinds(stream: str) -> list[str]:
    return list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def test_a_message_is_sent_with_the_gateways_answer(write: Write, gateway: Sandbox, number: str) -> None:
    message = write("안녕하세요")
    assert deliver() == DeliveryCount(claimed=1, sent=1)
    message.refresh_from_db()
    assert (message.state, message.provider_code, message.sent_at) == (OutboundState.SENT, "A000", NOW)
    assert message.provider_message_id
    assert arrived(gateway, number) == ["안녕하세요"]
    assert kinds(message.reference) == ["message.sent"]
    assert deliver() == DeliveryCount()


def test_a_long_text_is_an_lms_with_its_title(write: Write, gateway: Sandbox, number: str) -> None:
    write("가" * 46, title="민원 처리결과 — 안내 " + "긴 제목 " * 20)
    deliver()
    shown = gateway.client.get(f"/v1/phones/{number}/messages").json()["messages"][0]
    assert shown["form"] == "LMS"
    assert shown["title"].startswith("민원 처리결과 - 안내")


def test_one_person_reads_in_the_order_written(write: Write, gateway: Sandbox, number: str) -> None:
    for text in ("1", "2", "3"):
        write(text)
    write("다른 사람", recipient="01099998888")
    assert deliver().sent == 2
    assert [deliver().sent for _ in range(3)] == [1, 1, 0]
    assert arrived(gateway, number) == ["1", "2", "3"]


def test_a_later_message_waits_for_the_one_before_it(write: Write, gateway: Sandbox, number: str) -> None:
    gateway.fault("rate_limit", times=1)
    first = write("1")
    write("2")
    assert deliver() == DeliveryCount(claimed=1, retried=1)
    assert deliver() == DeliveryCount()
    first.refresh_from_db()
    assert NOW < first.not_before <= NOW + policies.LONGEST_PAUSE
    assert first.provider_code == "A020"
    for _ in range(2):
        deliver(now=first.not_before)
    assert arrived(gateway, number) == ["1", "2"]


def test_a_rejected_message_is_shown_to_a_person(
    write: Write, gateway: Sandbox, number: str, settings: Settings
) -> None:
    settings.SMS_GATEWAY_SENDER = "02999"
    message = write("등록되지 않은 번호에서")
    assert deliver() == DeliveryCount(claimed=1, failed=1)
    message.refresh_from_db()
    assert (message.state, message.provider_code) == (OutboundState.FAILED, "A327")
    assert message.failure_reason == FailureReason.REJECTED
    assert kinds(message.reference) == kinds("city") == ["message.failed"]
    settings.SMS_GATEWAY_SENDER = "02120"
    write("다음 글은 갑니다")
    deliver()
    assert arrived(gateway, number) == ["다음 글은 갑니다"]


def exhaust(message: OutboundMessage) -> list[datetime]:
    """Deliver until the message is given up, each time when it is due; return the times."""
    times = [NOW]
    while True:
        deliver(now=times[-1])
        message.refresh_from_db()
        if message.state != OutboundState.QUEUED:
            return times
        assert len(times) < 100
        times.append(message.not_before)


def test_a_gateway_that_is_not_there_is_given_up_in_the_end(write: Write, settings: Settings, gateway: Sandbox) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sandbox"
    message = write()
    times = exhaust(message)
    assert len(times) == message.attempts == policies.ATTEMPTS
    assert times[-1] - times[0] > timedelta(minutes=5)
    assert (message.state, message.failure_reason) == (OutboundState.FAILED, FailureReason.UNREACHABLE)
    assert message.provider_code == "unreachable"


def test_a_gateway_that_never_answers_leaves_it_uncertain(write: Write, gateway: Sandbox) -> None:
    gateway.fault("down")
    message = write()
    exhaust(message)
    assert (message.state, message.failure_reason) == (OutboundState.UNCERTAIN, FailureReason.NO_ANSWER)
    assert kinds("city") == ["message.failed"]


def test_one_lost_answer_among_refused_connections_leaves_it_uncertain(
    write: Write, gateway: Sandbox, settings: Settings
) -> None:
    gateway.fault("drop", times=1)
    message = write()
    deliver()
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sandbox"
    message.refresh_from_db()
    OutboundMessage.objects.filter(pk=message.pk).update(attempts=policies.ATTEMPTS - 1)
    deliver(now=message.not_before)
    message.refresh_from_db()
    assert message.state == OutboundState.UNCERTAIN


def test_an_answer_that_was_lost_does_not_send_twice(write: Write, gateway: Sandbox, number: str) -> None:
    gateway.fault("drop", times=1)
    message = write("한 번만")
    assert deliver() == DeliveryCount(claimed=1, retried=1)
    message.refresh_from_db()
    assert message.provider_code == "no_answer"
    assert deliver(now=message.not_before).sent == 1
    message.refresh_from_db()
    assert (message.state, message.provider_code) == (OutboundState.SENT, "A301")
    assert arrived(gateway, number) == ["한 번만"]


def test_a_claimed_message_is_left_alone_until_its_lease_ends(write: Write, gateway: Sandbox, number: str) -> None:
    message = write("1")
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=OutboundState.SENDING, attempts=1, lease_until=NOW + LEASE
    )
    write("2")
    assert deliver(now=NOW + LEASE - timedelta(seconds=1)) == DeliveryCount()
    assert deliver(now=NOW + LEASE).sent == 1
    assert arrived(gateway, number) == ["1"]


def test_a_message_that_kills_its_workers_is_given_up(write: Write, gateway: Sandbox, number: str) -> None:
    message = write()
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=OutboundState.SENDING, attempts=policies.ATTEMPTS, lease_until=NOW
    )
    assert deliver() == DeliveryCount(claimed=1, uncertain=1)
    assert arrived(gateway, number) == []


def test_a_worker_killed_between_call_and_record(write: Write, gateway: Sandbox, number: str) -> None:
    """kill -9 while the gateway has accepted but not answered: the next worker uses the same key."""
    message = write("한 번만", now=timezone.now())
    gateway.fault("late", seconds=60, times=1)
    address = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "CONTACTCENTER_ENV": "test",
        "SMS_GATEWAY_URL": gateway.url,
        "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
    }
    code = (
        "from messaging.services import deliver_due; from django.utils import timezone;"
        "deliver_due(limit=1, clock=timezone.now)"
    )
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code], cwd=ROOT, env=environment
    )
    try:
        eventually(lambda: arrived(gateway, number) == ["한 번만"])
    finally:
        worker.kill()
        worker.wait()
    message.refresh_from_db()
    assert message.state == OutboundState.SENDING
    assert message.lease_until is not None
    before = gateway.statistics()["duplicates"]
    assert deliver(now=message.lease_until).sent == 1
    message.refresh_from_db()
    assert (message.state, message.provider_code, message.may_have_arrived) == (OutboundState.SENT, "A301", True)
    assert gateway.statistics()["duplicates"] == before + 1
    assert arrived(gateway, number) == ["한 번만"]


def in_threads(*tasks: "threading.Thread") -> None:
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()


def test_many_deliverers_at_once_send_nothing_twice(write: Write, gateway: Sandbox) -> None:
    people, each = 30, 3
    numbers = [f"0107777{index:04}" for index in range(people)]
    for text in map(str, range(each)):
        for number in numbers:
            write(text, recipient=number)
    before = gateway.statistics()
    counts: list[DeliveryCount] = []

    def run() -> None:
        while OutboundMessage.objects.unsent().exists():
            counts.append(deliver(limit=7))
        connection.close()

    in_threads(*(threading.Thread(target=run) for _ in range(4)))
    after = gateway.statistics()
    assert sum(count.sent for count in counts) == people * each
    assert after["accepted"] - before["accepted"] == people * each
    assert after["duplicates"] == before["duplicates"]
    assert all(arrived(gateway, number) == ["0", "1", "2"] for number in numbers)


def test_a_drain_sends_all_of_one_persons_messages(write: Write, gateway: Sandbox, number: str) -> None:
    texts = [str(index) for index in range(5)]
    for text in texts:
        write(text)
    assert services.drain(provider="gateway", clock=lambda: NOW).sent == 5
    assert arrived(gateway, number) == texts


def test_a_slow_gateway_is_drained_by_one_and_holds_up_no_web_page(write: Write, gateway: Sandbox, number: str) -> None:
    gateway.fault("slow", seconds=8, times=1)
    write("느린 글")

    def drain_slowly() -> None:
        services.drain(provider="gateway", clock=Clock())
        connection.close()

    slow = threading.Thread(target=drain_slowly)
    slow.start()
    eventually(lambda: OutboundMessage.objects.filter(state=OutboundState.SENDING).exists())
    write("다른 사람에게", recipient="01077770000")
    assert services.drain(provider="gateway", clock=Clock()) == DeliveryCount()
    page = write("웹", channel=Channel.WEB, recipient=str(uuid.uuid4()))
    assert services.drain(provider="web", clock=Clock()).sent == 1
    page.refresh_from_db()
    assert page.state == OutboundState.SENT
    slow.join()


def test_a_web_message_is_told_to_its_page_and_delivered_when_seen(write: Write) -> None:
    contact, complaint = str(uuid.uuid4()), f"complaint:{uuid.uuid4()}"
    message = write("답변입니다", channel=Channel.WEB, recipient=contact, reference=complaint)
    assert deliver().sent == 1
    assert services.record_seen(message_ids=[message.pk], now=NOW) == 1
    assert services.record_seen(message_ids=[message.pk], now=NOW) == 0
    message.refresh_from_db()
    assert (message.state, message.delivered_at) == (OutboundState.DELIVERED, NOW)
    assert kinds(f"contact:{contact}") == kinds(complaint) == ["message.sent", "message.delivered"]


def test_seeing_an_sms_on_a_page_delivers_nothing(write: Write, gateway: Sandbox) -> None:
    message = write()
    deliver()
    assert services.record_seen(message_ids=[message.pk], now=NOW) == 0


def test_a_provider_is_never_called_inside_a_transaction(write: Write) -> None:
    write()
    with pytest.raises(RuntimeError), transaction.atomic():
        deliver()


def test_the_age_of_the_outbox(write: Write, gateway: Sandbox) -> None:
    later = NOW + timedelta(seconds=90)
    assert selectors.outbox_age(now=later) == 0.0
    write()
    assert selectors.outbox_age(now=later) == 90.0
    deliver()
    assert selectors.outbox_age(now=later) == 0.0


def test_messages_of_a_case_are_listed_in_order_and_masked(write: Write, gateway: Sandbox, number: str) -> None:
    case = f"complaint:{uuid.uuid4()}"
    for text in ("접수", "결과"):
        write(text, reference=case, recipient="01012345678")
    write("남의 것")
    deliver()
    lines = selectors.messages_for(references=[case])
    assert [line.text for line in lines] == ["접수", "결과"]
    assert {line.recipient for line in lines} == {"010-****-5678"}
    assert [line.state for line in lines] == [OutboundState.SENT, OutboundState.QUEUED]
    assert selectors.lines_of(message_ids=[lines[0].message_id]) == {lines[0].message_id: lines[0]}


def test_no_more_is_claimed_than_asked_for_whatever_the_plan(write: Write, gateway: Sandbox) -> None:
    """In a loop that asks a subquery anew for each row, LIMIT and SKIP LOCKED together would come to all rows."""
    for index in range(5):
        write(recipient=f"0107777{index:04}")
    with connection.cursor() as cursor:
        for way in ("hashjoin", "mergejoin", "material", "memoize", "hashagg", "sort"):
            cursor.execute(f"SET enable_{way} = off")
    try:
        assert deliver(limit=2).claimed == 2
    finally:
        connection.close()


@pytest.mark.parametrize(("limit", "refused"), [(10, False), (None, True)])
def test_a_sender_that_knows_its_providers_ceiling_is_never_told_to_come_again(
    write: Write, gateway: Sandbox, limit: int | None, refused: bool
) -> None:
    Sender.objects.create(channel=Channel.SMS, provider="gateway", key="02120", per_second=limit)
    gateway.fault("rate_limit", provider="gateway", per_second=10)
    for index in range(25):
        write(recipient=f"0107777{index:04}")
    began, count = time.monotonic(), DeliveryCount()

    def clock() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    while count.sent < 25 and not count.retried:
        count += services.deliver_due(limit=128, clock=clock, provider="gateway")
        assert time.monotonic() - began < 60, "it came to nothing"
    assert bool(count.retried) is refused
