"""The standard notices in every language the city answers in."""

import pytest

from messaging.policies import measure
from messaging.selectors import standard_words
from messaging.selectors.templates import VARIABLE
from messaging.standard_templates import STANDARD, StandardTemplate
from messaging.types import Channel, Purpose

LANGUAGES = {"ko", "en", "zh", "ja", "vi", "mn"}
LONGEST_BUTTON = 14


@pytest.mark.parametrize("template", STANDARD, ids=lambda template: template.purpose.value)
def test_every_standard_notice_says_the_same_in_every_language(template: StandardTemplate) -> None:
    assert set(template.texts) == LANGUAGES
    wanted = sorted(VARIABLE.findall(template.texts["ko"]))
    for language, text in template.texts.items():
        assert sorted(VARIABLE.findall(text)) == wanted, language
        assert [button["name"] for button in template.buttons(language) if len(button["name"]) > LONGEST_BUTTON] == []


def test_standard_words_are_filled_by_the_names_of_their_variables() -> None:
    words = standard_words(
        purpose=Purpose.HANDED_OVER, language="ja", values={"접수번호": "2026-000001-7", "부서": "도로과"}
    )
    assert words is not None
    assert words.startswith("ご相談 2026-000001-7 を担当部署に伝えました。")
    assert "担当部署: 도로과" in words
    assert "#{" not in words
    assert standard_words(purpose=Purpose.SYSTEM, language="ja", values={}) is None


def test_korean_and_english_alone_go_into_a_text_message() -> None:
    for template in STANDARD:
        for language in ("ko", "en"):
            assert not measure(channel=Channel.SMS, text=template.texts[language]).unsendable
