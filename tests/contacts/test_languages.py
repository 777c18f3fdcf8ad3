"""The language a citizen writes is kept, and they are written to in it where the channel can carry it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from contacts.models import Contact
from contacts.policies import wording
from contacts.policies.languages import SKILLS, written_language
from contacts.services import receive_message
from messaging.types import Channel
from routing.models import QueueEntry

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("가로등이 꺼졌어요", "ko"),
        ("ㅋ", ""),
        ("https://map.example.kr/place/some-long-name-of-a-place/photo/one", ""),
        ("my.name@example.kr photo.jpeg IMG_1234.heic", ""),
        ("The light at 역삼동 is broken please repair", ""),
        ("LH SH 120", ""),
        ("OK thanks", ""),
        ("The street light in front of my house is broken", "en"),
        ("我家门口的路灯坏了，请修一下", "zh"),
        ("家の前の街灯が消えています", "ja"),
        ("Đèn đường trước nhà tôi bị hỏng", "vi"),
        ("Манай гэрийн өмнөх гэрэл унтарсан", "mn"),
        ("여권 passport 재발급 어떻게 하나요", "ko"),
        ("", ""),
    ],
)
def test_letters_tell_the_language(text: str, language: str) -> None:
    assert written_language(text) == language


def test_a_few_latin_words_do_not_change_a_known_language() -> None:
    few = "ok thank you very much"
    assert (written_language(few), written_language(few, known=True)) == ("en", "")


@pytest.mark.parametrize("language", ["en", *SKILLS])
def test_automatic_sentences_are_in_the_language(language: str) -> None:
    told = [
        wording.queued(position=3, language=language),
        wording.closed(opens_at=NOW, language=language),
        wording.interpreters(language=language),
        wording.emergency(number="119", language=language),
        wording.phone_wanted(language=language),
    ]
    assert [text for text in told if any("가" <= letter <= "힣" for letter in text)] == []
    assert "1577-1366" in told[2]
    with translation.override("ko"):
        assert told[0] != wording.queued(position=3, language="ko")


@pytest.mark.usefixtures("city")
def test_who_writes_vietnamese_waits_for_an_agent_who_knows_it_and_reads_english_in_text_messages() -> None:
    received = receive_message(
        channel=Channel.SMS,
        sender="+821047130002",
        text="Tôi muốn gặp tư vấn viên về hợp đồng thuê nhà",
        provider="gateway",
        provider_message_id="vi-1",
        now=NOW,
    )
    contact = Contact.objects.select_related("citizen").get(pk=received.contact_id)
    assert contact.citizen.language == "vi"
    answers = contact.messages.filter(direction="OUTBOUND").values_list("text", flat=True)
    assert any("agent" in text for text in answers)
    assert QueueEntry.objects.get(contact_ref=contact.pk).preferred_skills == ["VI"]
