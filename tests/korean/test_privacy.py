import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.privacy import clean_text, mask_personal_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("제 번호는 900101-1234567입니다", "제 번호는 900101-*******입니다"),
        ("9001011234567", "900101*******"),
        ("900101 - 1234567", "900101 - *******"),
        ("900101 1234567", "900101 *******"),
        ("900101–2234567", "900101–*******"),
        ("90.01.01-1234567", "90.01.01-*******"),
        ("9 0 0 1 0 1 1 2 3 4 5 6 7", "9 0 0 1 0 1 * * * * * * *"),
        ("９００１０１－１２３４５６７", "９００１０１－*******"),
        ("외국인등록번호 000229-5123456", "외국인등록번호 000229-*******"),
    ],
)
def test_resident_registration_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_personal_numbers(text) == (masked, ("resident_registration",))


@pytest.mark.parametrize(
    ("text", "masked", "kind"),
    [
        ("카드 4111 1111 1111 1111", "카드 **** **** **** 1111", "card"),
        ("4111-1111-1111-1111", "****-****-****-1111", "card"),
        ("농협 302-1234-5678-91", "농협 ***-****-**78-91", "account"),
        ("110-123-456789로 보내요", "***-***-**6789로 보내요", "account"),
        ("계좌번호 12345678901234", "계좌번호 **********1234", "account"),
        ("여권 M12345678", "여권 M********", "passport"),
        ("여권번호 M123A4567요", "여권번호 M********요", "passport"),
        ("면허 11-12-123456-12", "면허 **-**-******-12", "drivers_licence"),
    ],
)
def test_other_personal_numbers_are_masked(text: str, masked: str, kind: str) -> None:
    assert mask_personal_numbers(text) == (masked, (kind,))


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678로 전화 주세요",
        "010 1234 5678 10시 이후",
        "02-2133-1234, 031-123-4567, 1588-1234, 0505-123-4567",
        "2026-11-23 14:00 접수번호 2026-000123",
        "26.11.23 ~ 26.12.01 1층",
        "접수 20261123140000 건",
        "차량 12가3456, 우편번호 04524, 금액 1,234,567,890원",
        "991332-1234567",
        "4111 1111 1111 1112",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert mask_personal_numbers(text) == (text, ())


@given(
    st.dates().map(lambda day: f"{day:%y%m%d}"),
    st.sampled_from(["-", "", " ", " - ", "–", "."]),
    st.from_regex(r"[1-8][0-9]{6}", fullmatch=True),
    st.sampled_from(["", "번호 ", "주민: ("]),
    st.sampled_from(["", "입니다", ")", " 그리고"]),
)
def test_no_resident_number_survives(birth: str, gap: str, serial: str, before: str, after: str) -> None:
    masked, kinds = mask_personal_numbers(f"{before}{birth}{gap}{serial}{after}")
    assert serial not in masked
    assert kinds == ("resident_registration",)
    assert mask_personal_numbers(masked) == (masked, ())


@given(st.text(alphabet="0123456789- 가계좌M", max_size=80))
def test_masking_keeps_the_length_and_is_done_once(text: str) -> None:
    masked, _ = mask_personal_numbers(text)
    assert len(masked) == len(text)
    assert mask_personal_numbers(masked)[0] == masked


def test_several_kinds_are_told_once_each() -> None:
    text = "900101-1234567 그리고 910202-2345678, 카드 4111111111111111"
    assert mask_personal_numbers(text)[1] == ("resident_registration", "card")


def test_long_runs_of_digits_take_no_long_time() -> None:
    text = "1 " * 10_000 + "1-" * 10_000 + "1" * 10_000
    assert len(mask_personal_numbers(text)[0]) == len(text)


def test_text_is_cleaned_for_storing() -> None:
    assert clean_text(" 가\x00나\r\n다\x07\u202e라\ud800 \t") == "가나\n다라"
    assert clean_text("여권") == "여권"
    assert clean_text("👨‍👩‍👧 좋아요") == "👨‍👩‍👧 좋아요"


@given(st.text(max_size=200))
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert clean_text(cleaned) == cleaned
