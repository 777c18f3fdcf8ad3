"""How a matter is handled: emergencies first and only real ones, questions apart from reports."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.policies.emergencies import danger_in
from routing.types import Handling

DANGERS = [
    ("건물에 불이 났어요", "119"),
    ("주방에서 가스가 새는지 냄새가 심해요", "119"),
    ("공사장 비계가 무너져서 사람이 밑에 있어요", "119"),
    ("아버지가 갑자기 말이 어눌해지고 한쪽 팔을 못 써요", "119"),
    ("애가 사탕이 목에 걸려서 얼굴이 파래졌어요", "119"),
    ("물에 빠진 사람이 떠내려가고 있어요", "119"),
    ("전선이 끊어져서 사람이 감전됐어요", "119"),
    ("교차로에서 차에 치인 사람이 피를 흘려요", "119"),
    ("엘리베이터가 멈춰서 안에 갇혔어요", "119"),
    ("나무가 차 위로 쓰러졌는데 안에 사람이 있어요", "119"),
    ("이제 다 끝내고 싶어요 살 이유가 없어요", "109"),
    ("친구가 죽겠다고 하고 연락이 안 돼요", "109"),
    ("누가 현관문을 열려고 해요", "112"),
    ("남편이 지금 때려요", "112"),
    ("다섯 살 아이를 잃어버렸어요", "112"),
    ("치매 어머니가 집을 나가서 안 들어오세요", "112"),
    ("헤어진 남자친구가 집 앞에서 기다리고 있어요", "112"),
    ("술 취한 사람이 운전해서 가고 있어요", "112"),
    ("차가 사람을 치고 그냥 가버렸어요", "112"),
]
NO_DANGERS = [
    "더워 죽겠어요 경로당 에어컨 좀 고쳐 주세요",
    "집값에 불이 났는데 취득세는 왜 이렇게 비싸요",
    "가로등 불이 나갔어요",
    "담배 연기 때문에 숨을 못 쉬겠어요",
    "고기 굽는 연기가 들어와요",
    "강아지가 하수구에 빠졌어요",
    "나무가 쓰러져 길을 막았어요",
    "화재보험 가입 안내는 어디서 받나요",
    "심폐소생술 교육을 신청하고 싶어요",
    "작년에 교통사고 난 적 있는 교차로인데 신호등을 달아 주세요",
    "여권을 잃어버렸어요",
    "불이 난 건 아니고 드럼통에 나무를 태워요",
    "아이가 태어났는데 출생신고요",
]
QUESTIONS = [
    "여권 만들려면 뭐 가져가요",
    "대형폐기물 스티커 얼마예요",
    "재산세 담당하시는 분 좀 바꿔 주세요",
    "중고차 샀는데 내 이름으로 바꾸려면요",
    "까치산역 근처 사는데 침대 버리려면요",
    "정화조 청소 일 년에 몇 번 해야 돼요",
]
REPORTS = [
    "골목에 불법주차가 심해요",
    "재활용 수거차가 이틀째 안 왔어요",
    "윗집이 새벽마다 쿵쿵거려서 못 살겠어요",
    "조합장이 돈을 빼돌린 것 같은데 조사해 주세요",
    "몇 달째 번호판도 없는 차가 골목에 버려져 있어요",
    "동대표가 관리비 내역을 안 보여 줘요",
]


@pytest.mark.parametrize(("text", "number"), DANGERS)
def test_danger_to_people_shows_the_number_at_once(decide, text, number):
    decision = decide(text)
    assert (decision.handling, decision.emergency_number) == (Handling.EMERGENCY, number)
    assert decision.question is None
    assert decision.evidence[0].kind == "emergency"


@pytest.mark.parametrize("text", NO_DANGERS)
def test_what_only_sounds_dangerous_is_no_emergency(decide, text):
    decision = decide(text)
    assert decision.handling != Handling.EMERGENCY
    assert decision.emergency_number == ""


def test_the_words_of_a_danger_are_evidence(decide):
    line = decide("연신내 상가에 불이 났어요").evidence[0]
    assert line.text == "연신내 상가에 불이 났어요"[line.start : line.end]
    assert line.points_to == ("119",)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_answered_at_once(decide, text):
    assert decide(text).handling == Handling.SIMPLE


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_goes_to_a_department(decide, text):
    assert decide(text).handling == Handling.LONG


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(danger=st.sampled_from(DANGERS), before=st.sampled_from(["", "여보세요 ", "저기요 여기 역삼동인데요 "]))
def test_a_danger_is_found_wherever_it_stands(danger, before):
    text, number = danger
    found = danger_in(f"{before}{text} 빨리 좀 와 주세요")
    assert found is not None
    assert found.number == number
