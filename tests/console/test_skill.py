"""KakaoTalk's bot: whatever is said to it, KakaoTalk can show the answer; reports and look-ups go step by step."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from chatbot.cards import Answer, Button, Card, Later
from complaints.models import Complaint
from contacts import services as contacts
from contacts.models import SkillCallback
from deploy.sandbox.skill_rules import problem_of
from messaging import selectors as outbox
from messaging.models import OutboundMessage
from tests.contacts.conftest import city, seoul  # noqa: F401

pytestmark = pytest.mark.usefixtures("city")

PATH, HEADER = "a-path-nobody-guesses", "a header nobody guesses"


@pytest.fixture(autouse=True)
def bot(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.skill.menu.BUDGET_MILLISECONDS", 60_000)  # a slow machine must not fail a test
    settings.KAKAO_WEBHOOK_PATH, settings.KAKAO_SKILL_HEADER = PATH, HEADER
    settings.KAKAO_WEBHOOK_SOURCES = []


class Citizen:
    """Talks to the bot, and remembers for it what KakaoTalk remembers."""

    def __init__(self, user_id: str = "bot-user") -> None:
        self.user_id, self.contexts = user_id, dict[str, Any]()

    def say(self, words: str, *, callback_url: str = "") -> dict[str, Any]:
        request = {
            "utterance": words,
            "lang": "ko",
            "user": {"id": self.user_id, "type": "botUserKey"},
        } | ({"callbackUrl": callback_url} if callback_url else {})
        body = {"userRequest": request, "contexts": list(self.contexts.values())}
        response = post(json.dumps(body).encode())
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        for context in answer.get("context", {}).get("values", []):
            self.contexts[context["name"]] = context
            if context["lifeSpan"] == 0:
                del self.contexts[context["name"]]
        if not answer.get("useCallback"):
            assert problem_of(answer) == ""
        return answer


def post(body: bytes, *, path: str = PATH, header: str = HEADER) -> Any:
    return Client().post(
        f"/webhooks/kakao/{path}/skill", data=body, content_type="application/json", headers={"X-Skill-Key": header}
    )


def words_of(answer: dict[str, Any]) -> str:
    return json.dumps(answer["template"]["outputs"], ensure_ascii=False)


def test_a_frequent_question_is_answered_with_its_source_and_a_way_to_a_person() -> None:
    answer = words_of(Citizen().say("여권 재발급은 어떻게 하나요?"))
    assert "신분증과 사진" in answer
    assert "여권법 제9조" in answer
    assert '"operator"' in answer


def test_a_report_step_by_step_becomes_a_complaint() -> None:
    citizen = Citizen()
    citizen.say("민원 신고")
    citizen.say("고쳐 주세요")
    citizen.say("강남구 역삼동")
    citizen.say("사진 없음")
    citizen.say("골목 가로등이 사흘째 꺼져 있어 밤에 위험합니다")
    citizen.say("010-5555-6666")
    digits = OutboundMessage.objects.get().text.split("확인 번호는 ")[1][:6]
    assert digits != "000000"
    assert "확인 번호가 다르거나" in words_of(citizen.say("000000"))
    answer = citizen.say(digits)
    complaint = Complaint.objects.get()
    assert complaint.number in words_of(answer)
    assert (complaint.district_id, complaint.topic_id, complaint.state) == ("11680", "streetlight", "FILED")
    assert citizen.contexts == {}

    asked = Citizen("another").say("내 민원 조회")
    assert "접수번호" in words_of(asked)
    other = Citizen("another")
    other.say(complaint.number)
    assert "맞는 민원이 없습니다" in words_of(other.say("1234"))
    other.say(complaint.number)
    found = words_of(other.say("6666"))
    assert complaint.number in found
    assert "/status/" in found


def test_an_unfinished_report_can_be_called_off() -> None:
    citizen = Citizen()
    citizen.say("민원 신고")
    assert citizen.contexts
    citizen.say("취소")
    assert citizen.contexts == {}


@pytest.mark.parametrize(
    ("given", "status"),
    [({"path": "another"}, 404), ({"header": "wrong"}, 401), ({"header": ""}, 401), ({"body": b"{"}, 400)],
)
def test_strangers_are_refused_and_counted(given: dict[str, Any], status: int) -> None:
    before = sum(line.count for line in outbox.refusals_of_day(now=timezone.now()))
    assert post(**({"body": b"{}"} | given)).status_code == status
    assert sum(line.count for line in outbox.refusals_of_day(now=timezone.now())) == before + 1


TEXT = st.text(max_size=600) | st.text(alphabet="가👩‍👩‍👧‍👦é각\u0301 \n", max_size=1_200)
BUTTONS = st.lists(st.builds(Button, TEXT), max_size=5).map(tuple)


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cards=st.lists(
        st.builds(Card, text=TEXT, title=TEXT, buttons=st.lists(st.builds(Button, TEXT)).map(tuple)), min_size=1
    ),
    replies=st.lists(st.tuples(TEXT, TEXT), max_size=15),
)
def test_no_answer_that_is_built_breaks_a_limit(cards: list[Card], replies: list[tuple[str, str]]) -> None:
    assert problem_of(Answer(tuple(cards), replies=tuple(replies)).as_json()) == ""


@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60), step=st.sampled_from(["kind", "place", "photo", "words", "phone", "code", "?"]))
def test_whatever_is_said_in_whatever_step_is_answered(words: str, step: str) -> None:
    cache.clear()
    citizen = Citizen()
    citizen.contexts = {"report": {"name": "report", "lifeSpan": 1, "params": {"step": step, "key": "k"}}}
    citizen.say(words)


@pytest.fixture
def kakao_server(settings: Settings) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Where KakaoTalk takes late answers and keeps photos; what it was asked for is among what it has taken."""
    taken: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            taken.append({"asked": self.path})
            self.send_response(200)
            self.end_headers()
            Image.new("RGB", (40, 30), "gray").save(self.wfile, "JPEG")

        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status": "SUCCESS"}')

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.MESSENGER_HOSTS = [f"127.0.0.1:{server.server_port}"]
    yield f"http://127.0.0.1:{server.server_port}/callback", taken
    server.shutdown()
    server.server_close()


