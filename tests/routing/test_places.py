"""Which district a citizen's words name: rules for how people write and tell places, on the whole city."""

import pytest

from routing.policies.misspelt import Misspellings
from routing.policies.romanised import romanised
from routing.types import DistrictStatus

pytestmark = pytest.mark.django_db  # so that the database is there when a file is run alone

ONE_DISTRICT = [
    # places people name, and their short forms
    ("마래푸 앞 보도블록이 깨졌어요", "마포구"),
    ("올파포 정문 앞 공사 소음이 심해요", "강동구"),
    ("휘문고 앞 횡단보도가 지워졌어요", "강남구"),
    ("진선여고 뒷길 가로등이 꺼졌어요", "강남구"),
    ("코스트코 양평점 앞 차가 너무 막혀요", "영등포구"),
    ("당고개역 앞 화장실이 막혔어요", "노원구"),
    ("KBS 별관 앞 불법주차 단속해 주세요", "영등포구"),
    # schools and facilities named after a dong or district, not listed
    ("신림고 뒷산 나무가 쓰러졌어요", "관악구"),
    ("사당종합체육관 배드민턴 등록하려고요", "동작구"),
    ("송파구립도서관 휴관일이 언제예요", "송파구"),
    ("양천해누리타운 대관 문의요", "양천구"),
    # spaces and letters gone astray
    ("창신 2동 계단이 무너졌어요", "종로구"),
    ("역삼 동 골목에 쓰레기가 쌓였어요", "강남구"),
    ("강 남구 논현동에 불법주차가 많아요", "강남구"),
    ("봉쳔동 가로등이 고장났어요", "관악구"),
    ("연신네역 앞 담배꽁초가 많아요", "은평구"),
    ("고속터미날 앞 택시가 승차거부해요", "서초구"),
    # Latin letters
    ("Gangnam-gu 여권 발급 문의", "강남구"),
    ("Itaewon 골목 소음 신고", "용산구"),
    # the matter's place before home, work, the way, and the office that was asked
    ("강서구에서 출퇴근하는데 역삼동 공사 소음이 심해요", "강남구"),
    ("관악구 주민입니다 명동에서 주차 딱지를 뗐는데요", "중구"),
    ("부모님은 양천구 사시고요 저는 당산동인데 폐기물 버리려고요", "영등포구"),
    ("서대문구청에 전화했더니 마포구로 하라던데 망원동 하수구요", "마포구"),
    ("관악구청에 물어보니 아니라고 해서요 신대방동 쓰레기요", "동작구"),
    ("강남구청에서 송파구로 가라고 해서 전화했어요 문정동 가로등이요", "송파구"),
    ("강남구 아니고 서초구 반포동이에요 가로등이 꺼졌어요", "서초구"),
    # many estates and markets share a name: the dong said before it is the fact
    ("하계동 장미아파트 앞 보도블록이 깨졌어요", "노원구"),
]
NO_PLACE = [
    "중동으로 파견 가는데 여권을 재발급하려고요",
    "신정 연휴에 구청 문 여나요",
    "강북 지역 전체 제설 계획이 궁금해요",
    "도봉이라는 강아지를 등록하려고요",
    "삼성 휴대폰으로 본인인증이 안 돼요",
    "국방부에 민원 넣었는데 답이 없어요",
    "합정을 못 지켰다고 과태료가 나왔어요",
    "방학 동안 수영 강습 언제 시작해요",
    "공사 중이라 길이 막혔는데 언제 끝나요",
    "우리동네 쓰레기 수거 요일이 언제예요",
]
OUTSIDE = [
    "일산 호수공원 주차장 문의요",
    "판교 현대백화점 앞 공사가 심해요",
    "송도 센트럴파크 화장실이 더러워요",
    "하남 감일동 마을버스가 안 와요",
    "별내신도시 층간소음 문의",
]


@pytest.mark.parametrize(("text", "name"), ONE_DISTRICT)
def test_the_one_district_meant(decide, text, name):
    decision = decide(text)
    assert (decision.status, decision.district_name) == (DistrictStatus.RESOLVED, name)


@pytest.mark.parametrize("text", NO_PLACE)
def test_words_that_only_look_like_places(decide, text):
    assert decide(text).status not in (DistrictStatus.RESOLVED, DistrictStatus.AMBIGUOUS)


@pytest.mark.parametrize("text", OUTSIDE)
def test_places_of_the_neighbouring_cities(decide, text):
    assert decide(text).status == DistrictStatus.OUTSIDE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("강남구 망원동 가로등이 꺼졌어요", {"강남구", "마포구"}),
        ("현대시장 앞 노점을 치워 주세요", {"금천구", "관악구", "동대문구"}),
        ("신사초 앞 공사 소음이 심해요", {"강남구", "은평구", "관악구"}),
    ],
)
def test_what_does_not_fit_or_is_shared_is_asked(decide, text, names):
    decision = decide(text)
    assert decision.status == DistrictStatus.AMBIGUOUS
    assert names <= {candidate.name for candidate in decision.district_candidates}


@pytest.mark.parametrize(
    ("name", "latin"),
    [("왕십리", "wangsimni"), ("종로", "jongno"), ("신림", "sillim"), ("독립문", "dongnimmun"), ("4가", "")],
)
def test_names_in_latin_letters(name, latin):
    assert romanised(name) == latin


def test_a_misspelling_is_one_letter_off_one_name():
    known = Misspellings(["왕십리역", "봉천동", "고속터미널"])
    found = {(wrong.meant, wrong.confused) for wrong in known.find("왕십니역 봉쳔동에서 고속터미날까지 봉천동")}
    assert found == {("왕십리역", True), ("봉천동", True), ("고속터미널", True)}
    assert not list(known.find("왕심니역 부천동"))
