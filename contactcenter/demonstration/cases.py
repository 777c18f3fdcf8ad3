"""What the citizens of the demonstration wrote, city by city."""

from dataclasses import dataclass

from messaging.types import Channel


@dataclass(frozen=True)
class Case:
    """A citizen's words some working days ago, and how far the department has come since."""

    text: str
    place: str
    title: str
    working_days_ago: int
    progress: str
    channel: Channel = Channel.SMS


@dataclass(frozen=True)
class Past:
    """The cases that agents have taken, the words of those who still wait, and an official to sign in as."""

    official: str
    cases: tuple[Case, ...]
    waiting: tuple[str, ...]


SEOUL = Past(
    official="강남구-도로관리과",
    cases=(
        Case(
            "역삼동 주민센터 옆 골목 가로등이 꺼져서 밤에 너무 어두워요. 고쳐 주세요.",
            place="역삼동 주민센터 옆 골목",
            title="골목 가로등 고장",
            working_days_ago=9,
            progress="in progress",
        ),
        Case(
            "연신내역 3번 출구 앞 보도블록이 깨져서 어르신이 넘어지셨어요. 보수해 주세요.",
            place="연신내역 3번 출구 앞",
            title="보도블록 파손",
            working_days_ago=6,
            progress="in progress",
        ),
        Case(
            "망원동 골목에 쓰레기를 무단으로 버리는 사람이 있어요. 치우고 단속해 주세요.",
            place="망원동 골목",
            title="쓰레기 무단투기",
            working_days_ago=3,
            progress="received",
        ),
        Case(
            "잠실동 초등학교 앞에 불법주차가 심합니다. 단속해 주세요.",
            place="잠실동 초등학교 앞",
            title="학교 앞 불법주차",
            working_days_ago=2,
            progress="completed",
        ),
        Case(
            "상도동 빗물받이가 막혀서 비만 오면 물이 고입니다. 준설해 주세요.",
            place="상도동",
            title="빗물받이 막힘",
            working_days_ago=1,
            progress="handed over",
        ),
    ),
    waiting=(
        "신림동 공사장 소음 때문에 아침마다 잠을 깹니다. 확인 좀 해 주세요.",
        "대치동 학원가 인도에 전동킥보드가 쓰러져 있어요. 치워 주세요.",
        "상담원 연결해 주세요",
    ),
)
GYEONGJU = Past(
    official="경주시-도로과",
    cases=(
        Case(
            "황성동 용담로 가로등이 며칠째 꺼져 있어서 밤에 무서워요. 고쳐 주세요.",
            place="황성동 용담로",
            title="가로등 고장",
            working_days_ago=9,
            progress="in progress",
        ),
        Case(
            "황리단길 입구 보도블록이 깨져서 관광객이 넘어졌어요. 보수해 주세요.",
            place="황리단길 입구",
            title="보도블록 파손",
            working_days_ago=6,
            progress="received",
        ),
        Case(
            "외동읍 모화리 축사에서 분뇨를 도랑에 버립니다. 단속해 주세요.",
            place="외동읍 모화리",
            title="가축분뇨 무단 배출",
            working_days_ago=2,
            progress="completed",
        ),
        Case(
            "안강읍 산대리 도로에 구멍이 크게 났습니다. 메워 주세요.",
            place="안강읍 산대리",
            title="도로 파손",
            working_days_ago=1,
            progress="handed over",
        ),
    ),
    waiting=(
        "나정해수욕장에 쓰레기가 너무 많아요. 치워 주세요.",
        "시티투어버스 예약은 어디서 하나요?",
        "상담원 연결해 주세요",
    ),
)
PASTS = {"seoul": SEOUL, "gyeongju": GYEONGJU}
