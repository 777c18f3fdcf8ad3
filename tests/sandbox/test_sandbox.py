"""The practice gateway keeps a carrier's rules, shows messages once, and misbehaves only when told to."""

import subprocess
import sys
import time

import httpx
import pytest
from django.utils.html import escape

from deploy.sandbox import signature
from tests.sandbox.program import ROOT, SECRET, Product, Sandbox, eventually

NUMBER = "01012345678"


def test_it_imports_nothing_of_the_product_but_korean() -> None:
    code = "import sys, deploy.sandbox.application; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    ours = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"django"}
    assert ours > {"messaging", "feed"}
    assert not ours & set(loaded)
    assert "korean" in loaded


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "가" * 45}, "A000"),
        ({"text": "가" * 45 + "a"}, "A400"),
        ({"type": "LMS", "text": "가" * 1000}, "A000"),
        ({"type": "LMS", "text": "가" * 1000 + "a"}, "A400"),
        ({"type": "LMS", "title": "가" * 21}, "A400"),
        ({"text": "반가워요 😀"}, "A401"),
        ({"text": "가\x00나"}, "A401"),
        ({"from": "0212345678"}, "A327"),
        ({"from": "0221330000"}, "A000"),
        ({"to": "0221330000"}, "A403"),
        ({"type": "MMS"}, "A402"),
        ({"text": ""}, "A402"),
        ({"text": None}, "A402"),
        ({"key": ""}, "A402"),
    ],
)
def test_the_rules_of_a_carrier(shared_sandbox: Sandbox, changes: dict[str, object], code: str) -> None:
    key = f"{time.time_ns()}"
    answer = shared_sandbox.send(**({"key": key} | changes))  # type: ignore[arg-type]
    assert answer.json()["code"] == code
    assert answer.status_code == (200 if code == "A000" else 400)


@pytest.mark.parametrize("forged", [{"X-Gateway-Signature": "0" * 64}, {"X-Gateway-Timestamp": "1"}, {}])
def test_only_the_product_may_send(shared_sandbox: Sandbox, forged: dict[str, str]) -> None:
    if forged:
        assert shared_sandbox.send(key="forged", headers=forged).status_code == 401
    else:
        assert shared_sandbox.client.post("/v1/messages", json={"text": "hello"}).status_code == 401


def test_an_old_signature_is_refused() -> None:
    body = b"{}"
    old = str(int(time.time()) - 301)
    genuine = {
        "X-Gateway-Timestamp": old,
        "X-Gateway-Signature": signature._sign(secret=SECRET, timestamp=old, body=body),
    }
    assert not signature.is_valid(secret=SECRET, given=genuine, body=body)
    assert signature.is_valid(secret=SECRET, given=signature.headers(secret=SECRET, body=body), body=body)


def test_a_repeated_key_is_answered_with_the_first_id_and_shown_once(sandbox: Sandbox) -> None:
    first = sandbox.send(key="notice:1").json()
    again = sandbox.send(key="notice:1", text="다른 글").json()
    assert first["code"] == "A000"
    assert again == {"code": "A301", "id": first["id"]}
    statistics = sandbox.statistics()
    assert (statistics["accepted"], statistics["distinct_keys"], statistics["duplicates"]) == (1, 1, 1)
    assert statistics["by_number"] == {NUMBER: 1}
    shown = sandbox.client.get(f"/v1/phones/{NUMBER}/messages").json()["messages"]
    assert [message["text"] for message in shown] == ["안녕"]


def test_a_receipt_is_posted_signed(sandbox: Sandbox, product: Product) -> None:
    identifier = sandbox.send(key="k", reference="ours").json()["id"]
    eventually(lambda: bool(product.posts))
    path, receipt = product.posts[0]
    assert path == "/webhooks/sms/receipts"
    assert (receipt["id"], receipt["code"], receipt["reference"]) == (identifier, "D000", "ours")
    assert product.unsigned == 0


def test_a_receipt_is_posted_again_until_the_product_takes_it(sandbox: Sandbox, product: Product) -> None:
    product.answers = [503, 404]
    sandbox.send()
    eventually(lambda: sandbox.statistics()["posts"] == {"taken": 1})
    assert len(product.posts) == 3
    assert len({receipt["id"] for _, receipt in product.posts}) == 1


def test_what_a_citizen_writes_is_posted_in_order(sandbox: Sandbox, product: Product) -> None:
    product.answers = [503]
    for text in ("첫째", "둘째", "셋째"):
        page = sandbox.client.post(f"/phone/{NUMBER}", data={"text": text})
        assert page.status_code == 303
    eventually(lambda: sandbox.statistics()["posts"] == {"taken": 3})
    assert [inbound["text"] for _, inbound in product.posts] == ["첫째", "첫째", "둘째", "셋째"]
    path, inbound = product.posts[-1]
    assert path == "/webhooks/sms/messages"
    assert (inbound["from"], inbound["to"]) == (NUMBER, "02120")
    assert product.unsigned == 0


