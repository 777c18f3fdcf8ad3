from dataclasses import replace

import pytest

from knowledgebase.selectors import answer_automatically, assess
from knowledgebase.services import publish
from knowledgebase.types import ArticleContent, AutomaticAnswer
from korean.hangul import sms_bytes
from tests.knowledgebase.conftest import NOW


def answer(
    text: str, *, district_code: str | None = None, channel: str = "WEB", handling: str = "SIMPLE"
) -> AutomaticAnswer | None:
    return answer_automatically(text=text, district_code=district_code, channel=channel, handling=handling, now=NOW)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("전입신고 며칠 안에 해야 돼요?", "전입신고(이사한 뒤 주소 옮기기)"),
        ("지하철에 가방을 두고 내렸어요", "지하철·버스·택시에 두고 내린 물건 찾기"),
        ("종량제봉투 20리터 얼마예요", "종량제봉투 구입과 이사 온 뒤 쓰던 봉투"),
        ("혼인신고 하려면 뭐가 필요한가요", "혼인신고 방법과 준비물"),
    ],
)
def test_a_simple_repeated_question_is_answered_with_its_source(seoul: None, text: str, title: str) -> None:
    given = answer(text)
    assert given is not None
    assert given.title == title
    assert given.source
    assert 0.85 <= given.confidence <= 1


def test_the_text_fits_the_channel_and_tells_what_is_different_in_the_district(seoul: None) -> None:
    text = "거주자우선주차 언제 신청해요"
    on_web, by_sms = answer(text, district_code="11680"), answer(text, channel="SMS")
    assert on_web is not None
    assert by_sms is not None
    assert on_web.text.endswith("공단 누리집에서 확인하세요.")
    assert "강남구는" in on_web.text
    assert sms_bytes(by_sms.text) <= 90


@pytest.mark.parametrize(
    "text",
    [
        "상담원 연결해 주세요 전입신고 며칠 안에 해야 돼요",
        "전입신고 며칠 안에 하는지 담당자 바꿔 주세요",
        "전입신고 때문에 그러는데 전화 주세요",
    ],
)
def test_never_when_a_person_is_asked_for(seoul: None, text: str) -> None:
    assert assess(text=text, now=NOW).withheld == "person"
    assert answer(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "길에 사람이 쓰러졌어요",
        "옆집에 불이 났어요",
        "가스 냄새가 나요",
        "죽고 싶어요",
        "아이가 물에 빠졌어요",
        "남편이 저를 때리고 있어요",
    ],
)
def test_never_in_an_emergency(seoul: None, text: str) -> None:
    assert assess(text=text, now=NOW).withheld == "emergency"
    assert answer(text) is None


@pytest.mark.parametrize("handling", ["LONG", "EMERGENCY"])
def test_never_what_routing_gave_to_a_department_or_to_119(seoul: None, handling: str) -> None:
    assert answer("전입신고 며칠 안에 해야 돼요", handling=handling) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("가로등이 꺼졌어요 고쳐주세요", "report"),
        ("우리 집 앞 불법 주차 단속해 주세요", "report"),
        ("불법 현수막 신고합니다", "report"),
        ("동사무소 직원이 너무 불친절해요", "complaint"),
        ("지난주에 접수했는데 아직도 답이 없어요", "follow_up"),
        ("여권 재발급을 하려고 하는데요 " * 10, "long"),
    ],
)
def test_reports_and_complaints_go_to_people(seoul: None, text: str, reason: str) -> None:
    assert assess(text=text, now=NOW).withheld == reason
    assert answer(text) is None


def test_how_to_report_is_a_question_all_the_same(seoul: None) -> None:
    assert assess(text="불법주차 어디에 신고해요", now=NOW).withheld == ""


def test_first_consonants_are_never_answered(seoul: None) -> None:
    assert assess(text="ㄸㄹㅇ", now=NOW).withheld == "chosung"
    assert answer("ㄸㄹㅇ") is None


def test_a_phone_call_is_never_answered_by_itself(seoul: None) -> None:
    assert answer("전입신고 며칠 안에 해야 돼요", channel="PHONE") is None


@pytest.mark.parametrize(
    "text",
    [
        "오늘 저녁에 뭐 먹을지 추천해줘",
        "로또 번호 알려줘요",
        "제주도 렌터카 가격",
        "경복궁 야간 입장권",
        "신고",
        "여권",
    ],
)
def test_what_no_article_answers_goes_to_an_agent(seoul: None, text: str) -> None:
    assert answer(text) is None


def test_the_district_guard(districts: None, passport: ArticleContent) -> None:
    """An article that speaks of one district is sent only to who means that district."""
    in_gangnam = replace(passport, title="강남구 여권 발급", questions=("강남구 여권 만들려면",))
    publish(content=in_gangnam, collection="small", now=NOW)

    def withheld(text: str, district_code: str | None = None) -> str:
        return assess(text=text, district_code=district_code, collection="small", now=NOW).withheld

    assert withheld("여권 만들려면", "11440") == "other_district"
    assert withheld("여권 만들려면") == "other_district"
    assert withheld("마포구 여권 만들려면", "11680") == "other_district"
    assert withheld("마포구랑 강남구 여권 만들려면") == "other_district"
    assert withheld("여권 만들려면", "11680") != "other_district"


def test_the_district_guard_reads_the_body_too(districts: None, passport: ArticleContent) -> None:
    publish(content=replace(passport, body="강남구에 사는 분만 신청합니다."), collection="small", now=NOW)
    reasons = [
        assess(text="여권 만들려면", district_code=code, collection="small", now=NOW).withheld
        for code in ("11440", None, "11680")
    ]
    assert reasons[:2] == ["other_district", "other_district"]
    assert reasons[2] != "other_district"


def test_an_article_of_another_district_is_not_even_found(districts: None, passport: ArticleContent) -> None:
    publish(content=replace(passport, district_code="11680"), collection="small", now=NOW)
    elsewhere = assess(text="여권 발급", district_code="11440", collection="small", now=NOW)
    anywhere = assess(text="여권 발급", collection="small", now=NOW)
    assert (elsewhere.withheld, anywhere.withheld) == ("nothing_found", "other_district")


def test_without_a_short_form_nothing_is_sent(seoul: None) -> None:
    whole = ArticleContent(
        external_id="x",
        title="은하열차 승차권 예매",
        body="은하역에서 팝니다.",
        chat_summary="은하역에서 팝니다.",
        questions=("은하열차 승차권 어디서 팔아요",),
    )
    publish(content=whole, collection="city", now=NOW)
    assert answer("은하열차 승차권 어디서 팔아요", channel="WEB") is not None
    assert answer("은하열차 승차권 어디서 팔아요", channel="SMS") is None
