"""A citizen files a complaint on the web."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from complaints.models import Attachment, Complaint
from complaints.types import State
from messaging.models import OutboundMessage
from messaging.types import Channel
from tests.console.html import problems
from tests.console.test_status import text_of

pytestmark = pytest.mark.usefixtures("city")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


def form(**changes: Any) -> dict[str, Any]:
    return {
        "key": uuid4().hex,
        "kind": "SIMPLE",
        "title": "가로등이 꺼졌어요",
        "body": "강남구 역삼동 테헤란로 가로등이 3일째 꺼져 있습니다. 고쳐 주세요.",
        "place": "역삼역 3번 출구",
    } | changes


def photo_at(latitude: float, longitude: float) -> SimpleUploadedFile:
    """Return a photo that says where it was taken."""
    exif = Image.Exif()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    gps[ExifTags.GPS.GPSLatitude] = (latitude, 0.0, 0.0)
    gps[ExifTags.GPS.GPSLongitude] = (longitude, 0.0, 0.0)
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("street.jpg", content.getvalue())


def test_what_is_filed_has_a_number_and_a_page_of_its_own(client: Client) -> None:
    assert problems(text_of(client.get("/complaints/new/"))) == []
    sent = form()
    answer = client.post("/complaints/new/", sent | {"files": photo_at(37.5, 127.0)})
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.department_id) == (State.FILED, "11680-도로관리과")
    shown = text_of(client.get(answer["Location"]))
    assert problems(shown) == []
    assert complaint.number in shown
    assert "3일째 꺼져 있습니다" in shown
    assert "접수 예정" in shown
    assert Attachment.objects.get(complaint=complaint).purpose == "FILED"
    again = client.post("/complaints/new/", sent)
    assert complaint.number in text_of(client.get(again["Location"]))  # signed anew in another second
    assert Complaint.objects.count() == 1
    stranger = Client().get(answer["Location"])
    assert "3일째 꺼져 있습니다" not in text_of(stranger)


def test_a_refused_form_keeps_everything_typed(client: Client) -> None:
    answer = client.post("/complaints/new/", form(title="", body="구가 어딘지 모를 이야기", place=""))
    shown = text_of(answer)
    assert answer.status_code == 400
    assert problems(shown) == []
    assert "필수 항목입니다." in shown
    assert "구가 어딘지 모를 이야기" in shown
    bad = SimpleUploadedFile("photo.jpg", b"MZ this is a program")
    answer = client.post("/complaints/new/", form(files=bad))
    assert "파일만 다시 골라 주세요" in text_of(answer)
    assert "3일째 꺼져 있습니다" in text_of(answer)
    assert not Complaint.objects.exists()


def test_a_place_that_nobody_can_tell_is_asked_for(client: Client) -> None:
    sent = form(body="가로등이 꺼져 있습니다. 고쳐 주세요.", place="")
    answer = client.post("/complaints/new/", sent)
    assert "자치구를 골라 주세요" in text_of(answer)
    assert client.post("/complaints/new/", sent | {"district_code": "11680"}).status_code == 302


def test_where_it_goes_and_what_is_known_nearby_is_shown_before(client: Client) -> None:
    point = {"latitude": "37.500600", "longitude": "127.036400"}
    client.post("/complaints/new/", form(**point))
    known = Complaint.objects.get()
    shown = text_of(client.post("/complaints/new/check/", form(**point), headers=FRAGMENT))
    assert "도로관리과" in shown
    assert known.number in shown
    assert "3일째" not in shown
    far = text_of(client.post("/complaints/new/check/", form(latitude="37.51", longitude="127.05"), headers=FRAGMENT))
    assert known.number not in far
    client.post("/complaints/new/", form(**point, same_as=known.number))
    assert Complaint.objects.latest("id").events.get(sequence=1).data == {"same_as": known.number}


def test_the_place_of_a_photo_is_offered(client: Client) -> None:
    shown = text_of(client.post("/complaints/new/photo/", {"files": photo_at(37.5, 127.0)}, headers=FRAGMENT))
    assert 'data-latitude="37.500000"' in shown
    bad = SimpleUploadedFile("photo.jpg", b"MZ this is a program")
    assert "받을 수 없는 형식" in text_of(client.post("/complaints/new/photo/", {"files": bad}, headers=FRAGMENT))


def test_a_telephone_is_taken_only_with_the_code_sent_there(client: Client) -> None:
    sent = form(number="010-2345-6789")
    assert "5분 안에" in text_of(client.post("/complaints/new/code/", sent, headers=FRAGMENT))
    message = OutboundMessage.objects.get()
    digits = re.search(r"\d{6}", message.text)
    assert digits is not None
    wrong = client.post("/complaints/new/", sent | {"digits": "x"})
    assert "확인 번호가 다르거나" in text_of(wrong)
    assert "010-2345-6789" in text_of(wrong)
    assert client.post("/complaints/new/", sent | {"digits": digits[0]}).status_code == 302
    complaint = Complaint.objects.get()
    assert complaint.channel == Channel.SMS
    found = Client().post("/status/", {"number": complaint.number, "digits": "6789"})
    assert found.status_code == 302


@pytest.mark.parametrize("number", ["02-120-1234", "부재", "112"])
def test_a_number_without_text_messages_is_told(client: Client, number: str) -> None:
    answer = client.post("/complaints/new/code/", form(number=number), headers=FRAGMENT)
    assert answer.status_code == 422
    assert "휴대전화 번호" in text_of(answer)
    assert not OutboundMessage.objects.exists()
