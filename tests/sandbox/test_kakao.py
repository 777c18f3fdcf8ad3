"""The practice KakaoTalk keeps Bizgo's documented rules, and tells the product what citizens do."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.sandbox.configuration import Configuration
from deploy.sandbox.kakao_rules import equals_template
from tests.sandbox.program import SECRET, Product, Sandbox, eventually

NUMBER = "01022223333"
CODE = "RECEIPT"
TEMPLATE = "접수번호 #{번호} 민원이 접수되었습니다.\n처리기한: #{기한}"


def credential(name: str, sandbox: Sandbox) -> str:
    return Configuration(SECRET, frozenset(), sandbox.database, "").credential(name)


class Bizgo:
    """The product's side of the interface."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.sender_key = credential("BIZGO_SENDER_KEY", sandbox)
        self.key = credential("BIZGO_API_KEY", sandbox)

    def post(self, path: str, content: Any, *, key: str = "") -> httpx.Response:
        headers = {"Authorization": key or self.key}
        return self.sandbox.client.post(f"/bizgo/api/comm/v1/{path}", json=content, headers=headers)

    def write(self, user_key: str, path: str = "cstalk/plain", **changes: Any) -> dict[str, Any]:
        content = {"userKey": user_key, "senderKey": self.sender_key, "msgType": "TEXT", "message": "안녕하세요"}
        return dict(self.post(path, content | changes).json()["data"])

    def omni(self, **message: Any) -> dict[str, Any]:
        content = {"destinations": [{"to": NUMBER, "ref": "r"}], "messageFlow": [message]}
        return dict(self.post("send/omni", content).json()["data"]["data"]["destinations"][0])

    def alimtalk(self, text: str, **changes: Any) -> str:
        message = {"msgType": "AT", "senderKey": self.sender_key, "templateCode": CODE, "text": text}
        return str(self.omni(alimtalk=message | changes)["code"])


@pytest.fixture(scope="module")
def told() -> Iterator[Product]:
    with Product() as product:
        product.echo = True
        yield product


@pytest.fixture(scope="module")
def bizgo(tmp_path_factory: pytest.TempPathFactory, told: Product) -> Iterator[Bizgo]:
    database = tmp_path_factory.mktemp("kakao") / "journal.sqlite3"
    with Sandbox(database=database, product_url=told.url) as sandbox:
        yield Bizgo(sandbox)


def citizen(bizgo: Bizgo, number: str = NUMBER, **content: Any) -> str:
    return str(bizgo.sandbox.client.post(f"/v1/kakao/{number}", json=content).json()["user_key"])


def events(told: Product, kind: str) -> list[dict[str, Any]]:
    return [content for path, content in told.posts if path.endswith(f"/cstalk/{kind}")]


def test_only_a_known_key_may_send(bizgo: Bizgo) -> None:
    answer = bizgo.post("cstalk/plain", {}, key="wrong")
    assert (answer.status_code, answer.json()["common"]["authCode"]) == (401, "A100")


def test_one_can_write_only_into_an_open_room(bizgo: Bizgo, told: Product) -> None:
    user_key = citizen(bizgo, "01000000001", action="mode", mode="chat")
    assert bizgo.write(user_key)["code"] == "A821"
    citizen(bizgo, "01000000001", text="가로등이 꺼졌어요")
    answer = bizgo.write(user_key, ref="ours")
    assert answer["code"] == "A000"
    eventually(lambda: any(event["msgKey"] == answer["msgKey"] for event in events(told, "result")))
    citizen(bizgo, "01000000001", action="expire")
    assert bizgo.write(user_key)["code"] == "A821"
    eventually(lambda: any(event["userKey"] == user_key for event in events(told, "expired_session")))
    [first, *_] = [event for event in events(told, "message") if event["userKey"] == user_key]
    assert first["contents"] == [{"comment": "가로등이 꺼졌어요"}]
    assert len(user_key) <= 20


@pytest.mark.parametrize(
    ("path", "changes", "code"),
    [
        ("cstalk/plain", {"message": "가" * 1_000}, "A000"),
        ("cstalk/plain", {"message": "가" * 1_001}, "A328"),
        ("cstalk/plain", {"message": ""}, "A572"),
        ("cstalk/plain", {"msgType": "PERSONAL"}, "A523"),
        ("cstalk/plain", {"ref": "r" * 201}, "A305"),
        ("cstalk/plain", {"senderKey": "another"}, "A502"),
        ("cstalk/plain", {"userKey": "u" * 21}, "A507"),
        ("cstalk/rich", {"msgType": "PERSONAL"}, "A000"),
        ("cstalk/rich", {"attachment": {"quickReplies": [{"type": "MD", "name": "가" * 14}] * 10}}, "A000"),
        ("cstalk/rich", {"attachment": {"quickReplies": [{"type": "MD", "name": "가" * 15}]}}, "A564"),
        ("cstalk/rich", {"attachment": {"quickReplies": [{"type": "MD", "name": "가"}] * 11}}, "A562"),
        ("cstalk/rich", {"attachment": {"buttons": [{"type": "MD", "name": "가"}] * 6}}, "A503"),
        ("cstalk/rich", {"attachment": {"buttons": [{"type": "WL", "name": "가"}]}}, "A524"),
    ],
)
def test_the_limits_of_a_room(bizgo: Bizgo, path: str, changes: dict[str, Any], code: str) -> None:
    user_key = citizen(bizgo, "01000000002", text="안녕하세요")
    assert bizgo.write(user_key, path, **changes)["code"] == code


