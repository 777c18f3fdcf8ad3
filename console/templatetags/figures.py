"""What reports and the board need to write figures."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import template

from korean.dates import seoul_time
from reporting.types import Breakdown, Unit

register = template.Library()


@register.filter
def figure(value: float | None, unit: str) -> str:
    """Write a figure: a count as it is, per cent with one decimal, seconds as 1:05 or 2:03:04; – for none."""
    if value is None:
        return "–"
    if unit == Unit.PERCENT:
        return f"{value:.1f}".removesuffix(".0") + "%"
    if unit == Unit.SECONDS:
        minutes, seconds = divmod(round(value), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{value:,.0f}"


@register.simple_tag
def stretch(moment: datetime, by: str) -> str:
    """Return the query that narrows a list of contacts to the hour, day or month that begins at `moment`."""
    start = seoul_time(moment)
    if by == Breakdown.MONTH:
        end = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        end = start + (timedelta(hours=1) if by == Breakdown.HOUR else timedelta(days=1))
    return urlencode({"since": start.isoformat(), "until": end.isoformat()})
