"""What each provider is sent, and what its answers and receipts mean: against the examples of their documentation."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messaging import providers
from messaging.providers.base import Letter, MalformedInbound, Provider, Sent
from messaging.providers.signing import SignatureInvalid, TimestampExpired
from messaging.types import Button, ButtonKind, Channel, Extras, Outcome, TemplateState
from tests.messaging.recorder import Recorder

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MESSAGE = uuid.UUID("01990000-0000-7000-8000-000000000001")
BUTTONS = (
    Button(ButtonKind.WEB_LINK, "진행 상황 보기", url="https://city.example/c/1"),
    Button(ButtonKind.CHAT, "상담원에게 묻기", extra="2026-000123-4"),
)


def letter(channel: Channel, **changes: Any) -> Letter:
    values: dict[str, Any] = {
        "message_id": MESSAGE,
        "resends": 0,
        "key": "complaint:1:RESULT",
        "channel": channel,
        "sender": "02120" if channel == Channel.SMS else "sender-key",
        "recipient": "Xj1bW5wlE5SR" if channel == Channel.KAKAO else "+821012345678",
        "title": "",
        "text": "민원 처리가 끝났습니다.",
        "template_code": "RESULT_KO_1" if channel == Channel.ALIMTALK else "",
        "extras": Extras(buttons=BUTTONS) if channel == Channel.ALIMTALK else Extras(),
    }
    return Letter(**values | changes)


def named(name: str) -> Provider:
    return providers.by_name()[name]


def omni(code: str = "A000", key: str | None = "20260424104234546POM101182450000") -> dict[str, Any]:
    destination = {"to": "01012345678", "code": code, "result": "Success"} | ({"msgKey": key} if key else {})
    return {
        "common": {"authCode": "A000", "authResult": "Success"},
        "data": {"code": "A000", "result": "Success", "data": {"destinations": [destination]}},
    }


def test_bizgo_sends_an_alimtalk_with_the_approved_words_and_a_key(asked: Recorder) -> None:
    asked.answer = omni()
    answer = named("bizgo").send(letter(Channel.ALIMTALK))
    assert (answer.outcome, answer.provider_message_id) == (Outcome.ACCEPTED, "20260424104234546POM101182450000")
    [(method, path, headers, content)] = asked.asked
    assert (method, path, headers["authorization"]) == ("POST", "/api/comm/v1/send/omni", "bizgo-key")
    assert content == {
        "destinations": [{"to": "01012345678", "ref": str(MESSAGE)}],
        "messageFlow": [
            {
                "alimtalk": {
                    "msgType": "AT",
                    "senderKey": "sender-key",
                    "templateCode": "RESULT_KO_1",
                    "text": "민원 처리가 끝났습니다.",
                    "attachment": {
                        "button": [
                            {
                                "type": "WL",
                                "name": "진행 상황 보기",
                                "urlMobile": "https://city.example/c/1",
                                "urlPc": "https://city.example/c/1",
                            },
                            {"type": "BC", "name": "상담원에게 묻기", "chatExtra": "2026-000123-4"},
                        ]
                    },
                }
            }
        ],
        "idempotencyKey": "complaint:1:RESULT",
        "idempotencyTtl": 86_400,
    }


def test_bizgo_sends_short_and_long_text_messages(asked: Recorder) -> None:
    asked.answer = omni()
    named("bizgo").send(letter(Channel.SMS))
    named("bizgo").send(letter(Channel.SMS, text="가" * 46, title="안내", resends=2))
    flows = [content["messageFlow"][0] for *_, content in asked.asked]
    assert flows[0] == {"sms": {"from": "02120", "text": "민원 처리가 끝났습니다."}}
    assert flows[1] == {"mms": {"from": "02120", "title": "안내", "text": "가" * 46}}
    assert asked.asked[1][3]["destinations"][0]["ref"] == f"{MESSAGE}:2"


def test_bizgo_writes_into_a_session(asked: Recorder) -> None:
    asked.answer = {"common": {"authCode": "A000"}, "data": {"code": "A000", "result": "Success", "msgKey": "m1"}}
    assert named("bizgo").send(letter(Channel.KAKAO)).provider_message_id == "m1"
    extras = Extras(buttons=BUTTONS[:1], quick_replies=(Button(ButtonKind.MESSAGE, "강남구"),))
    named("bizgo").send(letter(Channel.KAKAO, extras=extras))
    named("bizgo").send(letter(Channel.KAKAO, extras=Extras(asks_phone=True)))
    plain, rich, personal = asked.asked
    assert plain[1] == "/api/comm/v1/cstalk/plain"
    assert plain[3] == {
        "userKey": "Xj1bW5wlE5SR",
        "senderKey": "sender-key",
        "msgType": "TEXT",
        "message": "민원 처리가 끝났습니다.",
        "ref": str(MESSAGE),
    }
    assert rich[1] == personal[1] == "/api/comm/v1/cstalk/rich"
    assert rich[3]["attachment"]["quickReplies"] == [{"type": "MD", "name": "강남구"}]
    assert personal[3]["msgType"] == "PERSONAL"


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (200, omni("A301", None), Outcome.ACCEPTED),  # the key is known: nothing more is sent
        (200, omni("A327", None), Outcome.REJECTED),
        (200, omni("A000", None), Outcome.UNCERTAIN),
        (400, {"data": {"code": "A505"}}, Outcome.REJECTED),
        (429, {"data": {"code": "A020"}}, Outcome.RETRY),
        (401, {"common": {"authCode": "A100"}}, Outcome.RETRY),
        (500, {"data": {"code": "A910"}}, Outcome.UNCERTAIN),
        (200, [], Outcome.UNCERTAIN),
    ],
)
def test_what_bizgos_answers_mean(asked: Recorder, status: int, content: Any, outcome: Outcome) -> None:
    asked.status, asked.answer = status, content
    assert named("bizgo").send(letter(Channel.ALIMTALK)).outcome is outcome


def test_an_expired_session_is_refused_for_good(asked: Recorder) -> None:
    asked.status, asked.answer = 400, {"data": {"code": "A821", "result": "세션이 만료되었거나 존재하지 않음"}}
    answer = named("bizgo").send(letter(Channel.KAKAO))
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "A821")


def report(**changes: Any) -> bytes:
    content = {
        "msgKey": "m1",
        "serviceType": "ALIMTALK",
        "reportCode": "A000",
        "reportText": "성공",
        "reportTime": "2026-11-23T10:00:00.000+09:00",
        "reportType": "report",
        "ref": str(MESSAGE),
    }
    return json.dumps(content | changes).encode()


def test_bizgos_reports(asked: Recorder) -> None:
    bizgo = named("bizgo")
    [receipt] = bizgo.parse_receipts(report())
    assert (receipt.delivered, receipt.reference, receipt.occurred_at) == (True, str(MESSAGE), NOW)
    assert not bizgo.parse_receipts(report(reportCode="E301"))[0].delivered
    assert bizgo.parse_receipts(report(reportCode="ME09")) == []  # nobody knows yet
    for broken in (b"", b"[]", b"{}", report(reportTime="yesterday"), report(msgKey=""), report(reportCode=5)):
        with pytest.raises(MalformedInbound):
            bizgo.parse_receipts(broken)


def test_bizgos_signature_is_over_the_time_alone(asked: Recorder) -> None:
    bizgo, seconds = named("bizgo"), str(int(NOW.timestamp() * 1000))
    digest = hmac.new(b"bizgo-hook", seconds.encode(), hashlib.sha256).digest()
    for signature in (digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()):
        bizgo.verify(headers={"X-IB-Timestamp": seconds, "X-IB-Signature": signature}, body=b"", now=NOW)
    signed = {"X-IB-Timestamp": seconds, "X-IB-Signature": digest.hex()}
    with pytest.raises(TimestampExpired):
        bizgo.verify(headers=signed, body=b"", now=NOW + timedelta(minutes=6))
    for forged in ({}, signed | {"X-IB-Signature": "0" * 64}, signed | {"X-IB-Timestamp": seconds + "0"}):
        with pytest.raises(SignatureInvalid):
            bizgo.verify(headers=forged, body=b"", now=NOW)


def test_a_sessions_result_and_a_citizens_text(asked: Recorder) -> None:
    result = {
        "msgKey": "m1",
        "userKey": "Xj1bW5wlE5SR",
        "requestType": "write",
        "reportCode": "A000",
        "kakaoResCreatedAt": "2026-11-23T10:00:00.000+09:00",
        "ref": f"{MESSAGE}:1",
    }
    [receipt] = providers.bizgo().parse_session_result(json.dumps(result).encode())
    assert (receipt.delivered, receipt.resends) == (True, 1)
    assert providers.bizgo().parse_session_result(json.dumps(result | {"requestType": "end"}).encode()) == []
    text = {
        "msgKey": "mo1",
        "serviceType": "MO",
        "msgType": "SM",
        "to": "02120",
        "from": "01012345678",
        "carrier": "SKT",
        "originator": "01012345678",
        "content": "가로등이 꺼졌어요",
        "occurredTime": "2026-11-23T10:00:00+09:00",
    }
    inbound = named("bizgo").parse_inbound(json.dumps(text).encode())
    assert (inbound.sender, inbound.text, inbound.occurred_at) == ("+821012345678", "가로등이 꺼졌어요", NOW)


def test_bizgo_inspects_templates(asked: Recorder) -> None:
    words = {"code": "RESULT_KO_1", "title": "", "text": "민원 #{접수번호}", "buttons": []}
    assert providers.bizgo().submit_template(sender="s", **words)  # type: ignore[arg-type]
    assert [path for _, path, *_ in asked.asked] == [
        "/api/comm/v1/center/alimtalk/template",
        "/api/comm/v1/center/alimtalk/template/request",
    ]
    asked.answer = {"data": {"code": "A000", "data": {"alimtalk": {"inspectionStatus": "APR"}}}}
    assert providers.bizgo().template_state(sender="s", code="c") == (TemplateState.APPROVED, "")


def test_solapi_signs_its_calls_and_reads_lists_of_reports(asked: Recorder) -> None:
    asked.answer = {
        "groupInfo": {"count": {"total": 1}},
        "failedMessageList": [],
        "messageList": [{"messageId": "M4V1", "statusCode": "2000", "statusMessage": "정상 접수"}],
    }
    answer = named("solapi").send(letter(Channel.ALIMTALK))
    assert (answer.outcome, answer.provider_message_id) == (Outcome.ACCEPTED, "M4V1")
    [(_, path, headers, content)] = asked.asked
    assert path == "/messages/v4/send-many/detail"
    scheme, _, given = headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in given.split(","))
    expected = hmac.new(b"ss", (parts["Date"] + parts["salt"]).encode(), hashlib.sha256).hexdigest()
    assert (scheme, parts["ApiKey"], parts["signature"]) == ("HMAC-SHA256", "sk", expected)
    [message] = content["messages"]
    assert message["kakaoOptions"]["templateId"] == "RESULT_KO_1"
    assert message["kakaoOptions"]["disableSms"] is True
    data = {"messageId": "M4V1", "statusCode": "4000", "dateReceived": "2026-11-23T01:00:00Z"}
    reports = [
        {"eventId": "SINGLE-REPORT", "data": data | {"customFields": {"reference": str(MESSAGE)}}},
        {"eventId": "SINGLE-REPORT", "data": data | {"messageId": "M4V2", "statusCode": "3000"}},
    ]
    [receipt] = named("solapi").parse_receipts(json.dumps(reports).encode())
    assert (receipt.delivered, receipt.reference) == (True, str(MESSAGE))
    asked.answer = {"failedMessageList": [{"statusCode": "1062", "messageId": "x"}]}
    assert named("solapi").send(letter(Channel.SMS)).code == "1062"
    with pytest.raises(SignatureInvalid):
        named("solapi").verify(headers={"X-Solapi-Secret": "guessed"}, body=b"", now=NOW)


def test_nhn_sends_and_reports(asked: Recorder) -> None:
    header = {"resultCode": 0, "resultMessage": "SUCCESS", "isSuccessful": True}
    result = {"recipientSeq": 1, "recipientNo": "01012345678", "resultCode": 0, "resultMessage": "SUCCESS"}
    asked.answer = {"header": header, "message": {"requestId": "r1", "sendResults": [result]}}
    assert named("nhn").send(letter(Channel.ALIMTALK)).provider_message_id == "r1.1"
    asked.answer = {"header": header, "body": {"data": {"requestId": "r2", "sendResultList": [result]}}}
    assert named("nhn").send(letter(Channel.SMS, text="가" * 46)).provider_message_id == "r2.1"
    alimtalk, text = asked.asked
    assert alimtalk[1] == "/alimtalk/v2.3/appkeys/app/raw-messages"
    assert alimtalk[2]["x-secret-key"] == "nhn-secret"
    assert alimtalk[2]["x-nc-api-idempotency-key"] == "complaint:1:RESULT"
    assert alimtalk[3]["recipientList"][0]["resendParameter"] == {"isResend": False}
    assert text[1] == "/sms/v3.0/appKeys/app/sender/mms"
    hook = {
        "requestId": "r1",
        "recipientSeq": 1,
        "resultCode": "MRC01",
        "receiveDate": "2026-11-23 10:00:00.0",
        "recipientGroupingKey": str(MESSAGE),
    }
    event = {"event": "MESSAGE_RESULT_UPDATE", "hooks": [hook, hook | {"resultCode": "MRC02", "recipientSeq": 2}]}
    first, second = named("nhn").parse_receipts(json.dumps(event).encode())
    assert (first.provider_message_id, first.delivered, first.occurred_at) == ("r1.1", True, NOW)
    assert (second.provider_message_id, second.delivered) == ("r1.2", False)
    asked.answer = {"header": {"resultCode": -1028, "isSuccessful": False}}
    assert named("nhn").send(letter(Channel.ALIMTALK)).outcome is Outcome.REJECTED


def test_sens_signs_each_call_and_is_asked(asked: Recorder) -> None:
    asked.status = 202
    asked.answer = {"statusCode": "202", "statusName": "success", "requestId": "RSSA-1", "requestTime": "…"}
    assert named("sens").send(letter(Channel.SMS)).provider_message_id == "RSSA-1"
    [(_, path, headers, content)] = asked.asked
    assert (path, content["type"], content["from"]) == ("/sms/v2/services/ncp:sms:kr:1:120/messages", "SMS", "02120")
    signed = f"POST {path}\n{headers['x-ncp-apigw-timestamp']}\naccess".encode()
    expected = base64.b64encode(hmac.new(b"secret", signed, hashlib.sha256).digest()).decode()
    assert headers["x-ncp-apigw-signature-v2"] == expected
    asked.status = 200
    asked.answer = {"messages": [{"messageId": "m", "status": "PROCESSING", "statusCode": None}]}
    assert named("sens").ask(Sent(Channel.SMS, "RSSA-1")) is None
    asked.answer = {"messages": [{"messageId": "m", "status": "COMPLETED", "statusCode": "0", "statusName": "success"}]}
    receipt = named("sens").ask(Sent(Channel.SMS, "RSSA-1"))
    assert receipt is not None
    assert receipt.delivered
    asked.answer = {"messages": [{"messageId": "k1", "requestStatusCode": "A000"}], "statusCode": "202"}
    assert named("sens").send(letter(Channel.ALIMTALK)).provider_message_id == "k1"
    asked.answer = {"messageStatusCode": "3018", "messageStatusName": "fail"}
    failed = named("sens").ask(Sent(Channel.ALIMTALK, "k1"))
    assert failed is not None
    assert not failed.delivered


def test_mail_is_handed_to_the_mail_server(mailoutbox: list[Any]) -> None:
    mail = letter(Channel.EMAIL, sender="120@city.example", recipient="kim@example.org", title="처리결과")
    assert named("email").send(mail).outcome is Outcome.ACCEPTED
    [sent] = mailoutbox
    assert (sent.subject, sent.to, sent.from_email) == ("처리결과", ["kim@example.org"], "120@city.example")


def test_no_secret_is_logged(asked: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    asked.status = 500
    with caplog.at_level("DEBUG"):
        for name in ("bizgo", "solapi", "nhn", "sens"):
            named(name).send(letter(Channel.SMS))
            named(name).ask(Sent(Channel.SMS, "a.1"))
    assert not any(secret in caplog.text for secret in ("bizgo-key", "nhn-secret", "01012345678", "민원 처리가"))
