"""Where a citizen's words belong, on the whole city."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.policies.reading import readable
from routing.policies.weights import NameKind
from routing.types import Decision, DistrictStatus, Handling

pytestmark = pytest.mark.django_db  # so that the database is there when a file is run alone

NAMED = [
    ("역삼1동 골목에 쓰레기가 쌓여 있어요", "강남구"),
    ("화곡6동 주민센터 앞 하수구가 막혔어요", "강서구"),
    ("성수동 카페 앞 공사 소음이 심해요", "성동구"),
    ("중구청 전화번호 알려 주세요", "중구"),
    ("연신내 쪽 불법주차가 심해요", "은평구"),
    ("강남 세브란스병원 앞 도로가 파였어요", "강남구"),
    ("은평구 신사동 가로등이 꺼졌어요", "은평구"),
    ("테헤란로 152 앞 보도블록이 깨졌어요", "강남구"),
    ("우편번호 06236인데 쓰레기 수거를 안 해 가요", "강남구"),
    ("02-2148-1114로 걸었는데 안 받아요", "종로구"),
    ("공덕역 앞 공사장 먼지가 날려요", "마포구"),
    ("상수동 골목에 킥보드가 방치돼 있어요", "마포구"),
]
TWO_PLACES = [
    ("마포구 사는데 종로구 부암동에 불법현수막이 있어요", "종로구"),
    ("노원에서 광진구 구의동으로 이사했는데 전입신고 하려고요", "광진구"),
    ("집은 도봉구인데 방배동 상가 재산세가 궁금해요", "서초구"),
    ("부산에서 살다가 망원동으로 왔어요 전입신고요", "마포구"),
    ("서초구민인데 송파 잠실동에서 주차 딱지를 떼였어요", "송파구"),
    ("망우동 사는데 여권 만들려면요", "중랑구"),
]
COMMON_NOUNS = [
    "미아 신고는 어디에 하나요",
    "방이 추워서 보일러를 고치고 싶어요",
    "오류가 나서 신청이 안 돼요",
    "상수도 말고 하수도가 궁금해요",
    "동작이 느린 무인발급기 고쳐 주세요",
    "영화 개봉 날 사람이 몰려요",
    "이동하면서 신청할 수 있나요",
    "우리 길동이가 밤마다 울어요",
    "경기 있는 날마다 시끄러워요",
    "전자로 신청할 수 있나요",
]
CITY = [
    "올림픽대로에 큰 구멍이 났어요",
    "한남대교 위에 가로등이 나갔어요",
    "여의도한강공원 화장실이 막혔어요",
    "따릉이 반납이 안 돼요",
    "강남구인데 수돗물에서 녹물이 나와요",
    "2호선 신림역 에스컬레이터가 고장났어요",
    "272번 버스 기사님이 불친절해요",
]
OUTSIDE = [
    "부산 강서구 쓰레기 수거 요일이 언제예요",
    "인천 중구에 불법주차가 많아요",
    "고양시 덕양구 가로등이 꺼졌어요",
    "경기도 광주 사는데 전입신고 어떻게 해요",
]


@pytest.mark.parametrize(("text", "name"), NAMED + TWO_PLACES)
def test_the_district_that_is_named(decide, text, name):
    decision = decide(text)
    assert (decision.status, decision.district_name) == (DistrictStatus.RESOLVED, name)


@pytest.mark.parametrize("text", COMMON_NOUNS)
def test_common_nouns_are_not_places(decide, text):
    assert decide(text).status not in (DistrictStatus.RESOLVED, DistrictStatus.AMBIGUOUS, DistrictStatus.OUTSIDE)


@pytest.mark.parametrize("text", CITY)
def test_matters_of_the_city(decide, text):
    decision = decide(text)
    assert (decision.status, decision.district_code) == (DistrictStatus.CITY, "11000")


def test_beside_the_citys_road_is_the_districts(decide):
    assert decide("마포대교 건너 용산 원효로에 간판이 쓰러졌어요").district_name == "용산구"


@pytest.mark.parametrize("text", OUTSIDE)
def test_outside_the_city(decide, text):
    assert decide(text).status == DistrictStatus.OUTSIDE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("신사동인데 불법주차가 심해요", {"강남구", "은평구", "관악구"}),
        ("사당역 앞 노점상 좀 치워 주세요", {"동작구", "관악구", "서초구"}),
        ("통일로 가로수가 쓰러졌어요", {"은평구", "종로구", "서대문구", "중구"}),
    ],
)
def test_what_several_districts_share_is_asked(decide, text, names):
    decision = decide(text)
    assert decision.status == DistrictStatus.AMBIGUOUS
    assert decision.district_code == decision.department_code == ""
    assert {option.name for option in decision.question.options} == names
    assert {candidate.name for candidate in decision.district_candidates} == names
    assert text.split()[0][:2] in decision.question.text


def test_the_answer_completes_the_same_decision(decide):
    text = "신사동인데 불법주차가 심해요"
    decision = decide(text, chosen_district="11380")
    assert (decision.status, decision.district_name) == (DistrictStatus.RESOLVED, "은평구")
    assert decision.question is None
    assert decision.department_name
    assert decision.topic_code == decide(text).topic_code == "parking_enf"


def test_number_dialled_map_and_past_settle_what_the_words_leave_open(decide):
    silent, shared, named = "가로등이 꺼졌어요", "신사동 가로등이 꺼졌어요", "개포동 가로등이 꺼졌어요"
    assert decide(silent).status == DistrictStatus.UNKNOWN
    assert decide(silent, dialled="02-2148-1114").district_name == "종로구"
    assert decide(silent, dialled="+82221481114").district_name == "종로구"
    assert decide(silent, dialled="02-9999-9999").status == DistrictStatus.UNKNOWN
    assert decide(silent, dialled="120").status == DistrictStatus.UNKNOWN
    assert decide(silent, latitude=37.4979, longitude=127.0276).district_name in {"강남구", "서초구"}
    assert decide(silent, latitude=35.1, longitude=129.0).status == DistrictStatus.UNKNOWN
    assert decide(silent, earlier_district="11440").district_name == "마포구"
    assert decide(shared, earlier_district="11620").district_name == "관악구"
    assert decide(shared, earlier_district="11440").status == DistrictStatus.AMBIGUOUS
    assert decide(named, dialled="02-2148-1114", earlier_district="11440").district_name == "강남구"


def test_department_of_district_and_topic(decide):
    decision = decide("연신내역 앞에 불법주차 단속해 주세요")
    assert (decision.district_name, decision.topic_code) == ("은평구", "parking_enf")
    assert decision.department_code.startswith("11380-")
    assert decision.department_fallback is False
    unplaced = decide("불법주차 단속해 주세요")
    assert unplaced.department_code == ""
    assert unplaced.department_fallback is True
    assert unplaced.question is not None
    assert decide("여권 만들 때 뭐가 필요해요?").question is None


@pytest.mark.parametrize(
    ("text", "handling"),
    [
        ("여권 재발급 수수료가 얼마예요", Handling.SIMPLE),
        ("주민등록등본은 어디서 떼나요", Handling.SIMPLE),
        ("망원동 골목 가로등이 고장났어요 고쳐 주세요", Handling.LONG),
        ("정릉동인데 하수구가 역류해요", Handling.LONG),
    ],
)
def test_handling(decide, text, handling):
    assert decide(text).handling == handling


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("집에 불났어요 어떻게 해요", "119"),
        ("할머니가 쓰러지셨는데 숨을 안 쉬어요", "119"),
        ("차 안에 아기가 갇혔어요", "119"),
        ("누가 문을 따고 들어오려고 해요", "112"),
        ("칼 든 남자가 돌아다녀요", "112"),
        ("더 이상 살기 싫어요", "109"),
    ],
)
def test_emergencies_come_first(decide, text, number):
    decision = decide(text)
    assert (decision.handling, decision.emergency_number, decision.question) == (Handling.EMERGENCY, number, None)
    assert decision.evidence[0].kind == "emergency"
    assert number in decision.one_line()


@pytest.mark.parametrize(
    "text",
    [
        "나무가 쓰러졌어요",
        "가로등 불이 나갔어요",
        "화재보험이 궁금해요",
        "굴뚝에서 연기가 나요",
        "고양이가 맨홀에 빠졌어요",
    ],
)
def test_what_only_sounds_like_an_emergency(decide, text):
    assert decide(text).emergency_number == ""


def test_evidence_points_at_the_words(decide):
    text = "안녕하세요 연신내역 앞 불법주차가 심해요"
    decision = decide(text)
    for line in decision.evidence:
        if line.start >= 0:
            assert text[line.start : line.end] == line.text
    assert {line.kind for line in decision.evidence} == {"place", "topic"}
    assert decision.one_line().startswith("‘연신내역’ → 은평구 · ")


@pytest.mark.parametrize(
    "text", ["신사동 주차", "", "불이 났어요", "부산 가로등", "따릉이", "마포구 사는데 종로구 여권"]
)
def test_decisions_survive_json(decide, text):
    decision = decide(text)
    assert Decision.from_json(json.loads(json.dumps(decision.as_json()))) == decision


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00", "😀😀", "a" * 20_000, "가" * 20_000, "İẞ 강남구", "!" * 500])
def test_anything_may_be_written(decide, text):
    decision = decide(text)
    assert 0 <= decision.confidence <= 1
    assert decision.status in DistrictStatus


def test_decomposed_hangul_reads_the_same(decide):
    import unicodedata

    decision = decide(unicodedata.normalize("NFD", "망원동 가로등이 꺼졌어요"))
    assert decision.district_name == "마포구"
    assert readable("\x00가") == " 가"


MATTERS = [
    "가로등이 꺼졌어요",
    "쓰레기를 며칠째 안 가져가요",
    "여권은 어떻게 만드나요",
    "공사 소음 때문에 잠을 못 자요",
    "도로가 파였어요",
]
POLITE = ["안녕하세요 ", "수고하십니다 ", "실례지만 "]
THANKS = [" 감사합니다", " 부탁드립니다", " 고맙습니다 수고하세요"]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_unambiguous_dong_is_never_sent_to_another_district(seoul, decide, data):
    names = seoul.gazetteer.names.values()
    dongs = sorted(
        name.text
        for name in names
        if name.kind == NameKind.DONG and len(name.districts) == 1 and len(name.text) >= 3 and name.text.endswith("동")
    )
    dong = data.draw(st.sampled_from(dongs))
    matter = data.draw(st.sampled_from(MATTERS))
    joint = data.draw(st.sampled_from([" ", "인데 ", "에서 ", " 골목 ", "에 사는데 "]))
    decision = decide(f"{dong}{joint}{matter}")
    (expected,) = seoul.gazetteer.names[dong].districts
    assert decision.status == DistrictStatus.RESOLVED
    assert decision.district_code == expected


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_politeness_changes_nothing(decide, data):
    text = data.draw(st.sampled_from([text for text, _ in NAMED + TWO_PLACES] + COMMON_NOUNS + CITY + OUTSIDE))
    before, after = data.draw(st.sampled_from(POLITE)), data.draw(st.sampled_from(THANKS))
    plain, polite = decide(text), decide(before + text + after)
    for field in ("status", "district_code", "topic_code", "department_code", "handling", "emergency_number"):
        assert getattr(plain, field) == getattr(polite, field), field
