"""What citizens may write, and what their short answers mean."""

import pytest

from contacts.policies.address import sender_number, written_answer
from contacts.policies.text import (
    EmptyMessage,
    MessageTooLong,
    asks_for_person,
    chosen_reply,
    citizen_text,
    only_thanks,
    staff_text,
)
from contacts.types import QuickReply
from messaging.types import Channel

SINSA = (QuickReply("11680", "강남구"), QuickReply("11620", "관악구"), QuickReply("11380", "은평구"))


def test_null_bytes_and_control_characters_go_and_emoji_stay() -> None:
    assert citizen_text(text="가로등\x00이 \x07꺼졌어요 😀", channel=Channel.WEB) == ("가로등이 꺼졌어요 😀", ())


def test_a_resident_registration_number_is_masked_before_anything_is_stored() -> None:
    text, kinds = citizen_text(text="제 번호는 900101-1234567입니다", channel=Channel.SMS)
    assert "1234567" not in text
    assert "900101-*******" in text
    assert kinds == ("resident_registration",)


@pytest.mark.parametrize(("channel", "limit"), [(Channel.WEB, 5_000), (Channel.SMS, 2_000), (Channel.KAKAO, 5_000)])
def test_each_channel_has_its_limit(channel: Channel, limit: int) -> None:
    assert len(citizen_text(text="가" * limit, channel=channel)[0]) == limit
    with pytest.raises(MessageTooLong) as refused:
        citizen_text(text="가" * 20_000, channel=channel)
    assert refused.value.status == 422
    assert refused.value.extra == {"limit": limit, "length": 20_000}
    assert f"{limit:,}" in str(refused.value)


def test_nothing_is_refused_on_the_web_but_kept_as_a_line_from_a_telephone() -> None:
    with pytest.raises(EmptyMessage):
        citizen_text(text=" \x00\n", channel=Channel.WEB)
    assert citizen_text(text="\x00", channel=Channel.SMS)[0] == "(내용 없는 문자)"


def test_staff_text_is_masked_only_where_asked() -> None:
    number = "주민번호 900101-1234567"
    assert staff_text(text=number, mask=False) == number
    assert "1234567" not in staff_text(text=number, mask=True)


@pytest.mark.parametrize(
    "text",
    [
        "상담원",
        "상담사",
        "상담원 연결",
        "상담원 연결해 주세요",
        "상담원이랑 통화하고 싶어요",
        "사람이랑 얘기할래요",
        "직원 연결",
        "담당자 바꿔주세요",
        "상담원이요",
        "상담원 좀 바꿔 주세요",
        "상담사님 연결 부탁드립니다",
        "사람하고 직접 통화하고 싶어요",
        "agent",
        "Talk to a human, please",
        "상담원!",
    ],
)
def test_asks_for_a_person(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "여권 재발급",
        "상담원이 불친절해서 민원을 넣고 싶습니다. 어디로 해야 하나요?",
        "사람들이 너무 시끄러워요",
        "직원 채용 공고는 어디서 보나요",
        "불법주차 신고",
    ],
)
def test_does_not_ask_for_a_person(text: str) -> None:
    assert not asks_for_person(text)


WHAT_HAPPENED = (
    "이 쓰러졌어요",
    "이 물에 빠졌어요",
    "이 갇혔어요",
    " 살려주세요",
    "이 피를 흘려요",
    "이 죽어가요",
    " 다쳤어요",
)


@pytest.mark.parametrize("who", ["상담원", "상담사", "직원", "사람", "담당자"])
@pytest.mark.parametrize("happened", WHAT_HAPPENED)
def test_what_happened_to_a_person_does_not_ask_for_one(who: str, happened: str) -> None:
    assert not asks_for_person(who + happened)


@pytest.mark.parametrize(
    "text", ["감사합니다", "네 감사합니다~", "네, 알겠습니다. 수고하세요!", "고맙습니다", "Thank you"]
)
def test_only_thanks(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize("text", ["네 그런데 수수료는 얼마예요?", "감사패는 어디서 받나요", "예산 공개는요"])
def test_more_than_thanks(text: str) -> None:
    assert not only_thanks(text)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("1", "11680"),
        ("2번", "11620"),
        ("3번이요", "11380"),
        ("(2)", "11620"),
        ("강남구", "11680"),
        ("강남이요", "11680"),
        ("은평구 신사동입니다", "11380"),
        ("4", ""),
        ("0", ""),
        ("잘 모르겠어요", ""),
        ("강남구나 은평구", ""),
        ("11680", ""),
    ],
)
def test_chosen_reply(answer: str, code: str) -> None:
    assert chosen_reply(text=answer, options=SINSA) == code


def test_a_one_letter_district_is_only_chosen_by_its_whole_name() -> None:
    options = (QuickReply("11140", "중구"), QuickReply("11680", "강남구"))
    assert chosen_reply(text="중이요", options=options) == ""
    assert chosen_reply(text="중구요", options=options) == "11140"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("010-1234-5678", "+821012345678"),
        ("+82 10 1234 5678", "+821012345678"),
        ("120", "120"),
        ("1001", "1001"),
        ("", ""),
        ("anonymous", ""),
        ("발신번호표시제한", ""),
    ],
)
def test_sender_number(raw: str, number: str) -> None:
    assert sender_number(raw) == number


@pytest.mark.parametrize(
    ("channel", "address", "answer"),
    [
        (Channel.WEB, "0192", (Channel.WEB, "0192")),
        (Channel.SMS, "+821012345678", (Channel.SMS, "+821012345678")),
        (Channel.PHONE, "+821012345678", (Channel.SMS, "+821012345678")),
        (Channel.PHONE, "+8222345678", None),
        (Channel.PHONE, "", None),
        (Channel.SMS, "120", None),
    ],
)
def test_written_answer(channel: Channel, address: str, answer: tuple[Channel, str] | None) -> None:
    assert written_answer(channel=channel, address=address) == answer
