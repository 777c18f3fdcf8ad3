"""What templates need to write times, numbers and icons the way people do."""

from datetime import date, datetime
from typing import cast

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from console import menu
from korean import dates, phone

register = template.Library()


def _language() -> dates.Language:
    return "ko" if (get_language() or "ko").startswith("ko") else "en"


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Return the icon `name` of icons.svg, `size` pixels square, hidden from screen readers."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"></use></svg>',
        size,
        static("console/img/icons.svg"),
        name,
    )


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment with its day: 2026. 11. 23. (월) 14:00."""
    return dates.as_people_write(value, _language()) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day: 2026. 11. 23. (월)."""
    return dates.day_as_people_write(value, _language()) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """Write the time of day: 14:00."""
    return dates.time_as_people_write(value) if value else ""


@register.filter
def duration(seconds: float | None) -> str:
    """Write a number of seconds as people say it: 45초, 3분, 2시간 5분, 3일."""
    whole = max(0, int(seconds or 0))
    if whole < 60:
        return ngettext("%(count)d초", "%(count)d초", whole) % {"count": whole}
    minutes, hours, days = whole // 60, whole // 3600, whole // 86_400
    if minutes < 60:
        return ngettext("%(count)d분", "%(count)d분", minutes) % {"count": minutes}
    if days < 1:
        return _("%(hours)d시간 %(minutes)d분") % {"hours": hours, "minutes": minutes % 60}
    return ngettext("%(count)d일", "%(count)d일", days) % {"count": days}


@register.filter
def phone_number(value: str) -> str:
    """Write a telephone number: 010-1234-5678."""
    return phone.display(value)


@register.filter
def masked_phone_number(value: str) -> str:
    """Write a telephone number with its middle hidden: 010-****-5678."""
    return phone.mask(value)


@register.filter
def starts_with(value: str, beginning: str) -> bool:
    """Tell whether a text starts with another one."""
    return value.startswith(beginning)


@register.simple_tag
def main_menu(user: User) -> list[menu.Entry]:
    """Return the pages a member of staff may open."""
    return menu.entries(role=cast("menu.Role", user.role))


@register.simple_tag
def landing_page(user: User) -> str:
    """Return the address of the page a member of staff starts at."""
    return menu.landing_page(role=cast("menu.Role", user.role))
