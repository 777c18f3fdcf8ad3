"""The web chat's REST API beyond words: files, signs of life, the rating."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from contacts.models import Contact, ContactFile, Message
from contacts.models.ratings import Rating
from contacts.presence import Side, note_presence, presence_of
from contacts.types import ContactState, WrapUpCode
from files import storage
from tests.contacts.conftest import GANGNAM, NOW

pytestmark = pytest.mark.usefixtures("city")


class Chat:
    """A citizen in the web chat."""

    def __init__(self, text: str, **fields: str) -> None:
        self.client = Client()
        body = {"text": text, **fields}
        answer = self.client.post("/api/chat/", body, content_type="application/json").json()
        self.contact_id, self.headers = answer["contact"], {"Authorization": f"Contact {answer['token']}"}

    def post(self, path: str, body: dict[str, object], *, form: bool = False) -> tuple[int, dict[str, object]]:
        """Return status and body of the answer."""
        options = {} if form else {"content_type": "application/json"}
        response = self.client.post(f"/api/chat/{self.contact_id}/{path}", body, headers=self.headers, **options)
        return response.status_code, response.json() if response.content else {}


def photo() -> bytes:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    Image.new("RGB", (20, 20), "red").save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_a_photo_is_taken_in_once_and_without_what_the_camera_wrote() -> None:
    chat, key = Chat("역삼동 가로등이 꺼졌어요"), str(uuid4())
    for expected in (201, 200):
        file = SimpleUploadedFile("lamp.png", photo(), "image/png")
        assert chat.post("files", {"file": file, "request_key": key}, form=True)[0] == expected
    kept = ContactFile.objects.get()
    assert (kept.content_type, kept.name) == ("image/jpeg", "lamp.jpg")
    assert str(kept.contact_id) == chat.contact_id
    with storage.open_kept(kept.stored_as) as content:
        assert b"Camera of somebody" not in content.read()


def test_what_is_not_a_file_we_take_is_refused_and_leaves_nothing() -> None:
    chat = Chat("여권은 어떻게 만드나요?")
    before = Message.objects.count()
    status, body = chat.post("files", {"file": SimpleUploadedFile("a.jpg", b"MZ not a picture")}, form=True)
    assert status == 422
    assert body["detail"]
    assert (Message.objects.count(), ContactFile.objects.count()) == (before, 0)


def test_the_district_of_the_site_decides_where_the_words_leave_it_open() -> None:
    chat = Chat("가로등이 꺼졌어요", district=GANGNAM)
    assert Contact.objects.get(pk=chat.contact_id).district_id == GANGNAM


def test_each_side_hears_that_the_other_types_and_has_read() -> None:
    chat = Chat("역삼동 가로등이 꺼졌어요")
    lines = Message.objects.count()
    note_presence(contact_id=Contact.objects.get().pk, side=Side.STAFF, typing=True, read=1)
    assert chat.post("presence", {"typing": True, "read": 2}) == (200, {"typing": True, "read": 1})
    citizen = presence_of(contact_id=Contact.objects.get().pk, side=Side.CITIZEN)
    assert (citizen.typing, citizen.read) == (True, 2)
    assert Message.objects.count() == lines


def test_a_conversation_is_rated_once_and_only_when_it_is_over() -> None:
    chat = Chat("역삼동 가로등이 꺼졌어요")
    assert chat.post("rating", {"score": 4})[0] == 409
    closed = {"state": ContactState.CLOSED, "closed_at": NOW, "wrap_up_code": WrapUpCode.ANSWERED}
    Contact.objects.filter(pk=chat.contact_id).update(**closed)
    assert chat.post("rating", {"score": 6})[0] == 400
    assert chat.post("rating", {"score": 4})[0] == 204
    assert chat.post("rating", {"score": 1})[0] == 409
    assert Rating.objects.get().score == 4


def test_without_its_token_nobody_writes_into_a_conversation() -> None:
    chat = Chat("역삼동 가로등이 꺼졌어요")
    chat.headers = {"Authorization": "Contact forged"}
    assert chat.post("presence", {"typing": True, "read": 0})[0] == 401
    assert chat.post("files", {"file": SimpleUploadedFile("a.jpg", photo())}, form=True)[0] == 401


def test_only_allowed_sites_may_frame_the_chat(settings: object) -> None:
    settings.CHAT_WIDGET_ORIGINS = ["https://www.gangnam.go.kr"]  # type: ignore[attr-defined]
    answer = Client().get("/chat/frame/?district=11680&language=en")
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'self' https://www.gangnam.go.kr" in answer["Content-Security-Policy"]
    assert 'lang="en"' in answer.content.decode()
    assert Client().get("/")["X-Frame-Options"] == "DENY"