def test_a_message_the_product_refuses_is_shown_as_refused(sandbox: Sandbox, product: Product) -> None:
    product.answers = [400]
    answer = sandbox.client.post(f"/v1/phones/{NUMBER}/messages", json={"text": "?"})
    assert answer.status_code == 202
    eventually(lambda: sandbox.statistics()["posts"] == {"refused": 1})
    assert 'data-state="refused"' in sandbox.client.get(f"/phone/{NUMBER}").text


def test_pages_escape_what_anybody_wrote(sandbox: Sandbox) -> None:
    attack = '<script>alert("1")</script>\'"><img src=x onerror=alert(1)> https://example.org/?a=1&b="><b>'
    sandbox.client.post(f"/phone/{NUMBER}", data={"text": attack})
    sandbox.send(type="LMS", title="<b>제목</b>", text=attack)
    pages = [sandbox.client.get(path).text for path in (f"/phone/{NUMBER}", "/", f"/phone/{NUMBER}?part=rows")]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>" not in page
    assert escape('<script>alert("1")</script>').replace("&#39;", "&#x27;") in pages[0]
    assert 'href="https://example.org/?a=1&amp;b="' in pages[0]


def test_pages_run_no_inline_script_and_refresh_themselves(shared_sandbox: Sandbox) -> None:
    page = shared_sandbox.client.get(f"/phone/{NUMBER}")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.text.count("<script") == 1
    assert shared_sandbox.client.get("/static/sandbox.js").status_code == 200
    assert shared_sandbox.client.get("/static/sandbox.css").status_code == 200
    assert 'data-refresh="?part=rows"' in page.text


def test_a_number_is_found_however_it_is_written(shared_sandbox: Sandbox) -> None:
    page = shared_sandbox.client.get("/", params={"number": "010-9999-0000"})
    assert page.headers["Location"] == "/sandbox/phone/01099990000"
    assert shared_sandbox.client.get("/phone/abc").status_code == 404


def test_an_empty_text_is_not_sent(shared_sandbox: Sandbox) -> None:
    assert shared_sandbox.client.post("/phone/01099990001", data={"text": " \n"}).status_code == 200
    assert shared_sandbox.client.get("/v1/phones/01099990001/messages").json() == {"messages": []}


def test_the_journal_outlives_the_program(sandbox: Sandbox, product: Product) -> None:
    product.answers = [503]
    identifier = sandbox.send(key="before").json()["id"]
    sandbox.kill()
    sandbox.start()
    assert sandbox.send(key="before").json() == {"code": "A301", "id": identifier}
    eventually(lambda: sandbox.statistics()["posts"] == {"taken": 1})
    assert sandbox.statistics()["accepted"] == 1


def test_fail_accepts_nothing(sandbox: Sandbox) -> None:
    sandbox.fault("fail", times=1)
    assert sandbox.send().status_code == 503
    assert sandbox.send().json()["code"] == "A000"
    assert sandbox.statistics()["duplicates"] == 0


@pytest.mark.parametrize(("kind", "accepted"), [("drop", 1), ("down", 0)])
def test_drop_accepts_and_breaks_off_down_only_breaks_off(sandbox: Sandbox, kind: str, accepted: int) -> None:
    sandbox.fault(kind)
    with pytest.raises(httpx.TransportError):
        sandbox.send()
    assert sandbox.statistics()["accepted"] == accepted
    assert sandbox.client.delete("/v1/faults").json() == {"faults": []}
    assert sandbox.send().json()["code"] == ("A301" if accepted else "A000")


@pytest.mark.parametrize(("kind", "accepted"), [("late", 1), ("slow", 0)])
def test_late_accepts_before_it_waits_slow_after(sandbox: Sandbox, kind: str, accepted: int) -> None:
    sandbox.fault(kind, seconds=30, times=1)
    sandbox.client.timeout = httpx.Timeout(1.0)
    with pytest.raises(httpx.ReadTimeout):
        sandbox.send()
    sandbox.client.timeout = httpx.Timeout(10.0)
    eventually(lambda: sandbox.statistics()["accepted"] == accepted)


def test_an_undelivered_message_gets_a_receipt_that_says_so_twice_if_told(sandbox: Sandbox, product: Product) -> None:
    sandbox.fault("undelivered")
    sandbox.fault("receipt_twice")
    sandbox.send()
    eventually(lambda: len(product.posts) == 2)
    assert [receipt["code"] for _, receipt in product.posts] == ["D300", "D300"]


@pytest.mark.parametrize(
    "content", [{"kind": "nonsense"}, {}, {"kind": "slow", "seconds": "x"}, {"kind": "fail", "share": 2}]
)
def test_an_unknown_fault_is_refused(shared_sandbox: Sandbox, content: dict[str, object]) -> None:
    assert shared_sandbox.client.post("/v1/faults", json=content).status_code == 400


def test_it_does_not_start_without_a_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = tmp_path_factory.mktemp("sandbox") / "journal.sqlite3"
    command = [sys.executable, "-m", "deploy.sandbox", "--port", "18199", "--database", str(database)]
    ended = subprocess.run([*command, "--product-url", "http://127.0.0.1:1"], cwd=ROOT, env={}, capture_output=True)
    assert ended.returncode == 1
    assert b"SMS_GATEWAY_SECRET" in ended.stderr
