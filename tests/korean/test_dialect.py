import pytest

from korean.dialect import standard


@pytest.mark.parametrize(
    ("dialect", "plain"),
    [
        ("불법입니꺼", "불법입니까"),
        ("우째 버리는교", "어떻게 버리나요"),
        ("베란다 넓힐라 카는데", "베란다 넓힐려고 하는데"),
        ("물이 안 나오는디", "물이 안 나오는데"),
        ("알려주이소", "알려주세요"),
        ("등본 뗄라믄", "등본 뗄려면"),
        ("뭐가 필요하당가", "뭐가 필요하나요"),
        ("집이 무너져부렀어라", "집이 무너져버렸어요"),
        ("멧 시에 문 여는겨", "몇 시에 문 여는 건가요"),
        ("어떻게 한대유", "어떻게 한대요"),
        ("볼링장이 어디 있수과", "볼링장이 어디 있습니까"),
        ("물이 하영 나왐수다", "물이 많이 나왐습니다"),
    ],
)
def test_dialect_becomes_standard(dialect: str, plain: str) -> None:
    assert standard(dialect) == plain


@pytest.mark.parametrize(
    "text",
    [
        "마포구 보건소 갈 수 있나요",
        "자치구 장례식장 요금 비교",
        "온라인 카지노 신고",
        "과태료 얼마예요",
        "드라마 촬영 허가",
        "부모와 함께 사는 아이가 아파요",
        "수급자라면 무료인가요",
        "운전 면허는 어디서 따나요",
        "자연환경 보유 이유",
        "메뉴 추천",
    ],
)
def test_standard_korean_stays_what_it_is(text: str) -> None:
    assert standard(text) == text
