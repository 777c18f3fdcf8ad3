"""How a user name and a password are checked, wherever they are asked for: login page, administration, token."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import signed_in
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

    def get_user(self, user_id: UUID | str) -> User | None:
        """Return the user of a session, how far they may see included: one query for every request."""
        return signed_in(user_id=user_id)
