"""Which field of work: synonyms at once, the trained model, candidates with shares."""

from dataclasses import replace

import pytest

from districts.types import TopicInfo
from routing.policies.topics import TopicModel
from routing.types import DistrictStatus

TREE = TopicInfo("tree", "가로수", "Trees", "SIMPLE", "LONG", "DISTRICT", ("가로수", "나뭇가지"))
ROAD = TopicInfo("road", "도로", "Roads", "SIMPLE", "LONG", "DISTRICT", ("포트홀", "길에 구멍"))
INDIRECT = [
    ("고장난 세탁기 공짜로 가져가는 데 있다던데요", "bulky"),
    ("지하방인데 화장실 바닥에서 물이 거꾸로 올라와요", "sewer"),
    ("밤마다 위층 애들이 뛰어다녀서 머리가 울려요", "noise"),
    ("김밥에서 철수세미 조각이 나왔어요", "food_hygiene"),
    ("통장이 묶였는데 세금 때문이라네요", "tax_arrears"),
    ("빈차 불 켜 놓고 손님을 골라 태우네요", "taxi"),
    ("아버지가 거동이 불편하신데 요양등급 받으려면요", "elderly"),
]


def test_synonyms_decide_where_there_is_no_model():
    model = TopicModel([TREE, ROAD], None)
    ranked = model.rank("나뭇 가지가 부러졌어요", set())
    assert [topic.code for topic in ranked] == ["tree"]
    assert ranked[0].words == (("나뭇 가지", 0, 5),)
    assert model.rank("안녕하세요", set()) == []


def test_a_new_synonym_counts_without_training(seoul):
    topics = [
        replace(topic, synonyms=(*topic.synonyms, "꿀벌다리")) if topic.code == "pm" else topic
        for topic in seoul.topics.values()
    ]
    model = TopicModel(topics, seoul.topic_model.classifier)
    words = {"m:꿀벌다리"}
    assert seoul.topic_model.rank("꿀벌다리", words) == []
    assert model.rank("꿀벌다리", words)[0].code == "pm"


@pytest.mark.parametrize(("text", "topic"), INDIRECT)
def test_situations_that_never_name_the_matter(decide, text, topic):
    assert topic in [candidate.code for candidate in decide(text).topic_candidates]


def test_candidates_have_shares_and_a_clear_case_needs_no_buttons(decide):
    clear = decide("가로등이 꺼졌어요")
    assert len(clear.topic_candidates) == 3
    assert sum(candidate.score for candidate in clear.topic_candidates) <= 1.01
    assert clear.topic_candidates[0].score > 0.8
    assert not clear.offers_topics
    assert decide("거기 그거 좀 어떻게 해 주세요").offers_topics


def test_nothing_said_has_no_topic(decide):
    decision = decide("...")
    assert (decision.topic_code, decision.topic_candidates) == ("", ())
    assert not decision.offers_topics


def test_a_place_says_where_and_not_what(decide):
    assert decide("한강로동 골목 보안등이 나갔어요").topic_code == "streetlight"
    assert decide("어린이대공원역 앞 불법주차 단속해 주세요").topic_code == "parking_enf"


def test_the_department_where_the_district_is_open(decide):
    shared = decide("신사동인데 여권 재발급하려면요")
    assert shared.status == DistrictStatus.AMBIGUOUS
    assert (shared.department_code, shared.department_fallback) == ("", True)
    assert shared.department_name
    outside = decide("부산 사는데 여권 재발급하려면요")
    assert (outside.status, outside.department_code) == (DistrictStatus.OUTSIDE, "")
