"""REST: webhooks, and their messages that did not get through."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import selectors, services
from complaints.api.base import INVALID, NOT_ALLOWED, NOT_VISIBLE, ComplaintView
from complaints.selectors.webhooks import delivery_line
from complaints.serializers.lists import (
    DeliverySerializer,
    NewSubscriptionSerializer,
    SubscribeSerializer,
    SubscriptionSerializer,
)


class WebhookViewSet(ComplaintView):
    """One's own webhooks: calls about the complaints of a department or district, signed with HMAC-SHA256."""

    filter_backends = ()
    pagination_class = None

    @extend_schema(operation_id="webhooks", responses={200: SubscriptionSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List them, newest first."""
        return Response(SubscriptionSerializer(selectors.webhooks_of(user=self.signed_in()), many=True).data)

    @extend_schema(
        request=SubscribeSerializer,
        responses={
            201: NewSubscriptionSerializer,
            400: INVALID,
            403: NOT_ALLOWED,
            422: OpenApiResponse(description="An address that is not called: private, or not HTTPS"),
        },
    )
    def create(self, request: Request) -> Response:
        """Set one up, from now on; its secret is in the answer and never shown again."""
        made, secret = services.subscribe(user=self.signed_in(), **self.given(SubscribeSerializer), now=timezone.now())
        return Response(NewSubscriptionSerializer({"id": made.id, "secret": secret}).data, status=201)

    @extend_schema(responses={204: None, 404: NOT_VISIBLE})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """End one, with the messages that wait."""
        services.unsubscribe(subscription_id=pk, user=self.signed_in())
        return Response(status=204)


class DeliveryViewSet(ComplaintView):
    """Messages of one's webhooks that were given up."""

    filter_backends = ()
    pagination_class = None

    @extend_schema(operation_id="dead_webhook_deliveries", responses={200: DeliverySerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List them, newest first."""
        return Response(DeliverySerializer(selectors.dead_deliveries(user=self.signed_in()), many=True).data)

    @extend_schema(request=None, responses={200: DeliverySerializer, 404: NOT_VISIBLE})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: UUID) -> Response:
        """Try one again from the beginning."""
        row = services.resend_delivery(delivery_id=pk, user=self.signed_in(), now=timezone.now())
        return Response(DeliverySerializer(delivery_line(row)).data)
