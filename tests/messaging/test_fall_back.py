"""Another way when one has failed, words that were approved, the quiet of the night, and the pace of a sender."""

import hashlib
import hmac
import json
import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.services import create_user
from accounts.types import Role
from messaging import policies, providers, selectors, services
from messaging.models import MessageTemplate, OutboundMessage, RefusedRequest, Sender, TemplateApproval
from messaging.providers.base import Letter, MalformedInbound, Sent
from messaging.providers.http import CallFailed
from messaging.services.alone import alone_in
from messaging.services.fall_back import LONGEST_SILENCE
from messaging.types import (
    Alternative,
    Channel,
    FailureReason,
    OutboundState,
    Outcome,
    ProviderAnswer,
    Purpose,
    Receipt,
    TemplateState,
)
from tests.messaging.conftest import NOW, Write

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "01012345678"
VARIABLES = {
    "접수번호": "2026-000123-4",
    "종결사유": "처리 완료",
    "처리결과": "가로등을 고쳤습니다.",
    "부서": "도로과",
    "담당자": "김담당",
    "연락처": "02-120",
    "링크": "https://city.example/c/1",
}


class Script:
    """Bizgo as told: an answer for each channel, and what it says when asked."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answers: dict[Channel, ProviderAnswer] = {}
        self.settled: Receipt | None = None
        self.asked: list[str] = []
        self.failures: dict[str, Exception] = {}

    def send(self, letter: Letter) -> ProviderAnswer:
        self.letters.append(letter)
        accepted = ProviderAnswer(outcome=Outcome.ACCEPTED, code="A000", provider_message_id=f"b{len(self.letters)}")
        return self.answers.get(letter.channel, accepted)

    def ask(self, sent: Sent) -> Receipt | None:
        self.asked.append(sent.provider_message_id)
        failure = self.failures.get(sent.provider_message_id)
        if failure is not None:
            raise failure
        return self.settled and replace(self.settled, provider_message_id=sent.provider_message_id)


@pytest.fixture
def bizgo(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Script:
    script, provider = Script(), providers.bizgo()
    monkeypatch.setattr(provider, "send", script.send)
    monkeypatch.setattr(provider, "ask", script.ask)
    settings.CHANNEL_PROVIDERS = {"KAKAO": "bizgo", "ALIMTALK": "bizgo", "SMS": "bizgo", "WEB": "web"}
    return script


@pytest.fixture
def approved() -> None:
    services.load_standard_templates()
    for template in MessageTemplate.objects.all():
        TemplateApproval.objects.create(
            template=template, provider="bizgo", sender="", code=template.code, state=TemplateState.APPROVED
        )


def rejected(code: str) -> ProviderAnswer:
    return ProviderAnswer(outcome=Outcome.REJECTED, code=code)


def notice(write: Write, **changes: Any) -> OutboundMessage:
    """A result for somebody in a KakaoTalk room who has given their number."""
    values: dict[str, Any] = {
        "channel": Channel.KAKAO,
        "recipient": "Xj1bW5wlE5SR",
        "text": "처리가 끝났습니다.",
        "purpose": Purpose.RESULT,
        "reference": f"complaint:{uuid.uuid4()}",
        "alternatives": [
            Alternative(channel=Channel.ALIMTALK, recipient=PHONE, variables=VARIABLES),
            Alternative(channel=Channel.SMS, recipient=PHONE, text="[120] 처리가 끝났습니다.", title="결과"),
        ],
    }
    return write(**(values | changes))


def deliver(now: datetime = NOW) -> None:
    while services.deliver_due(limit=20, clock=lambda: now, provider="bizgo").claimed:
        pass


def ways(message: OutboundMessage) -> list[tuple[str, str]]:
    [line] = selectors.messages_for(references=[message.reference])
    return [(way.channel, way.state) for way in (line, *line.fallbacks)]


def test_a_room_that_is_over_leads_to_the_approved_words(write: Write, bizgo: Script, approved: None) -> None:
    bizgo.answers[Channel.KAKAO] = rejected("A821")
    message = notice(write)
    deliver()
    assert ways(message) == [("KAKAO", "REPLACED"), ("ALIMTALK", "SENT")]
    alimtalk = bizgo.letters[-1]
    assert alimtalk.template_code == "RESULT_KO_1"
    assert "가로등을 고쳤습니다." in alimtalk.text
    assert [button.extra for button in alimtalk.extras.buttons] == ["", "2026-000123-4"]
    message.refresh_from_db()
    assert (message.failure_reason, message.alternatives) == (FailureReason.REJECTED, "")


def test_the_last_way_is_a_person(write: Write, bizgo: Script, approved: None) -> None:
    for channel in (Channel.KAKAO, Channel.ALIMTALK, Channel.SMS):
        bizgo.answers[channel] = rejected("A999x")
    message = notice(write)
    deliver()
    assert ways(message) == [("KAKAO", "REPLACED"), ("ALIMTALK", "REPLACED"), ("SMS", "FAILED")]
    [last] = selectors.settled_unnoted(limit=5)
    assert (last.channel, last.can_resend) == (Channel.SMS, True)
    assert selectors.lines_of(message_ids=[message.pk])[message.pk].last.message_id == last.message_id


def test_words_that_are_not_approved_are_passed_over(write: Write, bizgo: Script) -> None:
    bizgo.answers[Channel.KAKAO] = rejected("A821")
    message = notice(write)
    deliver()
    assert ways(message) == [("KAKAO", "REPLACED"), ("SMS", "SENT")]
    assert bizgo.letters[-1].text == "[120] 처리가 끝났습니다."
    with pytest.raises(services.TemplateUnavailable):
        write(channel=Channel.ALIMTALK, text="", purpose=Purpose.RESULT, variables=VARIABLES)


def test_a_missing_variable_is_not_sent_as_nothing(write: Write, bizgo: Script, approved: None) -> None:
    with pytest.raises(services.TemplateUnavailable):
        write(channel=Channel.ALIMTALK, text="", purpose=Purpose.RESULT, variables=VARIABLES | {"담당자": " "})


def test_a_receipt_that_says_no_leads_on_and_a_late_yes_is_noted(write: Write, bizgo: Script, approved: None) -> None:
    message = notice(write)
    deliver()
    receipt = Receipt(
        provider="bizgo", provider_message_id="b1", delivered=False, code="E1", occurred_at=NOW, reference=""
    )
    for _ in range(2):
        services.record_receipt(receipt=receipt, now=NOW)
    assert ways(message) == [("KAKAO", "REPLACED"), ("ALIMTALK", "QUEUED")]
    services.record_receipt(receipt=Receipt(**vars(receipt) | {"delivered": True}), now=NOW)
    assert ways(message)[0] == ("KAKAO", "DELIVERED")


def test_what_may_still_arrive_waits_and_only_a_legal_duty_leads_on(write: Write, bizgo: Script) -> None:
    result, plan = notice(write), notice(write, purpose=Purpose.PLAN, recipient="another")
    deliver()
    early, late = NOW + LONGEST_SILENCE - timedelta(minutes=1), NOW + LONGEST_SILENCE + timedelta(minutes=1)
    assert services.fall_back_overdue(limit=9, now=early) == 0
    assert services.fall_back_overdue(limit=9, now=late) == 1
    assert services.fall_back_overdue(limit=9, now=late) == 0
    assert ways(result) == [("KAKAO", "REPLACED"), ("SMS", "QUEUED")]
    assert ways(plan) == [("KAKAO", "SENT")]


def test_the_next_way_of_a_legal_duty_wakes_nobody_up(write: Write, bizgo: Script, settings: Settings) -> None:
    settings.QUIET_HOURS = (21, 8)
    notice(write, purpose=Purpose.RECEIPT, now=NOW + timedelta(hours=8))
    deliver(NOW + timedelta(hours=8))
    assert services.fall_back_overdue(limit=9, now=NOW + timedelta(hours=12)) == 1
    text = OutboundMessage.objects.get(channel=Channel.SMS)
    assert text.not_before == NOW + timedelta(hours=22)  # 08:00 in Seoul
    assert text.origin is not None


def test_a_message_is_asked_about_where_no_receipt_comes(write: Write, bizgo: Script) -> None:
    message = write(channel=Channel.SMS)
    deliver()
    assert services.reconcile(clock=lambda: NOW + timedelta(minutes=9)) == 0
    bizgo.settled = Receipt(provider="bizgo", provider_message_id="b1", delivered=True, code="A000", occurred_at=NOW)
    assert services.reconcile(clock=lambda: NOW + timedelta(minutes=11)) == 1
    message.refresh_from_db()
    assert message.state == OutboundState.DELIVERED


@pytest.fixture
def three_unheard_of(write: Write, bizgo: Script) -> Script:
    """Three text messages that arrived, if only Bizgo is asked."""
    for index in range(3):
        write(channel=Channel.SMS, recipient=f"0105555{index:04}")
    deliver()
    bizgo.settled = Receipt(provider="bizgo", provider_message_id="", delivered=True, code="A000", occurred_at=NOW)
    return bizgo


def test_a_provider_that_does_not_answer_is_asked_once(three_unheard_of: Script) -> None:
    bizgo, later = three_unheard_of, NOW + timedelta(minutes=11)
    no_answer = CallFailed(ProviderAnswer(outcome=Outcome.UNCERTAIN, code="no_answer"))
    bizgo.failures = dict.fromkeys(("b1", "b2", "b3"), no_answer)
    assert services.reconcile(clock=lambda: later) == 0
    assert len(bizgo.asked) == 1
    bizgo.failures = {}
    assert services.reconcile(clock=lambda: later) == 2


def test_one_odd_answer_keeps_no_other_message_from_being_settled(three_unheard_of: Script) -> None:
    three_unheard_of.failures = {"b1": MalformedInbound(field="reportTime")}
    assert services.reconcile(clock=lambda: NOW + timedelta(minutes=11)) == 2


def test_only_one_process_asks_a_provider(three_unheard_of: Script) -> None:
    counts: list[int] = []

    def ask_as_another_process() -> None:
        counts.append(services.reconcile(clock=lambda: NOW + timedelta(minutes=11)))
        connection.close()

    with alone_in("messaging.reconcile:bizgo"):
        another = threading.Thread(target=ask_as_another_process)
        another.start()
        another.join()
    assert (counts, three_unheard_of.asked) == ([0], [])


@pytest.mark.parametrize(
    ("channel", "recipient", "calls"), [(Channel.KAKAO, "Xj1bW5wlE5SR", 1), (Channel.SMS, PHONE, 2)]
)
def test_a_lost_answer_is_repeated_only_where_a_key_tells_the_provider(
    write: Write, bizgo: Script, channel: Channel, recipient: str, calls: int
) -> None:
    bizgo.answers[channel] = ProviderAnswer(outcome=Outcome.UNCERTAIN, code="no_answer")
    message = write(channel=channel, recipient=recipient)
    for minutes in (0, 5):
        deliver(NOW + timedelta(minutes=minutes))
    message.refresh_from_db()
    assert len(bizgo.letters) == calls
    expected = (OutboundState.UNCERTAIN, FailureReason.NO_ANSWER) if calls == 1 else (OutboundState.QUEUED, "")
    assert (message.state, message.failure_reason) == expected


def test_what_a_worker_that_died_may_have_sent_is_not_sent_again_without_a_key(write: Write, bizgo: Script) -> None:
    message = write(channel=Channel.KAKAO, recipient="Xj1bW5wlE5SR")
    OutboundMessage.objects.update(state=OutboundState.SENDING, attempts=1, lease_until=NOW - timedelta(seconds=1))
    deliver()
    message.refresh_from_db()
    assert (message.state, bizgo.letters) == (OutboundState.UNCERTAIN, [])


@pytest.mark.parametrize(
    ("hour", "purpose", "channel", "waits_until"),
    [
        (22, Purpose.RESULT, Channel.SMS, (24, 8)),
        (3, Purpose.RESULT, Channel.ALIMTALK, (23, 8)),
        (8, Purpose.RESULT, Channel.SMS, None),
        (20, Purpose.RESULT, Channel.SMS, None),
        (3, Purpose.REPLY, Channel.KAKAO, None),
        (3, Purpose.RECEIPT, Channel.SMS, None),
        (3, Purpose.DUE_MOVED, Channel.SMS, (23, 8)),
        (3, Purpose.RESULT, Channel.WEB, None),
    ],
)
def test_what_can_wait_lets_people_sleep(
    hour: int, purpose: Purpose, channel: Channel, waits_until: tuple[int, int] | None
) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=UTC) - timedelta(hours=9)
    at = policies.earliest(channel=channel, purpose=purpose, quiet=(21, 8), now=now)
    assert at == (now if waits_until is None else datetime(2026, 11, *waits_until, tzinfo=UTC) - timedelta(hours=9))


def test_a_notice_that_waits_for_the_morning_holds_no_answer_back(
    write: Write, bizgo: Script, settings: Settings
) -> None:
    settings.QUIET_HOURS = (21, 8)
    night = NOW + timedelta(hours=12)
    write("결과", purpose=Purpose.RESULT, now=night)
    write("답변", purpose=Purpose.REPLY, now=night)
    deliver(night)
    assert [letter.text for letter in bizgo.letters] == ["답변"]
    deliver(night + timedelta(hours=11))
    assert [letter.text for letter in bizgo.letters] == ["답변", "결과"]


def test_a_district_may_send_as_itself_and_a_sender_keeps_its_pace(write: Write, bizgo: Script) -> None:
    Sender.objects.create(channel=Channel.SMS, provider="bizgo", key="0221330000", per_second=2)
    for index in range(5):
        write(recipient=f"0105555{index:04}")
    sent = [services.deliver_due(limit=9, clock=lambda: NOW, provider="bizgo").sent for _ in range(2)]
    later = services.deliver_due(limit=9, clock=lambda: NOW + timedelta(seconds=1), provider="bizgo").sent
    assert (sent, later) == ([2, 0], 2)
    assert {letter.sender for letter in bizgo.letters} == {"0221330000"}


def test_who_drains_does_not_wait_for_a_senders_pace(write: Write, bizgo: Script) -> None:
    Sender.objects.create(channel=Channel.SMS, provider="bizgo", key="0221330000", per_second=2)
    for index in range(5):
        write(recipient=f"0105555{index:04}")
    with CaptureQueriesContext(connection) as queries:
        assert services.drain(provider="bizgo", clock=lambda: NOW).sent == 2
    assert len(queries) < 60
    assert len(bizgo.letters) == 2


def test_what_is_refused_at_the_door_is_counted(client: Client, settings: Settings) -> None:
    settings.BIZGO_WEBHOOK_SECRET, settings.NHN_WEBHOOK_SECRET, settings.SOLAPI_WEBHOOK_SECRET = "b", "n", "s"

    def post(path: str, body: bytes, **headers: str) -> int:
        return client.post(path, body, content_type="application/json", headers=headers).status_code

    assert post("/webhooks/bizgo/reports", b"{}") == 401
    assert post("/webhooks/solapi/reports", b"[]", **{"X-Solapi-Secret": "guessed"}) == 401
    assert post("/webhooks/solapi/reports", b"{", **{"X-Solapi-Secret": "s"}) == 400
    assert post("/webhooks/solapi/reports", b"[]", **{"X-Solapi-Secret": "s"}) == 204
    unknown = {"requestId": "r", "recipientSeq": 1, "resultCode": "MRC01", "receiveDate": "2026-11-23 10:00:00"}
    event = json.dumps({"event": "MESSAGE_RESULT_UPDATE", "hooks": [unknown]}).encode()
    assert post("/webhooks/nhn/reports", event, **{"X-Toast-Webhook-Signature": "n"}) == 404
    assert post("/webhooks/nhn/reports", b" " * 1_000_001, **{"X-Toast-Webhook-Signature": "n"}) == 413
    counted = set(RefusedRequest.objects.values_list("provider", "code", "count"))
    assert counted == {
        ("bizgo", "signature_invalid", 1),
        ("solapi", "signature_invalid", 1),
        ("solapi", "malformed_inbound", 1),
        ("nhn", "unknown_message", 1),
        ("nhn", "request_too_large", 1),
    }


def test_a_report_of_a_message_we_do_not_know_is_not_repeated_for_ever(client: Client, settings: Settings) -> None:
    settings.BIZGO_WEBHOOK_SECRET = "b"
    timestamp = str(int(timezone.now().timestamp()))
    signature = hmac.new(b"b", timestamp.encode(), hashlib.sha256).hexdigest()
    report = {"msgKey": "nobody", "reportCode": "A000", "reportTime": "2026-11-23T10:00:00.000+09:00"}
    answer = client.post(
        "/webhooks/bizgo/reports",
        json.dumps(report),
        content_type="application/json",
        headers={"X-IB-Timestamp": timestamp, "X-IB-Signature": signature},
    )
    assert (answer.status_code, answer.json()) == (200, {"msgKey": "nobody"})
    assert RefusedRequest.objects.get().code == "unknown_message"


def test_templates_are_handed_in_and_their_approval_is_learnt(bizgo: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    services.load_standard_templates()
    handed_in: list[str] = []
    dealer = providers.bizgo()

    def submit(*, code: str, **_given: object) -> bool:
        handed_in.append(code)
        return True

    monkeypatch.setattr(dealer, "submit_template", submit)
    monkeypatch.setattr(dealer, "template_state", lambda **given: (TemplateState.APPROVED, ""))
    total = MessageTemplate.objects.count()
    for _ in range(total):
        services.check_templates(now=NOW)
    assert len(handed_in) == len(set(handed_in)) == total
    assert TemplateApproval.objects.filter(state=TemplateState.APPROVED).count() == total


def test_templates_have_versions_and_none_breaks_kakaos_rules() -> None:
    assert services.load_standard_templates() > 0
    assert services.load_standard_templates() == 0
    words: dict[str, Any] = {"purpose": Purpose.RESULT, "language": "ko", "title": "", "buttons": []}
    assert services.write_template(text="민원 #{접수번호} 끝", **words).version == 2
    with pytest.raises(services.TemplateRefused):
        services.write_template(text="가" * 1_301, **words)


def test_an_administrator_writes_the_next_version_and_is_told_the_limits(client: Client) -> None:
    client.force_login(
        create_user(username="words", password="a long password", role=Role.ADMIN, display_name="관리자", scopes=[])
    )
    given = {"purpose": Purpose.RESULT, "language": "ko", "title": "", "text": "민원 #{접수번호} 끝", "buttons": "[]"}
    address = "/admin/messaging/messagetemplate/add/"
    for broken in ({"text": "가" * 1_301}, {"buttons": '["x"]'}, {"buttons": '[{"kind": "WL", "name": "보기"}]'}):
        page = client.post(address, given | broken)
        assert "1,300자" in page.content.decode()
    assert [client.post(address, given).status_code for _ in range(2)] == [302, 302]
    assert list(MessageTemplate.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
