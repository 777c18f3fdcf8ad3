"""Reports of the past as tables and files, and the contacts behind each figure."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import access_of
from accounts.types import Role
from complaints.files import tables
from complaints.types.lists import ExportFormat
from console.access import StaffRequest, staff_page
from console.report_table import Cell, Table, file_rows, metrics_of, table
from districts.selectors import all_districts, district, topics
from districts.types import CITY_HALL
from korean.dates import seoul_time
from messaging.types import CITIZEN_CHANNELS, Channel
from reporting import selectors
from reporting.metrics import METRICS
from reporting.types import Breakdown, Flow, Period, Work

OVERSEERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
READERS = (*OVERSEERS, Role.AGENT)
OF_CONTACTS = (
    Breakdown.HOUR,
    Breakdown.DAY,
    Breakdown.MONTH,
    Breakdown.DISTRICT,
    Breakdown.TOPIC,
    Breakdown.CHANNEL,
)
OF_AGENTS = (Breakdown.AGENT, Breakdown.TEAM, Breakdown.HOUR, Breakdown.DAY, Breakdown.MONTH)
OF_ONESELF = (Breakdown.DAY, Breakdown.HOUR, Breakdown.MONTH)
LONGEST_DAYS = {Breakdown.HOUR: 14}
LONGEST = 731
CONTACTS_SHOWN = 200
CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
@staff_page(*READERS)
def page(request: StaffRequest) -> HttpResponse:
    """Show a report: of contacts or of agents, in the lines and for the days asked for."""
    return render(request, "console/reports/page.html", _asked(request))


@never_cache
@require_safe
@staff_page(*READERS)
def file(request: StaffRequest) -> HttpResponse:
    """Send the same report as a file."""
    asked = _asked(request)
    shown: Table = asked["table"]
    return as_file(request.GET.get("format", ""), file_rows(shown, first=str(asked["by"].label)), name="report")


@never_cache
@require_safe
@staff_page(*OVERSEERS)
def contacts(request: StaffRequest) -> HttpResponse:
    """List the contacts that a figure counted: those the reader may see."""
    metric = next((each for each in METRICS if each.name == request.GET.get("figure")), METRICS[0])
    period, first, last = _period(request.GET, Breakdown.MONTH)
    since, until = _moment(request.GET.get("since")), _moment(request.GET.get("until"))
    if since and until:
        period = Period(since, until, period.district, period.channel, period.topic)
    found = selectors.contacts_behind(user=request.user, count=metric.rows, period=period)
    counts = {each.rows: each for each in METRICS}
    context = {
        "metric": metric,
        "listed": counts.get(metric.rows, metric),
        "period": period,
        "first": first,
        "last": last,
        "rows": list(found[:CONTACTS_SHOWN]),
        "count": found.count(),
        "city_hall": district(code=CITY_HALL),
        "most": CONTACTS_SHOWN,
    }
    return render(request, "console/reports/contacts.html", context)


def as_file(wanted: str, rows: list[list[Cell]], *, name: str) -> HttpResponse:
    """Return a table as the file wanted: CSV, or XLSX."""
    kind = ExportFormat.XLSX if wanted == ExportFormat.XLSX else ExportFormat.CSV
    output = BytesIO()
    written = tables.writer(output, format=kind)
    for row in rows:
        written.row(row)
    written.close()
    answer = HttpResponse(output.getvalue(), content_type=CONTENT_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind.value.lower()}"'
    return answer


def _asked(request: StaffRequest) -> dict[str, Any]:
    oneself = request.user.role == Role.AGENT
    of_agents = oneself or request.GET.get("of") == "agents"
    choices = OF_ONESELF if oneself else OF_AGENTS if of_agents else OF_CONTACTS
    by = next((each for each in choices if each == request.GET.get("by")), choices[0])
    period, first, last = _period(request.GET, by)
    if of_agents:
        report: Any = selectors.work_report(user=request.user, period=period, by=by)
    else:
        report = selectors.flow_report(user=request.user, period=period, by=by)
    codes = access_of(user=request.user).district_codes
    address = QueryDict(mutable=True)
    address.update({"of": "agents" if of_agents else "contacts", "by": by.value})
    address.update({"first": first.isoformat(), "last": last.isoformat()})
    address.update({name: getattr(period, name) for name in ("district", "channel", "topic")})
    return {
        "table": table(report, by=by, metrics=metrics_of(Work if of_agents else Flow)),
        "counted_at": report.counted_at,
        "of_agents": of_agents,
        "oneself": oneself,
        "by": by,
        "choices": choices,
        "period": period,
        "first": first,
        "last": last,
        "today": _today(),
        "cut": first != (_day(request.GET.get("first")) or first),
        "address": address.urlencode(),
        "districts": [info for info in all_districts() if codes is None or info.code in codes],
        "channels": [Channel(channel) for channel in CITIZEN_CHANNELS],
        "topics": topics(),
        "leads_to": {Breakdown.DISTRICT: "district", Breakdown.CHANNEL: "channel", Breakdown.TOPIC: "topic"}.get(
            by, ""
        ),
        "title": _("내 실적") if oneself else _("통계"),
    }


def _period(given: QueryDict, by: Breakdown) -> tuple[Period, date, date]:
    """Return the days asked for, today where nothing is; more than can be shown is cut at its beginning."""
    today = _today()
    last = min(_day(given.get("last")) or today, today)
    first = min(_day(given.get("first")) or last, last)
    first = max(first, last - timedelta(days=LONGEST_DAYS.get(by, LONGEST) - 1))
    wanted = {name: given.get(name, "") for name in ("district", "channel", "topic")}
    return selectors.period(first=first, last=last, **wanted), first, last


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _today() -> date:
    return seoul_time(timezone.now()).date()
