"""What may enter the outbox, once."""

import threading
import uuid

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction

from messaging import services
from messaging.models import OutboundMessage
from messaging.types import Channel, OutboundState
from tests.messaging.conftest import NOW, Write, arrived
from tests.sandbox.program import Sandbox


@pytest.mark.django_db
def test_the_number_is_stored_in_one_form_and_encrypted(write: Write) -> None:
    first, second = write(recipient="010-1234-5678"), write(recipient="+82 10 1234 5678")
    assert first.recipient == second.recipient == "+821012345678"
    assert first.recipient_hash == second.recipient_hash
    assert first.sequence < second.sequence
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient FROM messaging_outboundmessage")
        assert all("12345678" not in stored for (stored,) in cursor.fetchall())


@pytest.mark.django_db
def test_the_same_key_gives_the_first_message(write: Write) -> None:
    first = write("첫째", idempotency_key="reply:1")
    assert write("둘째", idempotency_key="reply:1") == first
    assert OutboundMessage.objects.get().text == "첫째"


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_gives_one_message(write: Write) -> None:
    together = threading.Barrier(4)
    written: list[OutboundMessage] = []

    def run() -> None:
        together.wait()
        written.append(write(idempotency_key="reply:2"))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({message.pk for message in written}) == OutboundMessage.objects.count() == 1
    assert len(written) == 4


@pytest.mark.django_db
def test_characters_an_sms_cannot_carry_are_named(write: Write) -> None:
    with pytest.raises(services.UnsendableText) as refused:
        write("감사합니다 😀 café 😀")
    assert refused.value.extra["characters"] == ["😀", "é"]
    assert write("감사합니다 😀", channel=Channel.WEB, recipient=str(uuid.uuid4())).text == "감사합니다 😀"


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_told_by_how_much(write: Write) -> None:
    assert write("가" * 1000).text == "가" * 1000
    with pytest.raises(services.TextTooLong) as refused:
        write("가" * 1001)
    assert refused.value.extra == {"used": 2002, "limit": 2000, "unit": "bytes"}
    with pytest.raises(services.TextTooLong):
        write("a" * 10_001, channel=Channel.WEB, recipient=str(uuid.uuid4()))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01", "\u200b"])
def test_nothing_is_not_sent(write: Write, text: str) -> None:
    with pytest.raises(services.EmptyText):
        write(text)


@pytest.mark.django_db
@pytest.mark.parametrize("recipient", ["", "02-2133-0000", "120", "1588-0000", "hello", "010-12", "+1 212 555 0100"])
def test_an_sms_goes_to_a_korean_mobile_only(write: Write, recipient: str) -> None:
    with pytest.raises(services.InvalidRecipient):
        write(recipient=recipient)


@pytest.mark.django_db
def test_a_web_message_goes_to_a_contact(write: Write) -> None:
    with pytest.raises(services.InvalidRecipient):
        write(channel=Channel.WEB)


@pytest.mark.django_db
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.SIGN])
def test_nobody_writes_over_a_channel_without_a_provider(write: Write, channel: Channel) -> None:
    with pytest.raises(services.ChannelUnavailable):
        write(channel=channel)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"state": "LOST"},
        {"channel": "PIGEON"},
        {"reference": "somebody"},
        {"state": OutboundState.SENDING},
        {"state": OutboundState.SENT},
        {"state": OutboundState.DELIVERED, "sent_at": NOW},
        {"state": OutboundState.FAILED},
        {"lease_until": NOW},
        {"text": ""},
    ],
)
def test_the_database_holds_the_rules(write: Write, changes: dict[str, object]) -> None:
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundMessage.objects.filter(pk=message.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(write: Write, gateway: Sandbox, number: str) -> None:
    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT012
        write("취소된 글")
        raise ValueError
    write("남은 글")
    services.deliver_due(limit=10, clock=lambda: NOW)
    assert arrived(gateway, number) == ["남은 글"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_does_not_need_redis(
    write: Write, gateway: Sandbox, number: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from contactcenter.celery import application

    assert current_app.main == application.main
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    monkeypatch.setitem(current_app.conf, "broker_url", "redis+socket:///nonexistent/valkey.sock")
    cache.clear()  # what was rung a moment ago is not rung again
    write("그래도 남습니다")
    assert "was not rung" in caplog.text
    services.deliver_due(limit=10, clock=lambda: NOW)
    assert arrived(gateway, number) == ["그래도 남습니다"]
