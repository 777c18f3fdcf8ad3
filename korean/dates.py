"""Dates as people write them, always in Asia/Seoul."""

import re
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
Language = Literal["ko", "en"]

KOREAN_WEEKDAYS = "월화수목금토일"
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def seoul_time(moment: datetime) -> datetime:
    """Return the aware moment in Asia/Seoul. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place in time")
    return moment.astimezone(SEOUL)


def as_people_write(moment: datetime, language: Language = "ko") -> str:
    """Return `2026. 11. 23. (월) 14:00`, or in English `Mon, 23 Nov 2026, 14:00`.

    Raises ValueError for a naive moment.
    """
    local = seoul_time(moment)
    separator = " " if language == "ko" else ", "
    return f"{day_as_people_write(local.date(), language)}{separator}{local:%H:%M}"


def day_as_people_write(day: date | datetime, language: Language = "ko") -> str:
    """Return `2026. 11. 23. (월)`, or in English `Mon, 23 Nov 2026`; an aware datetime gives its day in Seoul."""
    if isinstance(day, datetime):
        day = seoul_time(day).date()
    if language == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}. {day.month}. {day.day}. ({KOREAN_WEEKDAYS[day.weekday()]})"


DAY_FORMS = (
    re.compile(r"(?P<year>\d{4})\s*[-./년]\s*(?P<month>\d{1,2})\s*[-./월]\s*(?P<day>\d{1,2})\s*[.일]?"),
    re.compile(r"(?P<month>\d{1,2})\s*[-./월]\s*(?P<day>\d{1,2})\s*[.일]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
)
WEEKDAY_AFTER_DAY = re.compile(r"\s*\([월화수목금토일]\)\s*$")


def read_day(text: str, *, today: date) -> date:
    """Return the day somebody wrote: 2026-11-25, 2026. 11. 25. (수), 20261125, 11. 25., 11/25, 11월 25일.

    Without a year it is the next such day, `today` included. Raises ValueError for what is not a day.
    """
    written = WEEKDAY_AFTER_DAY.sub("", text.strip())
    for form in DAY_FORMS:
        found = form.fullmatch(written)
        if found:
            return _day(found.groupdict(), today)
    raise ValueError(f"not a day: {text!r}")


def _day(parts: dict[str, str], today: date) -> date:
    month, day = int(parts["month"]), int(parts["day"])
    if "year" in parts:
        return date(int(parts["year"]), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def time_as_people_write(moment: datetime) -> str:
    """Return the time of day in Seoul, `14:00`. Raises ValueError for a naive moment."""
    return f"{seoul_time(moment):%H:%M}"
