"""Complaints as GeoReport v2 reads them: by a system within its scope, by others without what is personal.

The law protects what citizens write (민원처리법 §7): without a key there is neither text nor address, the place is
rounded to about a hundred metres, and where `OPEN311_PUBLIC` is not set there is nothing at all.
"""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from complaints.models import Complaint, ComplaintEvent, ComplaintQuerySet
from complaints.notices import place_name
from complaints.policies import number
from complaints.types import ClosingReason, Kind, State
from complaints.types.open311 import RequestQuery, Service, ServiceRequest
from districts import selectors as districts
from feed.errors import DomainError

PUBLIC_DECIMALS = 3
NOT_PUBLIC = (Kind.GRIEVANCE, Kind.STATUTORY)
"""Kinds about one person's own affairs."""


class KeyNeeded(DomainError):
    """Requests are shown to connected systems only."""

    code = "key_needed"
    status = 403
    message = gettext_lazy("api_key가 필요합니다.")


def services_offered() -> list[Service]:
    """Return the kinds of matters, one for each topic."""
    return [Service(code=topic.code, name=topic.name, keywords=topic.synonyms) for topic in districts.topics()]


def requests_matching(*, query: RequestQuery, user: User | None) -> list[ServiceRequest]:
    """Return a page of requests, newest first; one query besides the user's scopes. `user` None: anybody.

    Ids given in the query find those requests whatever else it says. Raises KeyNeeded.
    """
    found = _readable(user)
    if query.ids:
        found = found.filter(number__in=[meant for written in query.ids if (meant := _number(written))])
    else:
        found = _narrowed(found, query)
    first = (query.page - 1) * query.page_size
    last_event = ComplaintEvent.objects.filter(complaint=OuterRef("pk"), sequence=OuterRef("event_count"))
    rows = (
        found.select_related("district", "topic", "department")
        .defer("result", "plan", "search_text")
        .annotate(updated_at=Subquery(last_event.values("at")))
    )
    return [_request(row, whole=user is not None) for row in rows.order_by("-id")[first : first + query.page_size]]


def number_behind(*, token: str) -> str:
    """Return the id of the request that was given this token when it was posted; "" for no such token."""
    row = Complaint.objects.filter(request_key=token).values_list("number", flat=True).first() if token else None
    return row or ""


def _readable(user: User | None) -> ComplaintQuerySet:
    if user is not None:
        return Complaint.objects.visible_to(user)
    if not settings.OPEN311_PUBLIC:
        raise KeyNeeded
    return Complaint.objects.exclude(kind__in=NOT_PUBLIC)


def _narrowed(found: ComplaintQuerySet, query: RequestQuery) -> ComplaintQuerySet:
    conditions = {
        "topic_id__in": query.service_codes,
        "district_id": query.district_code,
        "filed_at__gte": query.requested_from,
        "filed_at__lte": query.requested_to,
    }
    found = found.filter(**{name: value for name, value in conditions.items() if value})
    if len(set(query.statuses)) == 1:
        found = found.filter(completed_at__isnull=query.statuses[0] == "open")
    if query.updated_from:
        changed = ComplaintEvent.objects.filter(at__gte=query.updated_from)
        found = found.filter(pk__in=changed.values("complaint_id"))
    if query.updated_to:
        found = found.exclude(events__at__gt=query.updated_to)
    return found


def _number(written: str) -> str:
    try:
        return str(number.parse(written))
    except number.InvalidNumber:
        return ""


def _request(row: Complaint, *, whole: bool) -> ServiceRequest:
    notes = str(State(row.state).label)
    if row.closing_reason:
        notes = f"{notes}: {ClosingReason(row.closing_reason).label}"
    return ServiceRequest(
        id=row.number,
        is_open=row.completed_at is None,
        status_notes=notes,
        service_code=row.topic_id,
        service_name=place_name(row.topic),
        description=f"{row.title}\n\n{row.body}" if whole else _("민원의 내용은 공개하지 않습니다."),
        agency=f"{place_name(row.district)} {row.department.name}",
        requested_at=row.filed_at,
        updated_at=getattr(row, "updated_at", None) or row.filed_at,
        expected_at=row.due_at,
        address=row.place if whole else "",
        latitude=_coordinate(row.latitude, whole),
        longitude=_coordinate(row.longitude, whole),
    )


def _coordinate(value: float | None, whole: bool) -> float | None:
    return value if whole or value is None else round(value, PUBLIC_DECIMALS)
