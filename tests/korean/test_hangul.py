import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.hangul import (
    chosung,
    decompose,
    graphemes,
    is_chosung,
    letters,
    search_text,
    sms_bytes,
    truncate_bytes,
    truncate_characters,
    unencodable,
)

FAMILY = "👨‍👩‍👧"
TEXT = st.text(alphabet=st.sampled_from("가나똠힣각 a1\n…①家" + "👨‍👩‍👧👍🏽🇰🇷é"), max_size=60)


def test_syllables_come_apart_into_letters() -> None:
    assert letters("권") == ("ㄱ", "ㅝ", "ㄴ")
    assert letters("가") == ("ㄱ", "ㅏ", "")
    assert decompose("여권 24") == "ㅇㅕㄱㅝㄴ 24"
    with pytest.raises(ValueError):
        letters("a")


def test_search_text_is_the_same_for_composed_and_decomposed_input() -> None:
    assert search_text("여권  발급 ABC") == search_text("여권 발급 abc")
    assert len(search_text("권")) == 3


def test_chosung() -> None:
    assert chosung("여권 발급") == "ㅇㄱ ㅂㄱ"
    assert is_chosung("ㅇㄱ")
    assert is_chosung("ㅇㄷㅈ ㅁㅎㄱ")
    assert not is_chosung("ㅇ")
    assert not is_chosung("여ㄱ")
    assert not is_chosung("ㅠㅠ")


def test_bytes_are_counted_as_carriers_do() -> None:
    assert sms_bytes("안녕 120") == 8
    assert sms_bytes("똠") == 2, "the euc_kr codec would say 8"
    assert unencodable("좋아요👍👍 é") == ("👍", "é")
    assert unencodable("민원 접수 2026. 11. 23. ①") == ()


def test_graphemes_keep_families_flags_and_marks_together() -> None:
    assert list(graphemes(f"가{FAMILY}🇰🇷🇰🇷👍🏽é\r\n")) == ["가", FAMILY, "🇰🇷", "🇰🇷", "👍🏽", "é", "\r\n"]
    assert list(graphemes("각")) == ["각"]


@given(TEXT, st.integers(0, 100), st.sampled_from(["", "…", "...(이하 생략)"]))
def test_cutting_by_bytes_stays_inside_the_limit(text: str, limit: int, ellipsis: str) -> None:
    cut = truncate_bytes(text, limit, ellipsis=ellipsis)
    assert sms_bytes(cut) <= limit
    if sms_bytes(text) <= limit:
        assert cut == text


@given(TEXT, st.integers(0, 60))
def test_cutting_by_bytes_keeps_whole_characters_and_as_many_as_fit(text: str, limit: int) -> None:
    pieces = list(graphemes(text))
    assert "".join(pieces) == text
    cut = truncate_bytes(text, limit)
    kept = list(graphemes(cut))
    assert pieces[: len(kept)] == kept
    after = "".join(pieces[: len(kept) + 1])
    assert cut == text or after.isspace() or after[-1].isspace() or sms_bytes(after) > limit


@given(TEXT, st.integers(0, 60))
def test_cutting_by_characters_stays_inside_the_limit(text: str, limit: int) -> None:
    cut = truncate_characters(text, limit)
    assert len(cut) <= limit
    if len(text) <= limit:
        assert cut == text
