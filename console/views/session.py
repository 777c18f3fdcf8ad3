"""Signing in and out."""

from contextlib import suppress
from typing import Any, cast

from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.forms import SignInForm
from accounts.models import User
from accounts.services import tell_access_changed
from console import menu
from feed.errors import DomainError
from routing import services as routing
from routing.types import Intent


class Login(views.LoginView):
    """The sign-in page; it leads to the page asked for, or to where the user's role starts."""

    template_name = "console/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Return where this user's role starts."""
        return menu.landing_page(role=menu.Role(cast("User", self.request.user).role))


class Logout(views.LogoutView):
    """Signs out; an agent's seat is left, so that nothing is offered to an empty chair."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave the seat, if there is one, sign out, and end what the browser's other pages still hear."""
        user_id = request.user.id if request.user.is_authenticated else None
        if user_id:
            with suppress(DomainError):  # most staff have no seat
                routing.set_intent(user_id=user_id, intent=Intent.OFFLINE, now=timezone.now())
        answer = super().post(request, *args, **kwargs)
        if user_id:
            tell_access_changed(user_id=user_id, now=timezone.now())
        return answer
