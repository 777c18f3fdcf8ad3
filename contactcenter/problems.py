"""Errors of the REST API as problem objects (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_exception_handler

from feed.errors import DomainError

CONTENT_TYPE = "application/problem+json"
FOR_PROGRAMS = ("/api/", "/telephony/", "/webhooks/")


def problem(*, status: int, title: str = "", detail: str = "", code: str = "", **members: Any) -> dict[str, Any]:
    """Return the members of a problem object: `status` and `title`, and `detail`, `code` and others where given."""
    body: dict[str, Any] = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if code:
        body["code"] = code
    return body | members


def problem_response(*, status: int, title: str = "", detail: str = "", code: str = "", **members: Any) -> JsonResponse:
    """Return a problem object as an answer for a view that is not a REST framework view."""
    body = problem(status=status, title=title, detail=detail, code=code, **members)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an error of a REST view into a problem object; None lets the server answer 500.

    A rule's refusal brings its facts as further members; a validation error lists each field with its messages under
    `errors`.
    """
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DomainError):
        body = dict(error.extra) | problem(status=error.status, detail=str(error), code=error.code)
        return Response(body, status=error.status, content_type=CONTENT_TYPE)
    response = default_exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    members: dict[str, Any] = {}
    if isinstance(error, exceptions.ValidationError):
        detail, code = _("입력한 내용을 확인해 주세요."), "invalid"
        members["errors"] = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
    else:
        detail, code = str(error.detail), str(error.get_codes())
    response.data = problem(status=response.status_code, detail=detail, code=code, **members)
    response.content_type = CONTENT_TYPE
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: a problem object to programs, a page to people."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=400, code="bad_request")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: a problem object to programs, a page to people."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=403, code="permission_denied")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: a problem object to programs, a page to people."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=404, detail=_("주소를 다시 확인해 주세요."), code="not_found")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: a problem object to programs, a page to people."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=500, code="server_error")
    return defaults.server_error(request)
