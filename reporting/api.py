"""REST: the live board for whoever oversees districts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import user_of
from accounts.types import Role
from reporting import selectors
from reporting.serializers import BoardSerializer

OVERSEERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)


class MayOversee(permissions.BasePermission):
    """For supervisors, auditors and administrators; which districts is decided by their scope."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated) and user_of(request.user).role in OVERSEERS


class BoardView(APIView):
    """What a supervisor sees at one glance."""

    permission_classes = (MayOversee,)

    @extend_schema(operation_id="board", responses={200: BoardSerializer, 403: OpenApiResponse()})
    def get(self, request: Request) -> Response:
        """Return the live state of the districts within the user's scope."""
        board = selectors.live_board(user=user_of(request.user), now=timezone.now())
        return Response(BoardSerializer(board).data)