def test_what_takes_too_long_is_answered_later_once(
    kakao_server: tuple[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, taken = kakao_server

    def never(text: str, now: Any) -> Answer:
        raise OperationalError("canceling statement due to statement timeout")

    with monkeypatch.context() as slow:
        slow.setattr("contacts.services.skill._answer", never)
        assert "상담원" in words_of(Citizen().say("여권 재발급은 어떻게 하나요?"))
        assert Citizen().say("여권 재발급은 어떻게 하나요?", callback_url="http://10.0.0.1/")["template"]
        assert Citizen().say("여권 재발급은 어떻게 하나요?", callback_url=url)["useCallback"] is True
    assert contacts.answer_callbacks(now=timezone.now()) == 1
    assert contacts.answer_callbacks(now=timezone.now()) == 0
    assert len(taken) == 1
    assert "신분증과 사진" in words_of(taken[0])
    assert SkillCallback.objects.get().question == ""


def test_a_photo_is_fetched_once_the_code_is_right(kakao_server: tuple[str, list[dict[str, Any]]]) -> None:
    url, taken = kakao_server
    citizen = Citizen()
    for words in ("민원 신고", "고쳐 주세요", "강남구 역삼동", url.replace("callback", "photo.jpg")):
        citizen.say(words)
    citizen.say("골목 가로등이 사흘째 꺼져 있어 밤에 위험합니다")
    citizen.say("010-5555-6666")
    digits = OutboundMessage.objects.get().text.split("확인 번호는 ")[1][:6]
    assert "확인 번호가 다르거나" in words_of(citizen.say("000000"))
    assert taken == []
    citizen.say(digits)
    assert taken == [{"asked": "/photo.jpg"}]
    assert Complaint.objects.get().attachments.count() == 1


def test_nobody_is_answered_after_the_minute_is_over(kakao_server: tuple[str, list[dict[str, Any]]]) -> None:
    url, taken = kakao_server
    assert contacts.ask_later(text="여권", address=url, now=timezone.now())
    assert contacts.answer_callbacks(now=timezone.now() + timedelta(seconds=51)) == 0
    assert taken == []


def test_a_late_answer_keeps_to_the_limits() -> None:
    assert len(Later("가" * 3_000).as_json()["data"]["text"]) == 1_000
