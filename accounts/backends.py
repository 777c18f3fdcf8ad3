"""How a user name and a password are checked, wherever they are asked for: login page, administration, token."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.services import begin_sign_in, sign_in_succeeded


class GuardedBackend(ModelBackend):
    """Django's own check behind a limit on wrong passwords."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the user whose password this is, None for a wrong one. Raises TooManySignIns."""
        if username is None or password is None:
            return None
        address = request.META.get("REMOTE_ADDR", "") if request else ""
        begin_sign_in(username=username, address=address)
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None:
            sign_in_succeeded(username=username, address=address)
        return user
