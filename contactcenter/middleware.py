"""Middleware of every page."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

Handler = Callable[[HttpRequest], HttpResponseBase]


class ClientAddress:
    """Take the client's address from the front server, which replaces whatever the client itself sent."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return self.get_response(request)


class ContentSecurityPolicy:
    """Send `settings.CONTENT_SECURITY_POLICY` with every answer that does not bring its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class IdleTimeout:
    """Sign a user out `settings.SESSION_IDLE_SECONDS` after the last request a person set off.

    What a page does by itself (a sign of life, a refresh) says so in the header `Background` (page.js, live_worker.js)
    and does not count. The session is written once a minute.
    """

    HEADER = "Background"
    SESSION_KEY = "seen_at"
    WRITE_AFTER_SECONDS = 60

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = timezone.now().timestamp()
            idle = now - request.session.get(self.SESSION_KEY, now)
            if idle > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif self.SESSION_KEY not in request.session or (
                idle > self.WRITE_AFTER_SECONDS and self.HEADER not in request.headers
            ):
                request.session[self.SESSION_KEY] = now
        return self.get_response(request)
