"""What KakaoTalk posts is written down at once and worked off in order: messages, rooms, files, telephone numbers."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from contacts import selectors, services
from contacts.download import is_allowed
from contacts.models import ChannelSession, CitizenIdentity, Contact, ContactFile, InboundRequest, Message
from contacts.policies.kakao import session_until
from contacts.types import Direction, FileState, InboxState, SessionState
from messaging import selectors as outbox
from messaging.models import OutboundMessage
from tests.contacts.conftest import accepted, make_agent, text_in

pytestmark = pytest.mark.usefixtures("city")

USER = "Xj1bW5wlE5SR"
PATH = "a-path-nobody-guesses"


@pytest.fixture(autouse=True)
def kakao(settings: Settings) -> None:
    settings.KAKAO_WEBHOOK_PATH = PATH
    settings.KAKAO_WEBHOOK_SOURCES = []


def event(kind: str, **members: Any) -> dict[str, Any]:
    return {
        "msgKey": uuid4().hex,
        "userKey": USER,
        "senderKey": "4c9591f3",
        "serviceType": "CSTALK",
        "msgType": "TEXT",
        "requestType": kind,
        "sessionId": "163755146",
        "sendTime": "2026-11-23T10:00:00.000+09:00",
        "reportTime": "2026-11-23T10:00:00.100+09:00",
        "kakaoTime": "2026-11-23T10:00:00.000+09:00",
    } | members


def post(kind: str, body: bytes | None = None, *, path: str = PATH, **members: Any) -> Any:
    raw = json.dumps(event(kind, **members)).encode() if body is None else body
    address = f"/webhooks/kakao/{path}/cstalk/{kind}"
    return Client().post(address, data=raw, content_type="application/json")


def write(text: str = "", *, url: str = "", **members: Any) -> Any:
    content = ({"comment": text} if text else {}) | ({"url": url} if url else {})
    return post("message", contents=[content], **members)


def work_off() -> None:
    services.take_in(now=timezone.now())


def lines(contact: Contact, direction: Direction = Direction.INBOUND) -> list[str]:
    return list(contact.messages.filter(direction=direction).order_by("sequence").values_list("text", flat=True))


def test_a_message_is_acknowledged_before_it_is_worked_off_and_stored_once() -> None:
    for _ in range(2):
        answer = write("강남구 역삼동 가로등이 꺼졌어요", msgKey="same")
        assert (answer.status_code, answer.json()) == (200, {"code": "A000", "result": "Success"})
    assert not Contact.objects.exists()
    work_off()
    work_off()
    contact = Contact.objects.get()
    assert (contact.channel, contact.district_id) == ("KAKAO", "11680")
    assert lines(contact) == ["강남구 역삼동 가로등이 꺼졌어요"]
    room = ChannelSession.objects.get()
    assert (room.state, room.provider_session_id) == (SessionState.OPEN, "163755146")
    assert room.expires_at == session_until(last_message_at=room.last_citizen_message_at)


def test_messages_of_one_citizen_stay_in_order_when_one_of_them_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = True
    real = services.inbox.HANDLERS["message"]

    def fails_at_first(*given: Any) -> None:
        if broken:
            raise RuntimeError("the machine is out of order")
        real(*given)

    monkeypatch.setattr(services.inbox, "HANDLERS", {"message": fails_at_first})
    write("첫째 가로등이 꺼졌어요")
    write("둘째 골목이에요")
    work_off()
    assert not Message.objects.exists()
    broken = False
    services.take_in(now=timezone.now() + timedelta(minutes=1))
    assert lines(Contact.objects.get()) == ["첫째 가로등이 꺼졌어요", "둘째 골목이에요"]


def test_personal_numbers_are_masked_and_the_raw_request_is_unreadable_and_forgotten() -> None:
    write("주민번호 900101-1234567 입니다")
    work_off()
    assert lines(Contact.objects.get()) == ["주민번호 900101-******* 입니다"]
    stored = InboundRequest.objects.extra(select={"raw": "content"}).values_list("raw", flat=True).get()
    assert "1234567" not in stored
    assert services.forget_requests(now=timezone.now() + timedelta(days=29)) == 0
    assert services.forget_requests(now=timezone.now() + timedelta(days=31)) == 1


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("another-path", "message", None, 404),
        (PATH, "nonsense", None, 404),
        (PATH, "message", b"", 400),
        (PATH, "message", b"{", 400),
        (PATH, "message", b"[]", 400),
        (PATH, "message", b'{"msgKey": 1, "userKey": "u"}', 400),
        (PATH, "message", b'{"msgKey": "k", "userKey": "' + b"u" * 21 + b'"}', 400),
        (PATH, "message", b"[" * 100_000, 400),
        (PATH, "message", b'{"a": "' + b"x" * 1024 * 1024 + b'"}', 413),
    ],
)
def test_what_is_not_kakaos_is_refused_and_counted(path: str, kind: str, body: bytes | None, status: int) -> None:
    before = sum(line.count for line in outbox.refusals_of_day(now=timezone.now()))
    assert post(kind, body, path=path).status_code == status
    assert sum(line.count for line in outbox.refusals_of_day(now=timezone.now())) == before + 1
    assert not InboundRequest.objects.exists()


def test_only_listed_networks_are_listened_to(settings: Settings) -> None:
    settings.KAKAO_WEBHOOK_SOURCES = ["203.0.113.0/24"]
    assert write("안녕하세요").status_code == 403
    settings.KAKAO_WEBHOOK_SOURCES = ["203.0.113.0/24", "127.0.0.0/8"]
    assert write("안녕하세요").status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = ("msgKey", "userKey", "sessionId", "contents", "attachment", "reference", "personalInfo", "sendTime", "extra")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["message", "reference", "expired_session", "seen_info", "personal_info", "cert_result"]),
    members=st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=5),
)
def test_whatever_is_posted_nothing_breaks(kind: str, members: dict[str, Any]) -> None:
    answer = post(kind, json.dumps(event(kind) | members).encode())
    assert answer.status_code in (200, 400)
    work_off()
    assert not InboundRequest.objects.filter(problem="failed").exists()
    assert not InboundRequest.objects.filter(attempts__gt=0).exists()
    InboundRequest.objects.all().delete()


def test_the_link_a_citizen_came_by_is_told_with_their_first_words() -> None:
    post("reference", reference={"extra": "2026-000123-4"}, msgType="REFERENCE")
    work_off()
    assert not Contact.objects.exists()
    write("언제 되나요?")
    write("급해요")
    work_off()
    told = [line for line in lines(Contact.objects.get(), Direction.SYSTEM) if "2026-000123-4" in line]
    assert len(told) == 1


def test_a_room_that_ends_is_told_and_opens_again_with_the_next_message() -> None:
    write("가로등이 꺼졌어요")
    post("expired_session", msgType="SESSION")
    work_off()
    room = ChannelSession.objects.get()
    assert room.state == SessionState.ENDED
    assert any("상담방이 끝났습니다" in line for line in lines(Contact.objects.get(), Direction.SYSTEM))
    write("다시 왔어요", sessionId="163755147")
    work_off()
    assert ChannelSession.objects.filter(state=SessionState.OPEN).get().provider_session_id == "163755147"


def test_a_room_expires_30_days_after_the_last_message() -> None:
    write("가로등이 꺼졌어요")
    work_off()
    room = ChannelSession.objects.get()
    assert services.expire_rooms(now=room.expires_at - timedelta(seconds=1)) == 0
    assert services.expire_rooms(now=room.expires_at) == 1
    room.refresh_from_db()
    assert room.state == SessionState.EXPIRED


def test_a_number_given_in_the_chat_is_confirmed_and_joins_what_we_know_of_it() -> None:
    earlier = text_in("여권 재발급은 어떻게 하나요?", number="010-9876-5432")
    write("가로등이 꺼졌어요")
    post("personal_info", msgType="PERSONAL", personalInfo={"phoneNumber": "01098765432", "nickname": "홍길동"})
    work_off()
    contact = Contact.objects.get(channel="KAKAO")
    assert contact.citizen_id == earlier.citizen_id
    assert CitizenIdentity.objects.get(citizen=contact.citizen_id, kind="PHONE").confirmed
    assert InboundRequest.objects.get(kind="personal_info").content == ""
    write("이어서 씁니다")
    work_off()
    assert Contact.objects.filter(citizen=earlier.citizen_id, channel="KAKAO").count() == 1
    assert Message.objects.filter(text__contains="홍길동").count() == 0


def test_a_new_number_is_added_to_the_citizen_and_a_certificate_is_not_kept() -> None:
    write("가로등이 꺼졌어요")
    post("personal_info", personalInfo={"phoneNumber": "01011112222"})
    post("cert_result", certTxId="t", certResult="c2VjcmV0")
    work_off()
    citizen = Contact.objects.get().citizen
    assert set(citizen.identities.values_list("kind", flat=True)) == {"KAKAO", "PHONE"}
    assert set(InboundRequest.objects.exclude(kind="message").values_list("content", "state")) == {
        ("", InboxState.TAKEN)
    }


# What goes back


def outbound() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.order_by("sequence"))


def in_hand() -> tuple[Contact, User]:
    """A citizen's conversation that an agent has taken."""
    write("강남구 역삼동 가로등이 꺼졌어요")
    work_off()
    agent = make_agent()
    return accepted(Contact.objects.get(channel="KAKAO"), agent), agent


