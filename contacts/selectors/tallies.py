"""Count contacts for figures and reports: each count has one condition, and its contacts are listed by the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, DurationField, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from accounts.models import User
from contacts.models import Contact, Transfer
from contacts.types import ContactState, TransferState, WrapUpCode
from districts.types import CITY_HALL

ANSWERED = Q(accepted_at__isnull=False)
ABANDONED = Q(accepted_at=None, closed_at__isnull=False) & ~Q(wrap_up_code=WrapUpCode.CALLBACK)
HANDLED = ANSWERED & Q(closed_at__isnull=False)
MATTER = HANDLED & ~Q(wrap_up_code__in=[WrapUpCode.DUPLICATE, WrapUpCode.ABUSE, WrapUpCode.NO_RESPONSE])
TOLD_AT_ONCE = (WrapUpCode.ANSWERED, WrapUpCode.ARTICLE_SENT)
SUMS = {
    "wait": (Greatest(F("accepted_at") - F("queued_at"), Value(timedelta())), ANSWERED),
    "abandoned_wait": (Greatest(F("closed_at") - F("queued_at"), Value(timedelta())), ABANDONED),
    "talk": (F("ended_at") - F("accepted_at"), HANDLED),
    "wrap_up": (F("closed_at") - F("ended_at"), HANDLED),
}
"""Times that are added up: waited by who was answered and by who gave up; talked and wrapped up where it is over."""


ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=8)
"""How long before its end a contact may have begun to be counted for its agent: the look-up stays within an index."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as answered in time, as hung up at once, and as the same matter coming again."""

    in_time: timedelta
    soon: timedelta
    again: timedelta


def counts(limits: Limits) -> Mapping[str, Q]:
    """Return the condition of each count of contacts that have waited for a person, by the name of the count."""
    in_time, soon = F("queued_at") + limits.in_time, F("queued_at") + limits.soon
    again = Contact.objects.filter(
        citizen=OuterRef("citizen"),
        topic=OuterRef("topic"),
        opened_at__gt=OuterRef("closed_at"),
        opened_at__lte=OuterRef("closed_at") + limits.again,
    )
    handed_over = Q(Exists(Transfer.objects.filter(contact=OuterRef("pk"), state=TransferState.ACCEPTED)))
    return {
        "offered": Q(queued_at__isnull=False),
        "relayed": Q(relayed=True),
        "answered": ANSWERED,
        "answered_in_time": ANSWERED & Q(accepted_at__lte=in_time),
        "abandoned": ABANDONED,
        "abandoned_soon": ABANDONED & Q(closed_at__lte=soon),
        "abandoned_in_time": ABANDONED & Q(closed_at__lte=in_time),
        "handled": HANDLED,
        "transferred": ANSWERED & handed_over,
        "matters": MATTER,
        "resolved": MATTER & Q(wrap_up_code__in=TOLD_AT_ONCE) & ~handed_over & ~Q(Exists(again)),
    }


def begun(
    *, since: datetime, until: datetime | None = None, district_codes: Collection[str] | None = None
) -> QuerySet[Contact, Any]:
    """Return the contacts that began to wait for a person in [since, until), of the districts (None: of all).

    What has no district belongs to city hall. `office` is the code of the district, `interval` the quarter of an hour.
    """
    contacts = Contact.objects.filter(queued_at__gte=since)
    if until is not None:
        contacts = contacts.filter(queued_at__lt=until)
    if district_codes is not None:
        cityhall = Q(district=None) if CITY_HALL in district_codes else Q()
        contacts = contacts.filter(Q(district__in=district_codes) | cityhall)
    return contacts.annotate(office=Coalesce("district_id", Value(CITY_HALL)), interval=_quarter("queued_at"))


def behind(
    count: str,
    *,
    user: User,
    since: datetime,
    until: datetime,
    district_codes: Collection[str] | None,
    limits: Limits,
) -> QuerySet[Contact, Any]:
    """Return the contacts of one count, of those `user` may see: newest first. Raises KeyError."""
    counted = begun(since=since, until=until, district_codes=district_codes).filter(counts(limits)[count])
    shown = counted.filter(pk__in=Contact.objects.visible_to(user).values("pk"))
    return shown.select_related("district", "topic", "agent").order_by("-queued_at", "-pk")


def tally(
    contacts: QuerySet[Contact, Any], *, by: Sequence[str], limits: Limits, without: Collection[str] = ()
) -> Iterable[dict[str, Any]]:
    """Return, for each group of `contacts`, its keys, every count of `counts` and every time of `SUMS`. One query.

    Counts named in `without` are left out: those that look at other contacts or transfers cost more.
    """
    conditions = {name: condition for name, condition in counts(limits).items() if name not in without}
    figures = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    times = {f"n_{name}": Sum(length, filter=condition) for name, (length, condition) in SUMS.items()}
    for row in contacts.order_by().values(*by).annotate(**figures, **times):
        yield (
            {key: row[key] for key in by}
            | {name: row[f"n_{name}"] for name in conditions}
            | {name: row[f"n_{name}"] or timedelta() for name in SUMS}
        )


def closed_by_agent(*, since: datetime, until: datetime) -> Iterable[dict[str, Any]]:
    """Return for each quarter of an hour and agent the contacts closed in it and how long they took. One query.

    The keys are `interval`, `agent_id`, `handled`, `talk` and `wrap_up`. What an official took over is the official's.
    """
    closed = Contact.objects.filter(HANDLED, closed_at__gte=since, closed_at__lt=until, queued_at__gte=since - LONGEST)
    grouped = closed.annotate(interval=_quarter("closed_at")).order_by().values("interval", "agent_id")
    times = {"n_talk": Sum(SUMS["talk"][0]), "n_wrap_up": Sum(SUMS["wrap_up"][0])}
    rows: Iterable[Any] = grouped.annotate(handled=Count("pk"), **times)
    for row in rows:
        yield {key: row[key] for key in ("interval", "agent_id", "handled")} | {
            name: row[f"n_{name}"] or timedelta() for name in ("talk", "wrap_up")
        }


def intervals_in_motion(*, begun_since: datetime, changed_since: datetime) -> set[datetime]:
    """Return the quarters of an hour from `begun_since` on whose contacts are not all over, or ended lately."""
    moving = ~Q(state=ContactState.CLOSED) | Q(closed_at__gte=changed_since)
    found = Contact.objects.filter(moving, queued_at__gte=begun_since)
    return set(found.values_list(_quarter("queued_at"), flat=True))


def _quarter(column: str) -> Func:
    return Func(
        Cast(Value("15 minutes"), DurationField()),
        F(column),
        Value(ORIGIN),
        function="date_bin",
        output_field=DateTimeField(),
    )
