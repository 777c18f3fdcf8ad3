from datetime import date

import pytest

from korean.dates import day_as_people_write, read_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("2026. 11. 25. (수)", date(2026, 11, 25)),
        ("2026년 11월 25일", date(2026, 11, 25)),
        ("20261125", date(2026, 11, 25)),
        (" 11. 25. ", date(2026, 11, 25)),
        ("11/25", date(2026, 11, 25)),
        ("11월 25일", date(2026, 11, 25)),
        ("11. 23.", TODAY),
        ("11. 22.", date(2027, 11, 22)),
        ("1. 5.", date(2027, 1, 5)),
        ("2028-2-29", date(2028, 2, 29)),
    ],
)
def test_days_as_people_write_them(written: str, day: date) -> None:
    assert read_day(written, today=TODAY) == day


def test_what_we_write_can_be_read() -> None:
    assert read_day(day_as_people_write(TODAY), today=TODAY) == TODAY


@pytest.mark.parametrize("written", ["", "내일", "25", "2026-13-01", "2. 30.", "11-", "2026-11-25 14:00"])
def test_what_is_not_a_day(written: str) -> None:
    with pytest.raises(ValueError):
        read_day(written, today=TODAY)