def test_districts_to_choose_from_are_quick_replies_and_pressing_one_answers() -> None:
    write("신사동 가로등이 꺼졌어요")
    work_off()
    asked = outbound()[-1]
    names = [reply["name"] for reply in asked.extras["quick_replies"]]
    assert "강남구" in names
    assert all(len(name) <= 14 for name in names)
    write("강남구")
    work_off()
    assert Contact.objects.get().district_id == "11680"


def test_an_agent_asks_for_the_number_once_and_is_told_when_the_room_is_over() -> None:
    contact, agent = in_hand()
    now = timezone.now()
    services.ask_phone(contact_id=contact.pk, user=agent, request_key="k", now=now)
    services.ask_phone(contact_id=contact.pk, user=agent, request_key="k", now=now)
    assert [message.extras.get("asks_phone") for message in outbound()].count(True) == 1
    post("expired_session")
    work_off()
    room = selectors.room_of(contact)
    assert room is not None
    assert (room.is_open, room.phone_masked) == (False, "")
    with pytest.raises(services.RoomClosed):
        services.reply(contact_id=contact.pk, user=agent, text="내일 고칩니다", now=now)


def test_after_the_room_is_over_an_agent_writes_to_the_confirmed_number() -> None:
    contact, agent = in_hand()
    post("personal_info", personalInfo={"phoneNumber": "01011112222"})
    post("expired_session")
    work_off()
    services.reply(contact_id=contact.pk, user=agent, text="내일 고칩니다", now=timezone.now())
    sent = outbound()[-1]
    assert (sent.channel, sent.recipient, sent.text) == ("SMS", "+821011112222", "내일 고칩니다")


