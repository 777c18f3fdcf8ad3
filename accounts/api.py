"""REST: a token for a program that works as one of our accounts."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle


class TokenRequests(SimpleRateThrottle):
    """Ten tries a minute for one user name from one address: a password is not found by trying."""

    scope = "token"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the key under which this user name and address are counted."""
        username = str(request.data.get("username", ""))[:150] if isinstance(request.data, dict) else ""
        return self.cache_format % {"scope": self.scope, "ident": f"{self.get_ident(request)}-{username}"}


class TokenView(ObtainAuthToken):
    """Sign in with user name and password."""

    throttle_classes = (TokenRequests,)
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="token",
        request=AuthTokenSerializer,
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="`token`: send it as `Authorization: Token <token>`"),
            400: OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)"),
        },
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the account's token."""
        return super().post(request, *args, **kwargs)
