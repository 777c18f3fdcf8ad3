import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.policies.number import ComplaintNumber, InvalidNumber, check_digit, parse

numbers = st.builds(ComplaintNumber, year=st.integers(2000, 2099), serial=st.integers(1, 99_999_999))


@given(numbers)
def test_what_is_written_can_be_read_back(number: ComplaintNumber) -> None:
    assert parse(str(number)) == number


@given(numbers)
def test_number_is_read_without_hyphens_and_with_spaces_or_wide_digits(number: ComplaintNumber) -> None:
    text = str(number)
    assert parse(text.replace("-", "")) == number
    assert parse(f"  {text.replace('-', ' ')} ") == number
    assert parse(text.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))) == number


@given(numbers, st.data())
def test_every_wrong_digit_is_found(number: ComplaintNumber, data: st.DataObject) -> None:
    text = str(number)
    position = data.draw(st.sampled_from([at for at, character in enumerate(text) if character.isdigit()]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[position]]))
    with pytest.raises(InvalidNumber):
        parse(text[:position] + wrong + text[position + 1 :])


@given(numbers, st.data())
def test_every_swap_of_neighbours_is_found(number: ComplaintNumber, data: st.DataObject) -> None:
    digits = str(number).replace("-", "")
    position = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:position] + digits[position + 1] + digits[position] + digits[position + 2 :]
    if swapped == digits:
        assert parse(swapped) == number
    else:
        with pytest.raises(InvalidNumber):
            parse(swapped)


@pytest.mark.parametrize(
    "text", ["", "가로등", "2026", "2026-00123-4", "2026-000123", "02-2026-000123-4", "010-1234-5678", "²026-000123-4"]
)
def test_other_text_is_not_a_number(text: str) -> None:
    with pytest.raises(InvalidNumber):
        parse(text)


def test_serial_numbers_are_six_digits_and_may_grow() -> None:
    assert str(ComplaintNumber(2026, 123)) == f"2026-000123-{check_digit('2026000123')}"
    assert str(ComplaintNumber(2026, 1_234_567)) == f"2026-1234567-{check_digit('20261234567')}"
