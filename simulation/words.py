"""What citizens say, put together from places and matters."""

import random
from dataclasses import dataclass
from enum import Enum


class Matter(Enum):
    """What kind of thing a citizen comes with, and so what should become of it."""

    QUESTION = "question"
    REPORT = "report"
    SMALL_TALK = "small talk"


@dataclass(frozen=True)
class Inquiry:
    """One citizen's first words."""

    text: str
    matter: Matter


PLACES = """
    역삼동 대치동 잠실동 문정동 반포동 방배동 상도동 흑석동 봉천동 신림동 독산동 가산동 구로동 개봉동 목동 화곡동
    마곡동 합정동 망원동 연희동 홍제동 응암동 불광동 평창동 혜화동 회현동 이태원동 한남동 성수동 왕십리 자양동 구의동
    전농동 답십리동 면목동 정릉동 길음동 수유동 미아동 쌍문동 창동 상계동 공릉동 천호동 암사동 당산동 여의도동
""".split()  # noqa: SIM905

QUESTIONS = (
    "대형폐기물은 어떻게 버리나요?",
    "여권 재발급 받으려면 뭐가 필요한가요",
    "전입신고 인터넷으로 할 수 있나요?",
    "주민등록등본 어디서 떼요",
    "음식물쓰레기 어떻게 버려요?",
    "기초연금은 몇 살부터 신청해요",
    "출생신고 언제까지 해야 하나요?",
    "아동수당 신청 방법 알려주세요",
    "자동차세 연납은 어떻게 신청하죠",
    "확정일자 받으려면 어디로 가야 해요?",
    "따릉이 이용 방법이 궁금해요",
    "민원 처리 기간이 얼마나 걸려요?",
)

REPORTS = (
    "{place} 골목 가로등이 꺼져 있어서 밤에 너무 어두워요. 고쳐 주세요.",
    "{place} 도로에 구멍이 크게 파였어요 차가 덜컹거려요 보수 부탁드립니다",
    "{place} 초등학교 앞에 불법주차가 너무 심합니다. 단속해 주세요.",
    "{place} 전봇대 옆에 누가 쓰레기를 무단으로 버리고 갔어요 치워주세요",
    "{place} 공사장 소음 때문에 아침마다 잠을 깨요 확인 좀 해주세요",
    "{place} 빗물받이가 막혀서 비만 오면 물이 고입니다",
    "{place} 가로수 가지가 부러져서 인도를 막고 있어요",
    "{place} 인도에 전동킥보드가 쓰러져 있어서 다닐 수가 없어요",
    "{place} 불법 현수막이 횡단보도를 가려요 철거해 주세요",
    "{place} 공원 화장실 세면대가 고장났어요",
)

VAGUE_REPORTS = (
    "집 앞 가로등이 나갔어요",
    "신사동인데 불법주차가 너무 심해요",
    "우리 동네 보도블록이 깨져서 어르신이 넘어지셨어요",
    "신정동 골목에 쓰레기가 쌓여 있어요 치워 주세요",
)

SMALL_TALK = ("안녕하세요", "상담원 연결해 주세요", "저기요 뭐 좀 여쭤볼게요", "사람이랑 얘기하고 싶어요")


def inquiry(*, chance: random.Random) -> Inquiry:
    """Return what the next citizen says: half come with something to fix, four in ten ask something simple."""
    kind = chance.random()
    if kind < 0.40:
        return Inquiry(chance.choice(QUESTIONS), Matter.QUESTION)
    if kind < 0.82:
        return Inquiry(chance.choice(REPORTS).format(place=chance.choice(PLACES)), Matter.REPORT)
    if kind < 0.92:
        return Inquiry(chance.choice(VAGUE_REPORTS), Matter.REPORT)
    return Inquiry(chance.choice(SMALL_TALK), Matter.SMALL_TALK)
