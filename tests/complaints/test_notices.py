from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django import Settings

from complaints import notices, services
from complaints.access import complaint_from_token
from complaints.models import Complaint, ComplaintEvent
from complaints.notices import NoticeIncomplete
from complaints.services.recording import RELATED
from complaints.types import ClosingReason, State
from contactcenter.city import city_profile
from feed.models import Event
from korean import hangul
from messaging.models import OutboundMessage
from messaging.types import Channel, Purpose
from tests.complaints.conftest import MONDAY, City, ComplaintMaker, ContactMaker

Arguments = Callable[..., dict[str, Any]]


def texts_of(complaint: Complaint) -> dict[str, str]:
    return dict(OutboundMessage.objects.filter(reference=f"complaint:{complaint.id}").values_list("purpose", "text"))


def test_each_step_the_citizen_should_know_is_told_once(make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    texts = texts_of(complaint)
    assert list(texts) == [Purpose.RECEIPT, Purpose.HANDED_OVER, Purpose.PLAN, Purpose.RESULT]
    assert OutboundMessage.objects.count() == 4
    for text in texts.values():
        assert complaint.number in text
        assert "02-3423-1680" in text or "주차관리과" in text
        link = next(word for word in text.split() if "/status/" in word)
        assert complaint_from_token(link.rstrip("/").rsplit("/", 1)[1]) == complaint.id
    assert "처리기한: 2026. 12. 1. (화)" in texts[Purpose.RECEIPT]
    assert "처리·이송 상황은 이 페이지에 공개됩니다." in texts[Purpose.RECEIPT]
    assert "강남구 주차관리과" in texts[Purpose.HANDED_OVER]
    assert "처리 예정일: 2026. 11. 23. (월)" in texts[Purpose.PLAN]
    assert "official 님" in texts[Purpose.PLAN]
    assert "조치 완료" in texts[Purpose.RESULT]
    assert "현장에서 2대를 단속했습니다." in texts[Purpose.RESULT]
    assert "만족도" not in texts[Purpose.RESULT]


def test_text_of_the_complaint_stays_out_of_messages(make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED, title="비밀 제목", body="비밀 본문", place="비밀 장소")
    assert not any("비밀" in text for text in texts_of(complaint).values())


@pytest.mark.parametrize(("channel", "sent_over"), [("SMS", Channel.SMS), ("PHONE", Channel.SMS), ("WEB", Channel.WEB)])
def test_notices_take_the_channel_the_citizen_came_from(
    make_complaint: ComplaintMaker, make_contact: ContactMaker, channel: str, sent_over: Channel
) -> None:
    make_complaint(contact=make_contact(channel=channel))
    assert OutboundMessage.objects.get().channel == sent_over


def test_no_notice_leaves_a_transaction_that_rolls_back(registration: Arguments) -> None:
    with transaction.atomic():
        services.register(**registration())
        transaction.set_rollback(True)
    assert OutboundMessage.objects.count() == 0
    assert Event.objects.filter(kind__startswith="complaint.").count() == 0
    assert Complaint.objects.count() == 0


def test_notice_that_cannot_be_written_keeps_the_change_from_happening(
    city: City, make_complaint: ComplaintMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    monkeypatch.setitem(
        notices.TEMPLATES, Purpose.RESULT, notices.Template(title="", text="", required=frozenset({"planned_for"}))
    )
    with pytest.raises(NoticeIncomplete, match="planned_for"):
        services.complete(
            complaint_id=complaint.id,
            user=city.user("official"),
            version=complaint.version,
            result="끝",
            closing_reason=ClosingReason.RESOLVED,
            now=MONDAY,
        )
    complaint.refresh_from_db()
    assert complaint.state == State.RECEIVED
    assert not ComplaintEvent.objects.filter(complaint=complaint, action="COMPLETE").exists()


@pytest.mark.parametrize("purpose", list(notices.TEMPLATES))
def test_every_mandatory_variable_has_its_place_in_the_text(purpose: Purpose) -> None:
    template = notices.TEMPLATES[purpose]
    with translation.override("ko"):
        for name in template.required:
            assert f"%({name})s" in str(template.text)
    department = {"department", "telephone"} | ({"officer"} if purpose in (Purpose.PLAN, Purpose.RESULT) else set())
    assert department <= template.required  # 시행령 §31


@pytest.mark.parametrize(
    ("city_name", "language", "name"),
    [
        ("seoul", "ko", "[서울 120]"),
        ("seoul", "en", "[Seoul 120]"),
        ("gyeongju", "ko", "[톡톡경주]"),
        ("gyeongju", "en", "[TokTok Gyeongju]"),
    ],
)
def test_notices_begin_with_what_the_citys_contact_centre_calls_itself(
    make_complaint: ComplaintMaker,
    make_contact: ContactMaker,
    settings: Settings,
    city_name: str,
    language: str,
    name: str,
) -> None:
    settings.CITY_PROFILE = city_profile(city_name)
    complaint = make_complaint(contact=make_contact(language=language))
    complaint = Complaint.objects.select_related(*RELATED).get(pk=complaint.pk)
    notice = notices.compose(purpose=Purpose.RECEIPT, complaint=complaint, link="https://example.org", now=MONDAY)
    assert notice.text.startswith(name)
    assert notice.plain_text.startswith(name)
    for template in notices.TEMPLATES.values():
        with translation.override(language):
            assert str(template.text).startswith("[%(service)s] ")


def test_notice_in_english_names_places_in_english(make_complaint: ComplaintMaker, make_contact: ContactMaker) -> None:
    complaint = make_complaint(contact=make_contact(language="en"))
    complaint = Complaint.objects.select_related(*RELATED).get(pk=complaint.pk)
    text = notices.compose(purpose=Purpose.RECEIPT, complaint=complaint, link="https://example.org", now=MONDAY).text
    assert "Gangnam-gu" in text
    assert "Tue, 1 Dec 2026" in text


def test_long_or_unsendable_words_of_an_officer_are_sent_as_far_as_they_go(
    city: City, make_complaint: ComplaintMaker
) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    services.plan(
        complaint_id=complaint.id,
        user=city.user("official"),
        version=complaint.version,
        plan="🚧 공사\n" + "가" * 5000,
        planned_for=MONDAY.date() + timedelta(days=1),
        now=MONDAY,
    )
    text = texts_of(complaint)[Purpose.PLAN]
    assert "🚧" not in text
    assert hangul.sms_bytes(text) <= 2000
    complaint.refresh_from_db()
    assert complaint.plan.startswith("🚧")
    assert len(complaint.plan) > 5000


def test_extension_of_the_officer_is_told(city: City, make_complaint: ComplaintMaker) -> None:
    official = city.user("official")
    official.extension = "1234"
    official.save(update_fields=["extension"])
    complaint = make_complaint(state=State.IN_PROGRESS)
    assert "(내선 1234)" in texts_of(complaint)[Purpose.PLAN]
