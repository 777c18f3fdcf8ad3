import pytest

from knowledgebase.selectors import suggest
from knowledgebase.services import publish
from knowledgebase.types import ArticleContent
from korean.hangul import typed_letters
from tests.knowledgebase.conftest import NOW


def suggested(text: str) -> list[str]:
    return [hit.external_id for hit in suggest(text=text, collection="small", now=NOW)]


@pytest.fixture
def known(districts: None) -> None:
    for number, title, questions in (
        ("passport", "여권 재발급", ("잃어버린 여권",)),
        ("waste", "대형폐기물 버리기", ("장롱 내놓는 법",)),
        ("rate", "수수료 100% 감면", ()),
    ):
        content = ArticleContent(number, title, "내용입니다.", questions=questions)
        publish(content=content, collection="small", now=NOW)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("여", "passport"),
        ("여ㄱ", "passport"),
        ("여구", "passport"),
        ("재발그", "passport"),
        ("durnjs", "passport"),
        ("대형 폐", "waste"),
        ("장로", "waste"),
        ("ㅇㄱ", "passport"),
        ("100%", "rate"),
    ],
)
def test_each_key_brings_the_article_nearer(known: None, typed: str, number: str) -> None:
    assert suggested(typed)[0] == number


def test_what_begins_so_comes_before_what_holds_it(known: None) -> None:
    publish(content=ArticleContent("held", "관용 여권 안내", "내용입니다."), collection="small", now=NOW)
    assert suggested("여권")[0] == "passport"
    assert "held" in suggested("여권")


@pytest.mark.parametrize("typed", ["", " ", "ㅇ", "%", "_", "\\", "\x00", "👍"])
def test_too_little_suggests_nothing_and_breaks_nothing(known: None, typed: str) -> None:
    assert suggested(typed) == []


def test_letters_of_a_half_typed_word_begin_those_of_the_whole() -> None:
    whole = typed_letters("여권 과태료")
    for part in ("ㅇ", "여", "여구", "여권ㄱ", "여권 고", "여권 과"):
        assert whole.startswith(typed_letters(part))
