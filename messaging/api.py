"""REST: receipts from the gateway, and the list of messages that need a person."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import user_of
from accounts.types import Role
from feed.errors import DomainError
from messaging import selectors, services
from messaging.models import OutboundMessage, OutboundMessageQuerySet

ReceiptBody = inline_serializer(
    "Receipt",
    {
        "id": serializers.CharField(help_text="The gateway's id of the message"),
        "code": serializers.CharField(help_text="D000: delivered; any other: not"),
        "occurred_at": serializers.DateTimeField(),
        "reference": serializers.UUIDField(required=False, help_text="As given when the message was sent"),
    },
)


REFUSALS = {400: OpenApiResponse(), 401: OpenApiResponse(), 404: OpenApiResponse(), 413: OpenApiResponse()}


class ReceiptWebhook(APIView):
    """Where a provider posts what arrived, signed its own way (see docs/channels.md); what is refused is counted."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)
    provider = "gateway"

    @extend_schema(operation_id="webhooks_sms_receipts", request=ReceiptBody, responses={204: None, **REFUSALS})
    def post(self, request: Request) -> Response:
        """Record a receipt; the same one twice is recorded once."""
        self.receive(request)
        return Response(status=204)

    def receive(self, request: Request) -> None:
        """Check and record what was posted. Raises what `receive_receipts` raises, and
        RequestTooLarge."""
        now = timezone.now()
        try:
            services.check_size(headers=request.headers)
            services.receive_receipts(provider=self.provider, headers=request.headers, body=request.body, now=now)
        except DomainError as error:
            services.count_refusal(provider=self.provider, code=error.code, now=now)
            raise


class BizgoReportWebhook(ReceiptWebhook):
    """Where Bizgo posts its reports; it repeats them until its key is given back."""

    provider = "bizgo"

    @extend_schema(
        operation_id="webhooks_bizgo_reports",
        request=OpenApiTypes.OBJECT,
        responses={200: inline_serializer("BizgoAcknowledged", {"msgKey": serializers.CharField()}), **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        """Record a report and give its key back, also of a message we do not know: that is counted, and would be
        repeated for ever. What was only faster than our record is asked about later."""
        with suppress(services.UnknownMessage):
            self.receive(request)
        return Response({"msgKey": json.loads(request.body)["msgKey"]})


class SolapiReportWebhook(ReceiptWebhook):
    """Where Solapi posts its reports."""

    provider = "solapi"

    @extend_schema(
        operation_id="webhooks_solapi_reports", request=OpenApiTypes.OBJECT, responses={204: None, **REFUSALS}
    )
    def post(self, request: Request) -> Response:
        """Record the reports of a list."""
        return super().post(request)


class NhnReportWebhook(ReceiptWebhook):
    """Where NHN Cloud posts results."""

    provider = "nhn"

    @extend_schema(operation_id="webhooks_nhn_reports", request=OpenApiTypes.OBJECT, responses={204: None, **REFUSALS})
    def post(self, request: Request) -> Response:
        """Record the results of an event."""
        return super().post(request)


class MaySettleMessages(permissions.BasePermission):
    """For supervisors and administrators; which messages is decided by `visible_to`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated) and user_of(request.user).role in (Role.SUPERVISOR, Role.ADMIN)


class OutboundMessageSerializer(serializers.ModelSerializer[OutboundMessage]):
    """A message as staff see it: the recipient is masked."""

    recipient = serializers.SerializerMethodField()
    code = serializers.CharField(source="provider_code", read_only=True)

    class Meta:
        model = OutboundMessage
        fields = (
            *("id", "reference", "channel", "purpose", "recipient", "title", "text", "state", "attempts"),
            *("code", "failure_reason", "created_at", "sent_at", "delivered_at"),
        )
        read_only_fields = fields

    def get_recipient(self, message: OutboundMessage) -> str:
        """Return the masked number; a web page has none."""
        return selectors.masked_recipient(message)


class MessageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[OutboundMessage]):
    """Messages that did not get through, for whoever oversees the whole city."""

    permission_classes = (MaySettleMessages,)
    serializer_class = OutboundMessageSerializer
    queryset = OutboundMessage.objects.none()
    filterset_fields = ("state", "channel", "purpose")

    def get_queryset(self) -> OutboundMessageQuerySet:
        """Return what the user may see: of the list, only what failed or is uncertain."""
        user = user_of(self.request.user)
        if self.action == "list":
            return selectors.failed_messages(user=user)
        return OutboundMessage.objects.visible_to(user)

    @extend_schema(request=None, responses={200: OutboundMessageSerializer, 404: None, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: UUID) -> Response:
        """Send the message again."""
        message = services.resend(message_id=self.get_object().pk, user=user_of(request.user), now=timezone.now())
        return Response(self.get_serializer(message).data)

    @extend_schema(request=None, responses={200: OutboundMessageSerializer, 404: None, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Take the message off the list."""
        message = services.cancel(message_id=self.get_object().pk, user=user_of(request.user), now=timezone.now())
        return Response(self.get_serializer(message).data)
