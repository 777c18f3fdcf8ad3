"""The product's own adapters speak with the practice providers: what one builds, the other takes or refuses."""

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from messaging import providers
from messaging.providers.base import Letter, Sent
from messaging.types import Button, ButtonKind, Channel, Extras, Outcome, TemplateState
from tests.sandbox.program import Sandbox, eventually

BUTTON = Button(ButtonKind.WEB_LINK, "보기", url="https://example.org/status/1")
NAMES = ("bizgo", "solapi", "nhn", "sens")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    database = tmp_path_factory.mktemp("providers") / "journal.sqlite3"
    secret = django_settings.SMS_GATEWAY_SECRET
    with Sandbox(database=database, product_url="http://127.0.0.1:9", secret=secret) as running:
        yield running


@pytest.fixture(autouse=True)
def at_the_program(program: Sandbox, settings: Settings) -> None:
    """Point every adapter to the practice providers; Kakao has approved one template."""
    for name, address in (("BIZGO_URL", "bizgo"), ("SOLAPI_URL", "solapi"), ("NHN_URL", "nhn"), ("SENS_URL", "sens")):
        setattr(settings, name, f"{program.url}/{address}")
    settings.NHN_SMS_URL = settings.NHN_URL
    bizgo = providers.bizgo()
    sender = bizgo.own_sender(Channel.ALIMTALK)
    button = {"kind": BUTTON.kind.value, "name": BUTTON.name, "url": "#{링크}"}
    assert bizgo.submit_template(sender=sender, code="T1", title="", text="접수번호 #{번호}", buttons=[button])


def letter(name: str, channel: Channel, text: str, *, key: str = "", recipient: str = "+821012345678") -> Letter:
    is_alimtalk = channel == Channel.ALIMTALK
    return Letter(
        message_id=uuid.uuid4(),
        resends=0,
        key=key or uuid.uuid4().hex,
        channel=channel,
        sender=providers.by_name()[name].own_sender(channel),
        recipient=recipient,
        title="",
        text=text,
        template_code="T1" if is_alimtalk else "",
        extras=Extras(buttons=(BUTTON,)) if is_alimtalk else Extras(),
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("channel", "text", "outcome"),
    [
        (Channel.SMS, "접수되었습니다", Outcome.ACCEPTED),
        (Channel.SMS, "가" * 100, Outcome.ACCEPTED),
        (Channel.SMS, "반가워요 😀", Outcome.REJECTED),
        (Channel.ALIMTALK, "접수번호 2026-000123-4", Outcome.ACCEPTED),
        (Channel.ALIMTALK, "다른 말 2026-000123-4", Outcome.REJECTED),
    ],
)
def test_what_an_adapter_sends_is_taken_or_refused_and_can_be_asked_for(
    name: str, channel: Channel, text: str, outcome: Outcome
) -> None:
    provider = providers.by_name()[name]
    answer = provider.send(letter(name, channel, text))
    assert answer.outcome == outcome, answer
    if outcome == Outcome.ACCEPTED:
        receipt = provider.ask(Sent(channel=channel, provider_message_id=answer.provider_message_id))
        assert receipt is None or receipt.delivered


@pytest.mark.parametrize("name", ["bizgo", "nhn"])
def test_a_repeated_key_sends_once(program: Sandbox, name: str) -> None:
    provider, before = providers.by_name()[name], program.statistics()["accepted"]
    once = letter(name, Channel.SMS, "한 번만", key=f"once-{name}")
    first, again = provider.send(once), provider.send(once)
    assert (first.outcome, again.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert first.provider_message_id == again.provider_message_id
    assert program.statistics()["accepted"] == before + 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("fault", "outcome"), [("rate_limit", Outcome.RETRY), ("drop", Outcome.UNCERTAIN)])
def test_an_adapter_knows_what_a_fault_means(program: Sandbox, name: str, fault: str, outcome: Outcome) -> None:
    program.fault(fault, provider=name, times=1)
    try:
        assert providers.by_name()[name].send(letter(name, Channel.SMS, "접수되었습니다")).outcome == outcome
    finally:
        program.client.delete("/v1/faults")


@pytest.mark.parametrize("name", NAMES)
def test_calls_beyond_a_ceiling_are_told_to_come_again(program: Sandbox, name: str) -> None:
    program.fault("rate_limit", provider=name, per_second=2)
    try:
        answers = [providers.by_name()[name].send(letter(name, Channel.SMS, "접수되었습니다")) for _ in range(9)]
        outcomes = [answer.outcome for answer in answers]
        assert outcomes[:2] == [Outcome.ACCEPTED, Outcome.ACCEPTED]
        assert set(outcomes) == {Outcome.ACCEPTED, Outcome.RETRY}
    finally:
        program.client.delete("/v1/faults")


def test_an_approved_template_is_known_as_one(program: Sandbox) -> None:
    bizgo = providers.bizgo()
    sender = bizgo.own_sender(Channel.ALIMTALK)
    # Five questions a second are answered; another test may just have asked.
    eventually(lambda: bizgo.template_state(sender=sender, code="T1") == (TemplateState.APPROVED, ""))


def test_a_session_is_ended_once_and_what_is_over_counts_as_ended(program: Sandbox) -> None:
    bizgo = providers.bizgo()
    written = program.client.post("/v1/kakao/01055554445", json={"text": "가로등이 꺼졌어요"}).json()
    sender = bizgo.own_sender(Channel.KAKAO)
    for _ in range(2):
        assert bizgo.end_session(sender=sender, recipient=written["user_key"])
    answer = bizgo.send(letter("bizgo", Channel.KAKAO, "네", recipient=written["user_key"]))
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "A821")


def test_into_a_room_that_is_over_nothing_is_written(program: Sandbox) -> None:
    bizgo = providers.by_name()["bizgo"]
    written = program.client.post("/v1/kakao/01055554444", json={"text": "가로등이 꺼졌어요"}).json()
    assert bizgo.send(letter("bizgo", Channel.KAKAO, "네", recipient=written["user_key"])).outcome == Outcome.ACCEPTED
    program.client.post("/v1/kakao/01055554444", json={"action": "expire"})
    answer = bizgo.send(letter("bizgo", Channel.KAKAO, "네", recipient=written["user_key"]))
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "A821")