# Files


def photo(*, place: bool = False) -> bytes:
    image, exif = Image.new("RGB", (40, 30), "gray"), Image.Exif()
    exif[0x010F] = "Camera of a citizen"
    if place:
        exif[0x8825] = {1: "N", 2: (37.0, 30.0, 2.5), 3: "E", 4: (127.0, 2.0, 14.2)}  # 강남구 역삼동
    output = io.BytesIO()
    image.save(output, "JPEG", exif=exif)
    return output.getvalue()


@pytest.fixture
def messenger(tmp_path: Path, settings: Settings) -> Iterator[tuple[str, Path]]:
    """The server of a messenger, and the folder of what lies on it."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.MESSENGER_HOSTS = [f"127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}", tmp_path
    server.shutdown()
    server.server_close()


def test_a_photo_is_fetched_drawn_anew_and_tells_where_it_is(messenger: tuple[str, Path]) -> None:
    url, folder = messenger
    (folder / "a.jpg").write_bytes(photo(place=True))
    write("가로등이 꺼졌어요")
    work_off()
    contact = Contact.objects.get()
    Contact.objects.filter(pk=contact.pk).update(
        state="ASKING", queued_at=None, question={"text": "어디인가요?", "options": [], "about": "가로등이 꺼졌어요"}
    )
    write(url=f"{url}/a.jpg")
    work_off()
    services.fetch_files(now=timezone.now())
    file = ContactFile.objects.get()
    assert (file.state, file.content_type, file.source) == (FileState.KEPT, "image/jpeg", "")
    assert (round(file.latitude or 0, 3), round(file.longitude or 0, 3)) == (37.501, 127.037)
    contact.refresh_from_db()
    assert contact.district_id == "11680"
    assert contact.state != "ASKING"
    assert lines(contact) == ["가로등이 꺼졌어요", "(사진 또는 파일)"]
    from files import storage

    with storage.open_kept(file.stored_as) as kept:
        assert b"Camera of a citizen" not in kept.read()


def test_a_text_above_4000_characters_is_completed_from_where_it_lies(messenger: tuple[str, Path]) -> None:
    url, folder = messenger
    whole = "가로등 " * 3_000
    (folder / "whole.txt").write_text(whole + "주민번호 900101-1234567", encoding="utf-8")
    write(whole[:3_999].strip(), attachment={"url": f"{url}/whole.txt"})
    work_off()
    services.fetch_files(now=timezone.now())
    joined = "".join(lines(Contact.objects.get()))
    assert joined == whole + "주민번호 900101-*******"
    assert not ContactFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "problem"), [(b"MZ\x90\x00 a program", "unknown"), (b"\xff\xd8\xff broken", "broken"), (None, "gone")]
)
def test_what_cannot_be_taken_is_told_to_staff(
    messenger: tuple[str, Path], content: bytes | None, problem: str
) -> None:
    url, folder = messenger
    if content is not None:
        (folder / "a.jpg").write_bytes(content)
    write("보세요", url=f"{url}/a.jpg")
    work_off()
    services.fetch_files(now=timezone.now())
    assert ContactFile.objects.values_list("state", "problem").get() == (FileState.REFUSED, problem)
    assert any("받지 못했습니다" in line for line in lines(Contact.objects.get(), Direction.SYSTEM))


def test_a_server_that_is_away_is_asked_again_and_given_up(settings: Settings) -> None:
    settings.MESSENGER_HOSTS = ["127.0.0.1:9"]
    write("보세요", url="http://127.0.0.1:9/a.jpg")
    work_off()
    at = timezone.now()
    for _ in range(6):
        assert ContactFile.objects.get().state == FileState.WAITING
        services.fetch_files(now=at)
        at += timedelta(minutes=10)
    assert ContactFile.objects.get().problem == "unreachable"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://dn-m.kakaocdn.net/a.jpg", True),
        ("https://kakaocdn.net/a.jpg", True),
        ("http://dn-m.kakaocdn.net/a.jpg", False),
        ("https://kakaocdn.net.example.org/a.jpg", False),
        ("https://xkakaocdn.net/a.jpg", False),
        ("https://dn-m.kakaocdn.net@10.0.0.1/a.jpg", False),
        ("https://dn-m.kakaocdn.net:8443/a.jpg", False),
        ("https://127.0.0.1/a.jpg", False),
        ("https://[::1]/", False),
        ("http://127.0.0.1:8000/a.jpg", True),
        ("http://127.0.0.1:8001/a.jpg", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_a_messengers_hosts_are_asked(settings: Settings, address: str, allowed: bool) -> None:
    settings.MESSENGER_HOSTS = [".kakaocdn.net", "127.0.0.1:8000"]
    assert is_allowed(address) == allowed
