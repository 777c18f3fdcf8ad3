"""Dates as people write them, always in Asia/Seoul."""

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


def time_as_people_write(moment: datetime) -> str:
    """Return the time of day in Seoul, `14:00`. Raises ValueError for a naive moment."""
    return f"{seoul_time(moment):%H:%M}"
