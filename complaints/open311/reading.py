"""What a GeoReport v2 client sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from accounts.authentication import AgedTokenAuthentication
from accounts.models import User
from accounts.selectors import user_of
from complaints.types import Kind
from complaints.types.open311 import NewRequest, RequestQuery
from districts import selectors as districts

MOST = 200
USUAL = 50
SPAN = timedelta(days=90)
STATUSES = {"open", "closed"}


class BadRequest(Exception):
    """What was sent cannot be read; `status` is the HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def user_behind(request: HttpRequest) -> User | None:
    """Return the account of the key in `api_key` or the header `Authorization: Token`; None without a key.

    Raises BadRequest.
    """
    header = request.headers.get("Authorization", "").partition(" ")
    key = request.POST.get("api_key") or request.GET.get("api_key") or (header[2] if header[0] == "Token" else "")
    if not key:
        return None
    try:
        user, _token = AgedTokenAuthentication().authenticate_credentials(key)
    except AuthenticationFailed as error:
        raise BadRequest(403, str(error.detail)) from error
    return user_of(user)


def district_of(values: Mapping[str, str]) -> str:
    """Return the district that `jurisdiction_id` names: "" for the whole city. Raises BadRequest."""
    named = values.get("jurisdiction_id", "")
    if named in ("", settings.CITY):
        return ""
    if named not in {district.code for district in districts.all_districts()}:
        raise BadRequest(404, _("없는 jurisdiction_id입니다. 도시 전체는 비워 두세요."))
    return named


def query_of(values: Mapping[str, str], *, now: datetime) -> RequestQuery:
    """Return which requests are asked for: of the last 90 days where nothing else is said. Raises BadRequest."""
    statuses = _list(values, "status")
    if not set(statuses) <= STATUSES:
        raise BadRequest(400, _("status는 open 또는 closed입니다."))
    starts, ends = _moment(values, "start_date"), _moment(values, "end_date")
    updated = _moment(values, "updated_after")
    if starts is None and ends is None and updated is None:
        starts = now - SPAN
    return RequestQuery(
        ids=_list(values, "service_request_id"),
        service_codes=_list(values, "service_code"),
        statuses=statuses,
        requested_from=starts,
        requested_to=ends,
        updated_from=updated,
        updated_to=_moment(values, "updated_before"),
        district_code=district_of(values),
        page=_count(values, "page", 1, 10_000),
        page_size=_count(values, "page_size", USUAL, MOST),
    )


def new_request_of(values: Mapping[str, str]) -> NewRequest:
    """Return the request that is posted. Names and e-mail addresses are not taken over. Raises BadRequest."""
    return NewRequest(
        service_code=values.get("service_code", ""),
        description=values.get("description", ""),
        address=values.get("address_string", "")[:200],
        latitude=_number(values, "lat"),
        longitude=_number(values, "long"),
        phone=values.get("phone", ""),
        kind=values.get("attribute[kind]") or Kind.SIMPLE,
        district_code=district_of(values),
    )


def _list(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())[:MOST]


def _moment(values: Mapping[str, str], name: str) -> datetime | None:
    written = values.get(name, "").replace(" ", "+")
    if not written:
        return None
    try:
        moment = parse_datetime(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadRequest(400, _("%(name)s은(는) 2026-11-23T09:00:00+09:00처럼 적어 주세요.") % {"name": name})
    return moment


def _count(values: Mapping[str, str], name: str, usual: int, most: int) -> int:
    written = values.get(name) or str(usual)
    if not written.isascii() or not written.isdigit() or not 1 <= int(written[:9]) <= most:
        raise BadRequest(400, _("%(name)s은(는) 1부터 %(most)d까지입니다.") % {"name": name, "most": most})
    return int(written)


def _number(values: Mapping[str, str], name: str) -> float | None:
    written = values.get(name, "")
    if not written:
        return None
    try:
        return float(written)
    except ValueError as error:
        raise BadRequest(400, _("%(name)s은(는) 숫자여야 합니다.") % {"name": name}) from error
