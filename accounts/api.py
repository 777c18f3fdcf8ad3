"""REST: a token for a program that works as one of our accounts."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import token_for

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")


class TokenView(APIView):
    """Sign in with user name and password."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="token",
        request=AuthTokenSerializer,
        responses={
            200: OpenApiResponse(
                OpenApiTypes.OBJECT,
                description="`token`: send it as `Authorization: Token <token>`; `expires_at`: ask again before",
            ),
            400: PROBLEM,
            429: PROBLEM,
        },
    )
    def post(self, request: Request) -> Response:
        """Return the account's token, which ends after 12 hours; five wrong passwords lock the name for 15 minutes."""
        form = AuthTokenSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        token, expires_at = token_for(user=form.validated_data["user"], now=timezone.now())
        return Response({"token": token, "expires_at": expires_at})
