import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.hangul import decompose
from korean.keyboard import COMPOUND_FINALS, COMPOUND_VOWELS, KEYS, as_hangul

KEY_OF = {letter: key for key, letter in KEYS.items()}
SINGLE = {joined: pair for pair, joined in (COMPOUND_FINALS | COMPOUND_VOWELS).items()}


def typed(text: str) -> str:
    letters = "".join(SINGLE.get(letter, letter) for letter in decompose(text))
    return "".join(KEY_OF.get(letter, letter) for letter in letters)


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("durnjs", "여권"),
        ("dkgusehd rkrnrjfl", "아현동 가구거리"),
        ("qkrshtnaltnfrhks", "박노수미술관"),
        ("durnjs qkfrmq?", "여권 발급?"),
        ("alsdnjs 24", "민원 24"),
        ("ekfrrhrl", "닭고기"),
    ],
)
def test_english_keys_become_korean(keys: str, meant: str) -> None:
    assert as_hangul(keys) == meant


@pytest.mark.parametrize("text", ["bus", "MRI", "ktx", "cctv", "rk", "", "120", "여권 durnjs", "hello world", "a@b.kr"])
def test_what_is_not_plainly_mistyped_stays(text: str) -> None:
    assert as_hangul(text) is None


@given(st.lists(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=8)))
def test_any_korean_text_typed_with_english_keys_comes_back(words: list[str]) -> None:
    text = " ".join(words)
    assert as_hangul(typed(text)) == (text or None)
