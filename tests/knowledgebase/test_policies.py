from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.policies.confidence import NAMES, Signs, confidence, heading_coverage, heading_kinship, is_safe
from knowledgebase.policies.fusion import coefficients, features, fused, shares
from knowledgebase.policies.guards import lacks_what_is_asked
from knowledgebase.policies.learning import learn_certainty, learn_ranking, safe_threshold
from knowledgebase.policies.query import said_tokens, understand
from knowledgebase.policies.question_kind import kinds_told, kinds_wanted
from knowledgebase.policies.scope import named_districts, proper_names, spoken_for
from knowledgebase.policies.spoken import official_words
from knowledgebase.policies.terms import bigrams, weights
from knowledgebase.types import Field

CODES = {"중구": "11140", "마포구": "11440", "강남구": "11680", "강서구": "11500"}


def test_pairs_of_syllables_stay_inside_words() -> None:
    assert bigrams("여권 발급 KTX 24시") == ("여권", "발급", "ktx", "24", "시")
    assert bigrams("대형폐기물") == ("대형", "형폐", "폐기", "기물")


def test_a_longer_text_makes_each_word_weigh_less() -> None:
    short = {weight.term: weight.weight for weight in weights(Field.BODY, 0, "여권 안내")}
    long = {weight.term: weight.weight for weight in weights(Field.BODY, 0, "여권 안내 " + "구청 창구 방문 신청 " * 40)}
    assert short["여권"] > long["여권"] > 0


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    query = understand(text.replace("\x00", ""))
    assert all(0 < weight <= 1 for weight in [*query.morphemes.values(), *query.bigrams.values()])


def test_politeness_and_question_words_are_left_out() -> None:
    assert set(understand("안녕하세요 여권 어디서 어떻게 발급하나요").morphemes) >= {"여권", "발급"}
    assert not {"안녕", "어디", "어떻", "하"} & set(understand("안녕하세요 여권 어디서 어떻게 발급하나요").morphemes)


def test_everyday_words_are_told_in_the_words_of_articles() -> None:
    assert "단수" in official_words("물이 안 나와요", ("물", "나오"))
    assert "과태료" in official_words("딱지를 뗐어요", ("딱지",))
    assert understand("딱지").morphemes["과태료"] < understand("과태료").morphemes["과태료"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("강남구 여권", ("11680",)),
        ("강남에서 여권", ("11680",)),
        ("강남구청 여권과", ("11680",)),
        ("마포 텃밭", ("11440",)),
        ("마포대로 포트홀", ()),
        ("강남역 쓰레기", ()),
        ("집중 단속", ()),
        ("중구 전입", ("11140",)),
        ("마포구에서 강서구로 이사", ("11440", "11500")),
        ("여권", ()),
    ],
)
def test_districts_are_heard_in_the_text(text: str, codes: tuple[str, ...]) -> None:
    assert named_districts(text, CODES) == codes
    assert named_districts(text, {}) == ()


@pytest.mark.parametrize("with_vectors", [True, False])
def test_confidence_tells_a_clear_answer_from_a_weak_one(with_vectors: bool) -> None:
    learned = coefficients(with_vectors=with_vectors)
    nothing = Signs(**dict.fromkeys(NAMES, 0.0))
    weak = replace(nothing, ahead=0.1, heading_pairs=0.3, heading_kin=0.3)
    strong = Signs(
        ahead=5.0,
        ahead_by_words=2.0,
        ahead_by_opening=1.0,
        agreement=3,
        heading_pairs=1.0,
        heading_kin=1.0,
        opening=2.0,
        likeness=2.0,
    )
    assert 0 < confidence(weak, learned) < 0.6 < 0.85 < confidence(strong, learned) < 1
    assert is_safe(strong, learned, articles=50)
    assert not is_safe(weak, learned, articles=5_000)


def test_among_few_articles_more_certainty_is_wanted() -> None:
    clear = Signs(**dict.fromkeys(NAMES, 0.0))
    learned = replace(coefficients(with_vectors=True), certainty=dict.fromkeys((*NAMES, "constant"), 1.4), safe=0.77)
    assert confidence(clear, learned) == pytest.approx(0.80, abs=0.01)
    assert is_safe(clear, learned, articles=2_640)
    assert not is_safe(clear, learned, articles=257)


