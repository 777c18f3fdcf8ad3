from datetime import UTC, date, datetime

import pytest

from korean import dates, phone


def test_dates_as_people_write_them_in_seoul() -> None:
    moment = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert dates.as_people_write(moment) == "2026. 11. 23. (월) 14:00"
    assert dates.as_people_write(moment, "en") == "Mon, 23 Nov 2026, 14:00"
    assert dates.time_as_people_write(moment) == "14:00"


def test_the_day_is_the_day_in_seoul() -> None:
    assert dates.day_as_people_write(datetime(2026, 11, 23, 16, tzinfo=UTC)) == "2026. 11. 24. (화)"
    assert dates.day_as_people_write(date(2026, 1, 4)) == "2026. 1. 4. (일)"
    assert dates.day_as_people_write(date(2026, 1, 4), "en") == "Sun, 4 Jan 2026"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.as_people_write(datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["010-1234-5678", "01012345678", "+82 10 1234 5678", "821012345678", "010.1234.5678"])
def test_one_number_has_one_stored_form(text: str) -> None:
    assert phone.normalise(text) == "+821012345678"


@pytest.mark.parametrize(
    "text", ["", "120", "02-120", "1588-1234", "abc", "010-12-34", "0" * 40, "010-1234-5678 ext 3"]
)
def test_what_nobody_can_be_called_on_is_refused(text: str) -> None:
    with pytest.raises(phone.InvalidPhoneNumber):
        phone.normalise(text)


def test_numbers_are_shown_and_masked() -> None:
    assert phone.display("+821012345678") == "010-1234-5678"
    assert phone.display("+8225551234") == "02-555-1234"
    assert phone.display("120") == "120"
    assert phone.mask("+821012345678") == "010-****-5678"
    assert phone.mask("+8225551234") == "02-***-1234"
    assert phone.mask("+16502530000").endswith("0000")
    assert "650" not in phone.mask("+16502530000")
    assert phone.is_mobile("+821012345678")
    assert not phone.is_mobile("+8225551234")
