"""What every page sends and checks: headers, sessions, the client's address, problem objects, logs."""

import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from contactcenter.logs import MaskPersonalData
from contactcenter.middleware import ClientAddress, IdleTimeout
from contactcenter.problems import exception_handler, problem_response
from feed.errors import DomainError


def test_pages_allow_only_our_own_scripts(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_may_not_be_framed_and_tell_no_referrer(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_client_address_is_what_the_front_server_says(rf: RequestFactory) -> None:
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(page)(rf.get("/", headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}))
    assert seen == ["203.0.113.7"]


@pytest.mark.parametrize(("idle_minutes", "stays"), [(29, True), (31, False)])
def test_staff_is_signed_out_after_half_an_hour(client: Client, db: None, idle_minutes: int, stays: bool) -> None:
    client.force_login(get_user_model().objects.create(username="agent"))
    session = client.session
    session[IdleTimeout.SESSION_KEY] = timezone.now().timestamp() - idle_minutes * 60
    session.save()
    client.get("/healthz")
    assert ("_auth_user_id" in client.session) is stays


@pytest.mark.parametrize(("background", "counts"), [({"Background": "1"}, False), ({}, True)])
def test_what_a_page_does_by_itself_keeps_nobody_signed_in(
    client: Client, db: None, background: dict[str, str], counts: bool
) -> None:
    client.force_login(get_user_model().objects.create(username="agent"))
    session = client.session
    left = timezone.now().timestamp() - 29 * 60
    session[IdleTimeout.SESSION_KEY] = left
    session.save()
    client.get("/healthz", headers=background)
    assert (client.session[IdleTimeout.SESSION_KEY] > left) is counts


def test_validation_error_is_a_problem_that_names_the_fields() -> None:
    error = exceptions.ValidationError({"text": ["내용을 입력해 주세요."]})
    answer = exception_handler(error, {})
    assert answer is not None
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.data["errors"] == {"text": ["내용을 입력해 주세요."]}
    assert answer.data["code"] == "invalid"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Http404(), 404, "not_found"), (exceptions.PermissionDenied(), 403, "permission_denied")],
)
def test_errors_are_problems(error: Exception, status: int, code: str) -> None:
    answer = exception_handler(error, {})
    assert answer is not None
    assert (answer.status_code, answer.data["status"], answer.data["code"]) == (status, status, code)


def test_refusal_of_a_rule_is_a_problem_with_its_own_code() -> None:
    class Taken(DomainError):
        code, status, message = "offer_taken", 409, _("다른 상담사가 받았습니다.")

    answer = exception_handler(Taken(), {})
    assert answer is not None
    assert (answer.status_code, answer.data["code"]) == (409, "offer_taken")
    assert answer.data["detail"] == "다른 상담사가 받았습니다."


def test_unexpected_error_is_left_to_the_server() -> None:
    assert exception_handler(RuntimeError(), {}) is None


def test_problem_response_is_readable() -> None:
    answer = problem_response(status=401, detail="서명이 맞지 않습니다.", code="signature_invalid")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "서명이 맞지 않습니다." in answer.content.decode()
    assert json.loads(answer.content)["code"] == "signature_invalid"


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("from 010-1234-5678 to 02120", "from *** to 02120"),
        ("+821012345678 called", "*** called"),
        ("02-2620-3114 answered", "*** answered"),
        ("주민등록번호 900101-1234567", "주민등록번호 ***"),
        ("took 1234567 ms for 2026-000123-4", "took 1234567 ms for 2026-000123-4"),
        ("Unprocessable Entity: /chat/ImE:1a-b:C_d/", "Unprocessable Entity: /chat/***/"),
        ("Not Found: /chat/ImE:1a-b:C_d/thread/", "Not Found: /chat/***/thread/"),
        ("Gone: /status/AZq.1a.C_d/?x=1", "Gone: /status/***/?x=1"),
        ("GET /live/events?contact=ImE:1a:Cd&x=1", "GET /live/events?contact=***&x=1"),
        ("GET /live/events?complaint=AZq.1a.Cd HTTP/1.1", "GET /live/events?complaint=*** HTTP/1.1"),
        ("Not Found: /chat/", "Not Found: /chat/"),
        ("Not Found: /api/chat/0193-ab/messages", "Not Found: /api/chat/0193-ab/messages"),
    ],
)
def test_logs_hold_no_personal_numbers(message: str, logged: str) -> None:
    record = logging.LogRecord("name", logging.INFO, __file__, 1, "%s", (message,), None)
    assert MaskPersonalData().filter(record)
    assert record.getMessage() == logged


def test_a_citizens_token_is_not_written_to_the_log(client: Client, caplog: pytest.LogCaptureFixture, db: None) -> None:
    caplog.handler.addFilter(MaskPersonalData())
    client.get("/chat/secret-token/nowhere/")
    assert "/chat/***/nowhere/" in caplog.text
    assert "secret-token" not in caplog.text


def test_a_traceback_holds_no_personal_numbers() -> None:
    try:
        raise ValueError("Key (address)=(+821012345678) at /chat/secret/")
    except ValueError as error:
        information = (type(error), error, error.__traceback__)
    record = logging.LogRecord("name", logging.ERROR, __file__, 1, "broken", (), information)
    assert MaskPersonalData().filter(record)
    text = logging.Formatter().format(record)
    assert "Key (address)=(***) at /chat/***/" in text
    assert "1234" not in text


@pytest.mark.parametrize("path", ["/api/nope/", "/telephony/v1/nope", "/webhooks/nope"])
def test_programs_get_problems_even_where_nothing_is(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_people_get_a_page_where_nothing_is(client: Client, db: None) -> None:
    answer = client.get("/nope/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "form"), [("/api/contacts/", "application/problem+json"), ("/board/", "text/html; charset=utf-8")]
)
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_errors_of_the_server_are_problems_to_programs(rf: RequestFactory, path: str, form: str, status: int) -> None:
    handler = get_resolver().resolve_error_handler(status)
    answer = handler(rf.get(path), **({} if status == 500 else {"exception": Exception()}))
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, form)