def test_an_alimtalk_must_be_its_approved_template(bizgo: Bizgo) -> None:
    text = TEMPLATE.replace("#{번호}", "2026-000123-4").replace("#{기한}", "12월 1일")
    template = {"senderKey": bizgo.sender_key, "templateCode": CODE, "text": TEMPLATE}
    bizgo.post("center/alimtalk/template", {"alimtalk": template})
    assert bizgo.alimtalk(text) == "A505"
    bizgo.post("center/alimtalk/template/request", {"alimtalk": {"templateCode": CODE}})
    assert bizgo.alimtalk(text) == "A000"
    assert bizgo.alimtalk("안내: " + text) == "A572"
    assert bizgo.alimtalk(text, templateCode="OTHER") == "A505"
    assert bizgo.alimtalk(text, attachment={"button": [{"type": "WL", "name": "보기"}]}) == "A572"


def test_text_messages_keep_the_carriers_rules_and_repeated_keys_send_once(bizgo: Bizgo) -> None:
    assert bizgo.omni(sms={"from": "02120", "text": "가" * 46})["code"] == "A328"
    assert bizgo.omni(sms={"from": "0299999999", "text": "가"})["code"] == "A327"
    content = {
        "destinations": [{"to": NUMBER}],
        "messageFlow": [{"sms": {"from": "02120", "text": "한 번"}}],
        "idempotencyKey": "notice:1",
    }
    assert bizgo.post("send/omni", content).json()["data"]["code"] == "A309"
    first, again = (
        bizgo.post("send/omni", content | {"idempotencyTtl": 60}).json()["data"]["data"]["destinations"][0]
        for _ in range(2)
    )
    assert (first["code"], again["code"], again["msgKey"]) == ("A000", "A301", first["msgKey"])


def test_a_flow_goes_on_where_there_is_no_kakaotalk(bizgo: Bizgo, told: Product) -> None:
    citizen(bizgo, "01000000003", action="kakao")
    text = TEMPLATE.replace("#{번호}", "1").replace("#{기한}", "2")
    alimtalk = {"msgType": "AT", "senderKey": bizgo.sender_key, "templateCode": CODE, "text": text}
    flow = [{"alimtalk": alimtalk}, {"sms": {"from": "02120", "text": "접수되었습니다"}}]
    content = {"destinations": [{"to": "01000000003"}], "messageFlow": flow}
    key = bizgo.post("send/omni", content).json()["data"]["data"]["destinations"][0]["msgKey"]
    eventually(lambda: any(content.get("msgKey") == key for _path, content in told.posts))
    [report] = [
        content for path, content in told.posts if path == "/webhooks/bizgo/reports" and content["msgKey"] == key
    ]
    assert (report["serviceType"], report["reportCode"]) == ("SMS", "A000")


def test_a_fault_befalls_the_provider_it_is_for(bizgo: Bizgo) -> None:
    bizgo.sandbox.fault("fail", provider="solapi")
    assert bizgo.omni(sms={"from": "02120", "text": "가"})["code"] == "A000"
    bizgo.sandbox.fault("rate_limit", provider="bizgo", times=1)
    assert bizgo.post("send/omni", {}).status_code == 429
    bizgo.sandbox.client.delete("/v1/faults")


@pytest.mark.parametrize(
    ("text", "same"),
    [("A 1 B 2", True), ("A  B ", True), ("A 1 B", False), ("x A 1 B 2", False), ("A 여러\n줄 B 2", True)],
)
def test_equality_with_a_template(text: str, same: bool) -> None:
    assert equals_template(text, "A #{a} B #{b}") == same


def test_the_page_shows_the_room_and_runs_no_inline_script(bizgo: Bizgo) -> None:
    attack = "<script>alert(1)</script>"
    user_key = citizen(bizgo, "01000000004", text=attack)
    bizgo.write(user_key, "cstalk/rich", message=attack, attachment={"quickReplies": [{"type": "MD", "name": "<b>네"}]})
    page = bizgo.sandbox.client.get("/kakao/01000000004").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;네" in page
    assert page.count("<script") == 1
    sent = bizgo.sandbox.client.post("/kakao/01000000004", data={"action": "press", "kind": "MD", "label": "네"})
    assert sent.status_code == 303
    lines = bizgo.sandbox.client.get("/v1/kakao/01000000004").json()["lines"]
    assert [line["text"] for line in lines if line["mine"]] == [attack, "네"]
