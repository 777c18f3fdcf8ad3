"""REST: citizens by token, staff by scope, the gateway by signature."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AccessRecord, User
from accounts.types import Role
from contacts import services
from contacts.models import Contact, Message
from contacts.types import ContactState
from districts.selectors import departments_of
from messaging import services as messaging
from messaging.models import OutboundMessage
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.contacts.conftest import CITY_HALL, EUNPYEONG, GANGNAM, make_agent, make_user, text_in

pytestmark = pytest.mark.usefixtures("city")

WEBHOOK = "/webhooks/sms/messages"


def problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/problem+json")
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["detail"]
    if code:
        assert body["code"] == code
    return body


def signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


# Text messages


def post_text(*, body: Any = None, secret: str = "", seconds: int = 0, **changes: Any) -> Any:
    message = {
        "id": uuid4().hex,
        "from": "01012345678",
        "to": "02120",
        "text": "강남구 역삼동에 불법주차가 많아요",
        "occurred_at": timezone.now().isoformat(),
    } | changes
    raw = json.dumps(message).encode() if body is None else body
    headers = messaging.signed_headers(
        secret=secret or settings.SMS_GATEWAY_SECRET, body=raw, now=timezone.now() + timedelta(seconds=seconds)
    )
    return Client().post(WEBHOOK, data=raw, content_type="application/json", headers=headers)


def test_a_signed_text_message_becomes_a_contact_and_its_repetition_nothing() -> None:
    first, again = post_text(id="m-1"), post_text(id="m-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json(), again.json()) == ({"duplicate": False}, {"duplicate": True})
    services.take_in(now=timezone.now())
    contact = Contact.objects.get()
    assert contact.district_id == GANGNAM
    assert contact.messages.filter(direction="INBOUND").count() == 1


def test_a_wrong_signature_and_an_old_time_are_refused() -> None:
    problem(post_text(secret="not the secret"), 401, "signature_invalid")
    problem(post_text(seconds=-301), 401, "timestamp_expired")
    problem(Client().post(WEBHOOK, data="{}", content_type="application/json"), 401)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"id": 1}', b"\xff\xfe", b'"text"'])
def test_malformed_json_is_a_problem(body: bytes) -> None:
    problem(post_text(body=body), 400)
    assert not Contact.objects.exists()


def test_odd_messages_are_taken_in() -> None:
    assert post_text(text="가로등\x00이 꺼졌어요 😀", **{"from": "01033334444"}).status_code == 200
    services.take_in(now=timezone.now())
    assert Message.objects.filter(direction="INBOUND").get().text == "가로등이 꺼졌어요 😀"


def test_a_message_of_20000_characters_is_refused_with_its_limit() -> None:
    body = problem(post_text(text="가" * 20_000), 422, "message_too_long")
    assert body["limit"] == 2_000
    assert not Message.objects.exists()


def test_a_long_text_in_parts_is_one_message_and_what_never_comes_is_not_waited_for_long() -> None:
    parts = {"group": "long", "parts": 3}
    post_text(id="l-2", part=2, text="위험합니다. ", **parts)
    post_text(id="l-1", part=1, text="강남구 역삼동 가로등이 꺼져 ", **parts)
    services.take_in(now=timezone.now())
    assert not Message.objects.exists()
    post_text(id="l-3", part=3, text="고쳐 주세요.", **parts)
    services.take_in(now=timezone.now() + timedelta(seconds=3))
    whole = Message.objects.get(direction="INBOUND")
    assert whole.text == "강남구 역삼동 가로등이 꺼져 위험합니다. 고쳐 주세요."
    post_text(id="m-1", part=1, text="여기까지만 왔습니다", group="torn", parts=2)
    services.take_in(now=timezone.now())
    assert Message.objects.filter(direction="INBOUND").count() == 1
    services.take_in(now=timezone.now() + timedelta(seconds=40))
    assert Message.objects.filter(direction="INBOUND").count() == 2


def test_a_picture_message_brings_its_pictures() -> None:
    post_text(text="", media=["https://mms.example.org/1.jpg", "https://mms.example.org/2.jpg"])
    services.take_in(now=timezone.now())
    message = Message.objects.get(direction="INBOUND")
    assert message.text == "(사진 또는 파일)"
    assert list(message.files.order_by("position").values_list("position", flat=True)) == [1, 2]


# The web chat


def chat(text: str = "너무 화가 나서 말씀드릴 게 있어요", **more: Any) -> Any:
    return APIClient().post("/api/chat/", {"text": text, **more})


def with_token(opened: Any) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Contact {opened['token']}")
    return client


def test_a_chat_from_the_first_word_to_the_answer() -> None:
    agent = make_agent(queues=(CITY_HALL,))
    opened = chat().json()
    citizen, staff = with_token(opened), signed_in(agent)
    assert staff.put("/api/seat/", {"intent": "READY"}).json()["state"] == "FREE"
    routing.dispatch_waiting(now=timezone.now())
    [offer] = staff.get("/api/offers/").json()
    taken = staff.post(f"/api/offers/{offer['id']}/accept/").json()
    assert (taken["id"], taken["state"]) == (opened["contact"], "ACTIVE")
    address = f"/api/contacts/{opened['contact']}"
    line = staff.post(f"{address}/messages/", {"text": "무엇을 도와드릴까요?"})
    assert (line.status_code, line.json()["delivery"]) == (201, "QUEUED")
    messaging.drain(provider="web", clock=timezone.now)
    thread = citizen.get(f"/api/chat/{opened['contact']}/messages").json()
    assert thread["messages"][-1]["text"] == "무엇을 도와드릴까요?"
    assert thread["agent_name"] == "김상담"
    more = citizen.post(f"/api/chat/{opened['contact']}/messages", {"text": "감사합니다"})
    assert more.status_code == 201
    after = citizen.get(f"/api/chat/{opened['contact']}/messages", {"after": thread["cursor"]}).json()
    assert [message["text"] for message in after["messages"]] == ["감사합니다"]
    assert staff.post(f"{address}/end/").json()["state"] == "WRAP_UP"
    assert staff.post(f"{address}/finish/", {"wrap_up_code": "ANSWERED"}).json()["state"] == "CLOSED"
    reopened = citizen.post(f"/api/chat/{opened['contact']}/messages", {"text": "하나 더요"}).json()
    assert reopened["contact"] != opened["contact"]
    assert with_token(reopened).get(f"/api/chat/{reopened['contact']}/messages").status_code == 200


def test_the_same_request_key_opens_one_chat() -> None:
    key = str(uuid4())
    first, again = chat(request_key=key), chat(request_key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["contact"] == again.json()["contact"]
    assert Contact.objects.count() == 1


def test_a_citizen_is_written_to_in_the_language_of_their_page() -> None:
    client = APIClient(headers={"Accept-Language": "en"})
    opened = client.post("/api/chat/", {"text": "너무 화가 나서 말씀드릴 게 있어요"}).json()
    assert Contact.objects.get(pk=opened["contact"]).citizen.language == "en"
    assert Contact.objects.get(pk=chat().json()["contact"]).citizen.language == "ko"


def test_a_chat_is_opened_by_its_token_alone() -> None:
    mine, theirs = chat().json(), chat().json()
    for client in (APIClient(), with_token(theirs), with_token({"token": "x"})):
        for method, path in (("get", "messages"), ("post", "messages"), ("post", "agent"), ("post", "district")):
            problem(getattr(client, method)(f"/api/chat/{mine['contact']}/{path}"), 401, "token_invalid")


def test_bad_chat_input_is_a_problem_that_names_the_field() -> None:
    assert problem(chat(text=""), 400)["errors"]["text"]
    assert problem(APIClient().post("/api/chat/", {}), 400)["errors"]["text"]
    assert problem(chat(latitude=37.5), 400)["errors"]["longitude"]
    assert problem(chat(latitude=137.5, longitude=127), 400)["errors"]["latitude"]
    problem(APIClient().post("/api/chat/", "{", content_type="application/json"), 400)
    assert problem(chat(text="가" * 20_000), 422, "message_too_long")["limit"] == 5_000
    problem(chat(text="\x00"), 422, "empty_message")
    assert not Contact.objects.exists()
    opened = chat(text="\x00안녕하세요\x00 😀").json()
    assert Message.objects.get(contact=opened["contact"], direction="INBOUND").text == "안녕하세요 😀"
    problem(with_token(opened).get(f"/api/chat/{opened['contact']}/messages", {"after": "x"}), 400)


def test_the_question_is_answered_with_a_district_of_the_list() -> None:
    opened = chat("신사동에 불법주차 신고합니다").json()
    citizen, address = with_token(opened), f"/api/chat/{opened['contact']}"
    thread = citizen.get(f"{address}/messages").json()
    assert thread["state"] == "ASKING"
    assert {"code": EUNPYEONG, "name": "은평구"} in thread["question"]
    problem(citizen.post(f"{address}/district", {"district": "99999"}), 422, "unknown_district")
    assert citizen.post(f"{address}/district", {"district": EUNPYEONG}).json()["state"] == "WAITING"
    problem(citizen.post(f"{address}/district", {"district": EUNPYEONG}), 409, "action_not_possible")


def test_a_person_is_asked_for() -> None:
    opened = chat("여권 재발급은 어떻게 하나요?").json()
    citizen, address = with_token(opened), f"/api/chat/{opened['contact']}"
    thread = citizen.get(f"{address}/messages").json()
    assert (thread["state"], thread["can_ask_for_agent"]) == ("ANSWERED", True)
    thread = citizen.post(f"{address}/agent").json()
    assert (thread["state"], thread["position"], thread["can_ask_for_agent"]) == ("WAITING", 1, False)


def test_too_many_messages_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.api.throttles.ChatMessages.rate", "2/min")
    opened = chat().json()
    citizen, address = with_token(opened), f"/api/chat/{opened['contact']}/messages"
    assert [citizen.post(address, {"text": "여보세요"}).status_code for _ in range(2)] == [201, 201]
    problem(citizen.post(address, {"text": "여보세요"}), 429)
    assert citizen.get(address).status_code == 200


# Staff


@pytest.fixture
def held(agent: User) -> Contact:
    contact = text_in("강남구 역삼동에 불법주차가 많아요", now=timezone.now())
    routing.set_intent(user_id=agent.id, intent=Intent.READY, now=timezone.now())
    routing.dispatch_waiting(now=timezone.now())
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=timezone.now())
    assert signed_in(agent).post(f"/api/offers/{offer.offer_id}/accept/").status_code == 200
    return Contact.objects.get(pk=contact.pk)


def test_everything_is_closed_to_who_is_not_signed_in(held: Contact) -> None:
    for path in (
        "contacts/",
        f"contacts/{held.pk}/",
        f"contacts/{held.pk}/messages/",
        "offers/",
        "seat/",
        "transfers/",
    ):
        assert APIClient().get(f"/api/{path}").status_code in (401, 403), path
        assert signed_in(make_user(Role.INTEGRATION)).get(f"/api/{path}").status_code == 403, path


def test_a_contact_out_of_scope_is_not_found_by_any_way(held: Contact) -> None:
    stranger = signed_in(make_user(Role.AGENT, scopes=[(EUNPYEONG, "")]))
    assert stranger.get("/api/contacts/").json()["results"] == []
    address = f"/api/contacts/{held.pk}"
    for path in ("", "messages/", "citizen/"):
        problem(stranger.get(f"{address}/{path}"), 404)
    bodies: dict[str, dict[str, Any]] = {
        "messages": {"text": "안녕"},
        "notes": {"text": "메모"},
        "article": {"article": str(uuid4())},
        "connect": {"department": "x", "summary": "요약"},
        "routing": {"district": EUNPYEONG, "topic": "noise"},
        "end": {},
        "finish": {"wrap_up_code": "ANSWERED"},
    }
    for path, body in bodies.items():
        problem(stranger.post(f"{address}/{path}/", body), 404, "contact_not_found")


def test_reading_a_contact_is_recorded_and_listing_masks_the_number(held: Contact, agent: User) -> None:
    staff = signed_in(agent)
    [row] = staff.get("/api/contacts/").json()["results"]
    assert row["phone"] == "010-****-5678"
    assert row["district"] == {"code": GANGNAM, "name": "강남구"}
    assert "강남구" in row["decision"]
    before = AccessRecord.objects.count()
    assert staff.get(f"/api/contacts/{held.pk}/").json()["phone"] == "010-****-5678"
    card = staff.get(f"/api/contacts/{held.pk}/citizen/").json()
    assert (card["contact_count"], card["phone"]) == (1, "010-****-5678")
    assert AccessRecord.objects.count() == before + 2
    record = AccessRecord.objects.latest("at")
    assert (record.user_id, record.subject_id, record.target) == (agent.id, held.citizen_id, f"contact:{held.pk}")
    assert record.address == "127.0.0.1"


def test_the_list_is_filtered_and_paged_by_cursor(agent: User) -> None:
    numbers = [f"010-3333-00{number:02}" for number in range(5)]
    made = [text_in("강남구 역삼동에 불법주차", number=number, now=timezone.now()) for number in numbers]
    text_in("은평구 연신내역 앞 가로등이 꺼졌어요", number="010-4444-0000", now=timezone.now())
    staff = signed_in(agent)
    page = staff.get("/api/contacts/", {"district": GANGNAM, "page_size": 3}).json()
    rest = staff.get(page["next"]).json()
    listed = [row["id"] for row in page["results"] + rest["results"]]
    assert listed == [str(contact.pk) for contact in reversed(made)]
    assert rest["next"] is None
    assert staff.get("/api/contacts/", {"state": ["ACTIVE", "CLOSED"]}).json()["results"] == []
    problem(staff.get("/api/contacts/", {"state": "NOTHING"}), 400)
    problem(staff.get("/api/contacts/", {"cursor": "cD1ub3RoaW5n"}), 404)


@pytest.mark.parametrize("page_size", [2, 20])
def test_a_page_costs_the_same_queries_whatever_its_size(
    agent: User, page_size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        text_in("강남구 역삼동에 불법주차", number=f"010-3333-00{number:02}", now=timezone.now())
    staff = signed_in(User.objects.get(pk=agent.pk))
    with django_assert_max_num_queries(2):
        assert len(staff.get("/api/contacts/", {"page_size": page_size}).json()["results"]) == page_size


def test_a_long_conversation_costs_no_more_queries(
    held: Contact, agent: User, django_assert_max_num_queries: Any
) -> None:
    staff = signed_in(User.objects.get(pk=agent.pk))
    for number in range(30):
        staff.post(f"/api/contacts/{held.pk}/messages/", {"text": f"안내 {number}"})
    staff = signed_in(User.objects.get(pk=agent.pk))
    with django_assert_max_num_queries(6):
        assert len(staff.get(f"/api/contacts/{held.pk}/messages/").json()) > 30


def test_answers_are_refused_as_problems_that_say_what_to_do(held: Contact, agent: User) -> None:
    staff, address = signed_in(agent), f"/api/contacts/{held.pk}"
    problem(staff.post(f"{address}/messages/", {"text": ""}), 400)
    body = problem(staff.post(f"{address}/messages/", {"text": "네 😀"}), 422, "unsendable_text")
    assert body["characters"] == ["😀"]
    problem(staff.post(f"{address}/article/", {"article": str(uuid4())}), 404, "article_not_found")
    problem(staff.post(f"{address}/connect/", {"department": "11680-없는과", "summary": "요약"}), 422)
    problem(staff.post(f"{address}/connect/", {"department": "11680-없는과", "summary": ""}), 422, "summary_missing")
    problem(staff.post(f"{address}/routing/", {"district": "99999", "topic": "noise"}), 422, "unknown_district")
    problem(staff.post(f"{address}/finish/", {"wrap_up_code": "?"}), 400)
    colleague = signed_in(make_agent("이상담"))
    assert "김상담" in problem(colleague.post(f"{address}/end/"), 403, "not_your_contact")["detail"]
    assert staff.post(f"{address}/end/").status_code == 200
    problem(staff.post(f"{address}/end/"), 409, "action_not_possible")
    problem(staff.get(f"/api/contacts/{uuid4()}/"), 404)
    assert staff.get("/api/contacts/not-a-uuid/").status_code == 404


def test_an_official_is_connected_over_rest(held: Contact, agent: User) -> None:
    department = departments_of(district_code=GANGNAM)[0].code
    official = signed_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, department)]))
    transfer = (
        signed_in(agent)
        .post(f"/api/contacts/{held.pk}/connect/", {"department": department, "summary": "역삼동 주차 단속 문의"})
        .json()
    )
    [row] = official.get("/api/transfers/").json()
    assert (row["id"], row["summary"]) == (transfer["id"], "역삼동 주차 단속 문의")
    address = f"/api/transfers/{transfer['id']}"
    problem(official.post(f"{address}/take/", {"summary_read": False}), 422, "summary_not_read")
    assert official.post(f"{address}/take/", {"summary_read": True}).json()["state"] == "ACTIVE"
    problem(official.post(f"{address}/return/", {"reason": ""}), 422)
    assert official.post(f"{address}/return/", {"reason": "우리 일이 아님"}).status_code == 204
    held.refresh_from_db()
    assert held.agent_id == agent.id


def test_a_contact_is_answered_from_the_list_of_offers_or_let_pass(agent: User) -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요", now=timezone.now())
    staff = signed_in(agent)
    assert staff.post("/api/seat/heartbeat/").status_code == 204
    routing.dispatch_waiting(now=timezone.now())
    [offer] = staff.get("/api/offers/").json()
    assert offer["contact"] == str(contact.pk)
    assert staff.post(f"/api/offers/{offer['id']}/decline/", {"reason": "점심"}).status_code == 204
    problem(staff.post(f"/api/offers/{offer['id']}/accept/"), 410, "offer_gone")
    problem(staff.post(f"/api/offers/{uuid4()}/accept/"), 404, "offer_not_found")
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING


def test_who_has_no_seat_is_told_so() -> None:
    official = signed_in(make_user(Role.OFFICIAL))
    problem(official.get("/api/seat/"), 404, "no_seat")
    problem(official.put("/api/seat/", {"intent": "READY"}), 404, "no_seat")
    problem(official.post("/api/seat/heartbeat/"), 404, "no_seat")
    problem(signed_in(make_agent()).put("/api/seat/", {"intent": "DANCING"}), 400)


def test_nothing_went_out_but_through_the_outbox(held: Contact, agent: User) -> None:
    signed_in(agent).post(f"/api/contacts/{held.pk}/messages/", {"text": "안내"})
    for line in held.messages.filter(direction="OUTBOUND"):
        assert OutboundMessage.objects.get(pk=line.outbound_id).text == line.text
