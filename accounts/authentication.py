"""Tokens of programs, which end by themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from accounts.selectors import bearer_of

TOKEN_AGE = timedelta(hours=12)


class AgedTokenAuthentication(TokenAuthentication):
    """`Authorization: Token <token>`, for twelve hours after it was given out."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        """Return the user and the key. Raises AuthenticationFailed for one that is unknown or too old."""
        bearer = bearer_of(key=key)
        if bearer is None:
            raise AuthenticationFailed
        user, given_at = bearer
        if timezone.now() - given_at >= TOKEN_AGE:
            raise AuthenticationFailed(_("토큰의 유효 시간이 지났습니다. 다시 로그인해 주세요."))
        return user, key


def token_for(*, user: User, now: datetime) -> tuple[str, datetime]:
    """Return a token of the user and when it ends, six to twelve hours from `now`.

    An account has one token, shared by all of its programs. It stays the same until half of its age is over.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        token = Token.objects.filter(user=user).first()
        if token is None or now - token.created >= TOKEN_AGE / 2:
            Token.objects.filter(user=user).delete()
            token = Token.objects.create(user=user)
            token.created = now
            token.save(update_fields=["created"])
    return token.key, token.created + TOKEN_AGE