def test_the_shares_of_what_was_found_add_up() -> None:
    found = shares([3.0, 1.0, -2.0])
    assert sum(found) == pytest.approx(1)
    assert found == sorted(found, reverse=True)
    assert shares([]) == []


def test_a_repeated_question_counts_extra() -> None:
    learned = coefficients(with_vectors=True)
    seen = features(words=(1.0, 0.5), pairs=(1.0, 0.5), meaning=1.0, opening=1.0, wanted=set(), told=set())
    assert fused(seen, repeated=True, learned=learned) > fused(seen, repeated=False, learned=learned)


def test_the_ranking_learns_which_feature_tells_the_right_one() -> None:
    groups = [(np.array([[1.0, 0.0], [0.0, 1.0], [0.2, 0.3]]), np.array([True, False, False]))] * 5
    weights = learn_ranking(groups, caution=0.01)
    assert weights[0] > 0.5 > weights[1]


def test_a_threshold_is_as_precise_as_wanted() -> None:
    chances, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True])
    weights = np.ones(4)
    assert safe_threshold(chances, right, weights=weights, precision=0.99) == 0.8
    assert safe_threshold(chances, right, weights=weights, precision=0.7) == 0.6
    assert safe_threshold(chances, right, weights=np.array([1.0, 1.0, 0.2, 1.0]), precision=0.9) == 0.6
    assert safe_threshold(chances, np.zeros(4, bool), weights=weights, precision=0.9) == 1.0


def test_a_heading_is_told_by_words_that_are_used_alike() -> None:
    said, heading = said_tokens("벌금"), said_tokens("과태료 납부")
    rarity = {"벌금": 4.0, "과태료": 3.0, "납부": 1.0}
    assert 0.2 < heading_kinship(said, (), [heading], rarity) < 0.75
    said_itself = heading_kinship(said_tokens("과태료"), (), [heading], rarity)
    assert said_itself >= 0.75
    assert heading_kinship((), said_tokens("과태료"), [heading], rarity) == pytest.approx(0.9 * said_itself)
    assert heading_kinship((), said, [], rarity) == 0.0


def test_a_question_wants_a_kind_of_thing_and_a_heading_tells_it() -> None:
    assert kinds_wanted("여권 수수료가 얼마예요") == {"price"}
    assert kinds_told("여권 발급 수수료") == {"price"}
    assert kinds_wanted("여권") == frozenset()


def test_a_heading_is_covered_by_what_was_said_and_less_by_what_was_meant() -> None:
    rarity = {"여권": 3.0, "발급": 1.0, "안내": 1.0}
    assert heading_coverage({"여권": 1.0}, rarity, [{"여권", "발급"}, {"안내"}]) == 0.75
    assert heading_coverage({"여권": 0.5}, rarity, [{"여권"}]) == 0.5
    assert heading_coverage({"여권": 1.0}, rarity, []) == 0.0


def test_an_address_does_not_make_an_article_a_district_s_own() -> None:
    assert spoken_for("주소 서울시 강남구 봉은사로 12, 마포구 상암동", CODES) == ()
    assert spoken_for("강남구 보건소에서 빌려 드립니다", CODES) == ("11680",)
    assert spoken_for("강남구청 교통행정과", CODES) == ("11680",)
    assert spoken_for("강남구", {}) == ()


def test_proper_names_tell_one_place_from_another() -> None:
    assert "홍제천" in proper_names("홍제천 분수")
    assert not proper_names("서울 여권 발급")


@pytest.mark.parametrize(
    ("text", "article", "lacks"),
    [
        ("불법주차 과태료 얼마예요", "단속하는 곳과 방법", True),
        ("불법주차 과태료 얼마예요", "과태료는 4만 원입니다", False),
        ("한옥마을 주차장 있나요", "한옥마을 조성 사업", True),
        ("도서관 몇 시까지 해요", "매일 09:00부터", False),
        ("여권 발급", "준비물", False),
    ],
)
def test_an_article_without_the_detail_asked_for_is_no_answer(text: str, article: str, lacks: bool) -> None:
    assert lacks_what_is_asked(text, article) is lacks


def test_cases_count_as_much_as_they_are_worth() -> None:
    signs, right = np.array([[1.0], [1.0]]), np.array([True, False])
    even = learn_certainty(signs, right, caution=0.01)
    uneven = learn_certainty(signs, right, caution=0.01, importance=np.array([1.0, 0.1]))
    assert uneven.sum() > 1 > 0.1 > abs(even.sum())
