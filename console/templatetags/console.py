"""What templates need to write times, numbers and icons the way people do."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from console import menu
from console.shortcuts import SHORTCUTS, Shortcut
from districts.selectors import local_name
from korean import dates, phone
from messaging.types import Channel
from routing.types import Evidence

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
def short_moment(value: datetime | None) -> str:
    """Write the time of day, and before it the day unless it is today."""
    if not value:
        return ""
    today = dates.seoul_time(timezone.now()).date()
    return clock(value) if dates.seoul_time(value).date() == today else moment(value)


EVIDENCE_KINDS = {
    "district": gettext_lazy("자치구 이름"),
    "district_stem": gettext_lazy("자치구 이름"),
    "dong": gettext_lazy("동 이름"),
    "dong_stem": gettext_lazy("동 이름"),
    "postal_code": gettext_lazy("우편번호"),
    "phone": gettext_lazy("전화번호"),
    "road": gettext_lazy("도로명"),
    "city_road": gettext_lazy("여러 구를 지나는 도로"),
    "apartment": gettext_lazy("아파트"),
    "place": gettext_lazy("장소"),
    "station": gettext_lazy("지하철역"),
    "station_stem": gettext_lazy("지하철역"),
    "area": gettext_lazy("통칭 지역"),
    "outside": gettext_lazy("서울 밖 지명"),
    "outside_stem": gettext_lazy("서울 밖 지명"),
    "topic": gettext_lazy("업무 낱말"),
    "dialled": gettext_lazy("누른 번호"),
    "coordinates": gettext_lazy("현재 위치"),
    "city_matter": gettext_lazy("서울시 업무"),
    "chosen": gettext_lazy("시민이 고름"),
    "only_district": gettext_lazy("관할이 하나"),
    "earlier": gettext_lazy("앞선 대화"),
    "emergency": gettext_lazy("긴급 낱말"),
    "corrected": gettext_lazy("상담사가 고침"),
}


@register.filter
def evidence_kind(reason: Evidence) -> str:
    """Return in words what kind of reason of a routing decision this is; a kind unknown here as it is."""
    kind = reason.source.removeprefix("gazetteer:") if reason.kind in {"place", "set_aside"} else reason.kind
    words = str(EVIDENCE_KINDS.get(kind, kind))
    return _("%(kind)s, 참고만 함") % {"kind": words} if reason.kind == "set_aside" else words


@register.filter
def marked(text: str, reasons: Sequence[Evidence] | None) -> SafeString:
    """Mark in a citizen's words what a decision rests on, each with its kind; the longest wins where two overlap."""
    kinds = {reason.text: evidence_kind(reason) for reason in reasons or () if len(reason.text.strip()) > 1}
    if not kinds:
        return conditional_escape(text)
    words = sorted(kinds, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(re.escape(word) for word in words)})", text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<mark title="{}">{}</mark>', kinds[piece], piece) if piece in kinds else piece,)
            for piece in pieces
        ),
    )


ROUTING_ASPECTS = {
    "district": gettext_lazy("자치구"),
    "topic": gettext_lazy("업무 분야"),
    "department": gettext_lazy("담당 부서"),
    "handling": gettext_lazy("처리 방식"),
}


@register.filter
def routing_aspect(name: str) -> str:
    """Return in words what of a routing decision `name` is."""
    return str(ROUTING_ASPECTS.get(name, name))


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
def stopwatch(seconds: float | None) -> str:
    """Write a number of seconds as a running clock shows it: 0:41, 12:05, 1:02:03."""
    whole = max(0, int(seconds or 0))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


@register.filter
def percent(share: float | None) -> str:
    """Write a share (0–1) in per cent: 97.5%."""
    return "" if share is None else f"{as_percent_number(share)}%"


@register.filter
def as_percent_number(share: float) -> str:
    """Write a share (0–1) as the number of per cent: 97.5."""
    return f"{share * 100:.1f}".removesuffix(".0")


ARTICLE_PARTS = {
    "spoken_answer": gettext_lazy("읽어 줄 답변"),
    "chat_summary": gettext_lazy("채팅 요약"),
    "sms_summary": gettext_lazy("문자 요약"),
}


@register.simple_tag
def place_in_article(where: str, district_names: dict[str, str]) -> str:
    """Return in words which part of an article is meant: a form, or the variant of a district."""
    return str(ARTICLE_PARTS.get(where) or district_names.get(where, where))


@register.filter
def since(earlier: datetime, later: datetime) -> str:
    """Write the time between two moments: 3분."""
    return duration((later - earlier).total_seconds())


@register.simple_tag
def seconds_between(earlier: datetime, later: datetime) -> int:
    """Return the whole seconds between two moments, 0 when the second is not later."""
    return max(0, int((later - earlier).total_seconds()))


register.simple_tag(local_name)


CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.SMS: "message",
    Channel.WEB: "chat",
    Channel.KAKAO: "chat",
    Channel.ALIMTALK: "message",
    Channel.EMAIL: "message",
    Channel.SIGN: "person",
}


@register.simple_tag
def channel_icon(channel: str) -> SafeString:
    """Return the icon of a channel with its name for screen readers; nothing for no channel."""
    if channel not in Channel.values:
        return format_html("")
    return format_html(
        '<span class="channel channel-{}" title="{}">{}<span class="visually-hidden">{}</span></span>',
        channel.lower(),
        Channel(channel).label,
        icon(CHANNEL_ICONS[Channel(channel)], 18),
        Channel(channel).label,
    )


@register.filter
def phone_number(value: str) -> str:
    """Write a telephone number: 010-1234-5678."""
    return phone.display(value)


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


@register.simple_tag
def shortcut(name: str) -> SafeString:
    """Return the attributes that tie the key command `name` to an element."""
    chord = SHORTCUTS[name].chord
    keys = chord.replace("Key", "")
    return format_html('data-shortcut="{}" aria-keyshortcuts="{}"', chord, keys)


@register.simple_tag
def key(name: str) -> SafeString:
    """Return the key command `name` as it is printed on a button; screen readers hear `aria-keyshortcuts` instead."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', SHORTCUTS[name].keys)


@register.simple_tag
def shortcuts() -> list[Shortcut]:
    """Return all key commands, in the order of the work."""
    return list(SHORTCUTS.values())


@register.simple_tag
def shortcut_of(table: dict[str, Shortcut], name: str) -> SafeString:
    """Return the attributes that tie the key command `name` of another table to an element."""
    chord = table[name].chord
    return format_html('data-shortcut="{}" aria-keyshortcuts="{}"', chord, chord.replace("Key", ""))


@register.simple_tag
def keys_of(table: dict[str, Shortcut], name: str) -> str:
    """Return the key command `name` of another table as it is printed."""
    return table[name].keys
