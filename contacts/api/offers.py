"""REST for agents: their offers and their seat."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import user_of
from contacts import services
from contacts.api.serializers import (
    ContactDetailSerializer,
    DeclineBody,
    IntentBody,
    OfferSerializer,
    SeatSerializer,
)
from contacts.api.staff import PROBLEM, REFUSALS, StaffOnly, contact_read
from feed.errors import DomainError
from routing import selectors as routing_selectors
from routing import services as routing

GONE = {410: PROBLEM}


class NoSeatHere(DomainError):
    """The user is not an agent with a seat: 404."""

    code = "no_seat"
    status = 404
    message = _("상담석이 없는 사용자입니다.")


class OfferViewSet(viewsets.ViewSet):
    """What is offered to the agent now."""

    permission_classes = (StaffOnly,)
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="offers_list", responses=OfferSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return the live offers, the first to expire first."""
        offers = routing_selectors.offers_for(user_id=user_of(request.user).id, now=timezone.now())
        return Response(OfferSerializer(offers, many=True).data)

    @extend_schema(
        operation_id="offers_accept", request=None, responses={200: ContactDetailSerializer, **REFUSALS, **GONE}
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Take the contact; of two who press at once, the other is told who has it."""
        user = user_of(request.user)
        accepted = services.accept(offer_id=pk, user=user, now=timezone.now())
        return contact_read(request, accepted.pk)

    @extend_schema(operation_id="offers_decline", request=DeclineBody, responses={204: None, **REFUSALS, **GONE})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Let the contact pass; it keeps its place."""
        body = DeclineBody(data=request.data)
        body.is_valid(raise_exception=True)
        reason = body.validated_data["reason"]
        services.decline(offer_id=pk, user=user_of(request.user), reason=reason, now=timezone.now())
        return Response(status=204)


class SeatView(APIView):
    """The agent's own seat."""

    permission_classes = (StaffOnly,)

    @extend_schema(operation_id="seat_read", responses={200: SeatSerializer, 404: PROBLEM})
    def get(self, request: Request) -> Response:
        """Return what the seat is doing."""
        return self._seat(request)

    @extend_schema(
        operation_id="seat_set_intent", request=IntentBody, responses={200: SeatSerializer, 400: PROBLEM, 404: PROBLEM}
    )
    def put(self, request: Request) -> Response:
        """Say what the agent intends: ready, break, training, away, offline."""
        body = IntentBody(data=request.data)
        body.is_valid(raise_exception=True)
        routing.set_intent(user_id=user_of(request.user).id, now=timezone.now(), **body.validated_data)
        return self._seat(request)

    def _seat(self, request: Request) -> Response:
        seat = routing_selectors.seat_of(user_id=user_of(request.user).id, now=timezone.now())
        if seat is None:
            raise NoSeatHere
        return Response(SeatSerializer(seat).data)


class HeartbeatView(APIView):
    """That the agent's console is alive."""

    permission_classes = (StaffOnly,)

    @extend_schema(operation_id="seat_heartbeat", request=None, responses={204: None, 404: PROBLEM})
    def post(self, request: Request, *_: Any) -> Response:
        """Send it every 10 seconds; after 30 without, offers go to others."""
        routing.heartbeat(user_id=user_of(request.user).id, now=timezone.now())
        return Response(status=204)
