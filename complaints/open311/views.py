"""The addresses of GeoReport v2 (`/open311/v2/`); what each takes and gives is in docs/complaints.md."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import record_access
from accounts.types import AccessAction
from complaints import selectors, services
from complaints.open311 import formats, reading
from complaints.types.open311 import RequestQuery, Service
from feed.errors import DomainError

View = Callable[..., HttpResponse]


def answering(view: View) -> View:
    """Answer refusals the way GeoReport v2 does, in the format of the request."""

    @wraps(view)
    def answered(request: HttpRequest, *, format: str, **named: str) -> HttpResponse:
        try:
            return view(request, format=format, **named)
        except reading.BadRequest as error:
            return formats.refusal([(error.status, str(error))], format=format)
        except DomainError as error:
            fields = error.extra.get("errors", {})
            said = [f"{name}: {words}" for name, messages in fields.items() for words in messages]
            return formats.refusal([(error.status, words) for words in said or [str(error)]], format=format)

    return answered


@require_safe
@answering
def service_list(request: HttpRequest, format: str) -> HttpResponse:
    """List the services."""
    reading.district_of(request.GET.dict())
    records = [formats.service_record(service) for service in selectors.services_offered()]
    return formats.answer(records, format=format, root="services", item="service")


@require_safe
@answering
def service_definition(request: HttpRequest, format: str, code: str) -> HttpResponse:
    """Say what else may be said with a request for a service."""
    record = formats.definition_record(_service(code))
    return formats.answer(record, format=format, root="service_definition", item="")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def request_list(request: HttpRequest, format: str) -> HttpResponse:
    """List requests, or take one in."""
    if request.method == "POST":
        return _posted(request, format)
    return _listed(request, format, reading.query_of(request.GET.dict(), now=timezone.now()))


@never_cache
@require_safe
@answering
def request_detail(request: HttpRequest, format: str, request_id: str) -> HttpResponse:
    """Show one request, in a list of one."""
    return _listed(request, format, RequestQuery(ids=(request_id,)), one=True)


@never_cache
@require_safe
@answering
def token_detail(request: HttpRequest, format: str, token: str) -> HttpResponse:
    """Say which request a token belongs to."""
    number = selectors.number_behind(token=token)
    if not number:
        raise reading.BadRequest(404, "token")
    record: formats.Record = {"service_request_id": number, "token": token}
    return formats.answer([record], format=format, root="service_requests", item="request")


def _listed(request: HttpRequest, format: str, query: RequestQuery, *, one: bool = False) -> HttpResponse:
    user = reading.user_behind(request)
    found = selectors.requests_matching(query=query, user=user)
    if one and not found:
        raise reading.BadRequest(404, "service_request_id")
    if user is not None:
        record_access(
            user=user,
            action=AccessAction.SEARCH,
            subject_id=None,
            target=f"open311:{','.join(row.id for row in found)}",
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    records = [formats.request_record(row) for row in found]
    return formats.answer(records, format=format, root="service_requests", item="request")


def _posted(request: HttpRequest, format: str) -> HttpResponse:
    user = reading.user_behind(request)
    if user is None:
        raise selectors.KeyNeeded
    filed = services.file_request(request=reading.new_request_of(request.POST.dict()), user=user, now=timezone.now())
    record: formats.Record = {"service_request_id": filed.number, "service_notice": "", "account_id": ""}
    return formats.answer([record], format=format, root="service_requests", item="request", status=201)


def _service(code: str) -> Service:
    found = next((service for service in selectors.services_offered() if service.code == code), None)
    if found is None:
        raise reading.BadRequest(404, "service_code")
    return found
