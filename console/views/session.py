"""Signing in and out."""

from typing import cast

from django.contrib.auth import views

from accounts.models import User
from console import menu


class Login(views.LoginView):
    """The sign-in page; it leads to the page asked for, or to where the user's role starts."""

    template_name = "console/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Return where this user's role starts."""
        return menu.landing_page(role=menu.Role(cast("User", self.request.user).role))
