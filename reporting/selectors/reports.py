"""The past as tables: read from quarters of an hour only, whatever has happened since."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncDay, TruncHour, TruncMonth
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from contacts.selectors import tallies
from districts import selectors as districts
from korean.dates import SEOUL
from messaging.types import Channel
from reporting.metrics import LIMITS
from reporting.models import AgentInterval, Interval
from reporting.types import Breakdown, Flow, Line, Period, Report, Work

if TYPE_CHECKING:
    from contacts.models import Contact

Of = TypeVar("Of", Flow, Work)
TIMES = {Breakdown.HOUR: TruncHour, Breakdown.DAY: TruncDay, Breakdown.MONTH: TruncMonth}


def period(*, first: date, last: date, district: str = "", channel: str = "", topic: str = "") -> Period:
    """Return the days from `first` to `last` in Seoul, both included, and what of them is wanted ("": everything)."""
    return Period(
        since=datetime.combine(first, time(), SEOUL),
        until=datetime.combine(last + timedelta(days=1), time(), SEOUL),
        district=district,
        channel=channel,
        topic=topic,
    )


def flow_report(*, user: User, period: Period, by: Breakdown) -> Report[Flow]:
    """Return how contacts went on, line by line and together, of the districts `user` may see. Two queries."""
    intervals = Interval.objects.filter(starts_at__gte=period.since, starts_at__lt=period.until)
    intervals = intervals.filter(**{
        name: code
        for name, code in (("district", period.district), ("channel", period.channel), ("topic", period.topic))
        if code
    })  # fmt: skip
    codes = access_of(user=user).district_codes
    if codes is not None:
        intervals = intervals.filter(district__in=codes)
    key = {Breakdown.DISTRICT: "district_id", Breakdown.CHANNEL: "channel", Breakdown.TOPIC: "topic_id"}.get(by, "")
    grouped = intervals.values(key) if key else _by_time(intervals, by)
    sums = {field.name: Sum(field.name) for field in fields(Flow)}
    rows = list(grouped.annotate(**{f"sum_{name}": total for name, total in sums.items()}, last=Max("counted_at")))
    return _report(rows, key or "moment", Flow, _labels(by))


def work_report(*, user: User, period: Period, by: Breakdown) -> Report[Work]:
    """Return what agents did: for an agent their own, for others that of the agents they may see. Two to four queries.

    By team it is the team an agent belonged to on each day: who changes teams leaves the past where it was.
    """
    intervals = AgentInterval.objects.filter(starts_at__gte=period.since, starts_at__lt=period.until)
    if user.role == Role.AGENT:
        intervals = intervals.filter(user=user)
    elif access_of(user=user).district_codes is not None:
        intervals = intervals.filter(user__in=accounts.agents(user=user, on=period.last_day))
    key = "moment"
    if by == Breakdown.TEAM:
        dated = intervals.annotate(day=TruncDate("starts_at", tzinfo=SEOUL))
        grouped: Any = dated.annotate(team=accounts.team_on(user="user", day="day")).values("team")
        key = "team"
    elif by == Breakdown.AGENT:
        grouped, key = intervals.values("user_id"), "user_id"
    else:
        grouped = _by_time(intervals, by)
    sums = {f"sum_{field.name}": Sum(field.name) for field in fields(Work)}
    rows = list(grouped.annotate(**sums, last=Max("counted_at")))
    return _report(rows, key, Work, _labels(by))


def contacts_behind(*, user: User, count: str, period: Period) -> "QuerySet[Contact, Any]":
    """Return the contacts that a count of `period` counted and `user` may see, newest first. Raises KeyError."""
    codes = access_of(user=user).district_codes
    if period.district:
        codes = frozenset({period.district}) & (codes if codes is not None else {period.district})
    found = tallies.behind(
        count, user=user, since=period.since, until=period.until, district_codes=codes, limits=LIMITS
    )
    if period.channel:
        found = found.filter(channel=period.channel)
    return found.filter(topic=period.topic) if period.topic else found


def _by_time(intervals: QuerySet[Any], by: Breakdown) -> Any:
    return intervals.annotate(moment=TIMES[by]("starts_at", tzinfo=SEOUL)).values("moment")


def _report(rows: list[dict[str, Any]], key: str, made: type[Of], label: Callable[[Any], str]) -> Report[Of]:
    lines = [
        Line(row[key], label(row[key]), made(**{field.name: row[f"sum_{field.name}"] for field in fields(made)}))
        for row in rows
    ]
    timed = key == "moment"
    lines.sort(key=lambda line: line.key if timed else line.label)
    return Report(
        lines=tuple(lines),
        total=made.total(line.of for line in lines),
        counted_at=max((row["last"] for row in rows), default=None),
    )


def _labels(by: Breakdown) -> Callable[[Any], str]:
    """Return what names the lines of a breakdown; times are named by the screen."""
    names: dict[Any, str] = {}
    missing = ""
    if by == Breakdown.DISTRICT:
        names = {info.code: districts.local_name(info) for info in districts.all_districts()}
    elif by == Breakdown.TOPIC:
        names, missing = {info.code: districts.local_name(info) for info in districts.topics()}, _("정해지지 않음")
    elif by == Breakdown.CHANNEL:
        names = {channel.value: str(channel.label) for channel in Channel}
    elif by == Breakdown.TEAM:
        names, missing = accounts.team_names(), _("팀 없음")
    elif by == Breakdown.AGENT:
        names = accounts.names_of(role=Role.AGENT)
    return lambda key: names.get(key, missing)
