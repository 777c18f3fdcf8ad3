import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from korean.morphemes import content_terms, tokens


def test_content_terms_are_nouns_stems_and_symbols() -> None:
    terms = content_terms("대형폐기물 버리려면 어떻게 해야 하나요? KTX 24시간")
    assert terms == ("대형", "폐기물", "버리", "ktx", "24", "시간")


def test_tokens_tell_where_they_stand() -> None:
    text = "마포구 여권"
    assert [(text[token.start : token.end], token.tag) for token in tokens(text)] == [
        ("마포구", "NNP"),
        ("여권", "NNG"),
    ]


def test_nothing_to_analyse() -> None:
    assert content_terms("") == ()
    assert content_terms("ㅋㅋㅋ ?!") == ()


def test_threads_get_the_same_answer() -> None:
    text = "불법 주정차 신고는 어디에 하나요"
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(content_terms, [text] * 64)) == {content_terms(text)}


def test_importing_loads_no_analyser() -> None:
    program = "import sys, korean.morphemes; sys.exit('kiwipiepy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
