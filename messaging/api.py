"""REST: receipts from the gateway, and the list of messages that need a person."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import user_of
from accounts.types import Role
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


class ReceiptWebhook(APIView):
    """Where the SMS gateway posts whether messages arrived, signed (see docs/messaging.md)."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    @extend_schema(
        operation_id="webhooks_sms_receipts",
        request=ReceiptBody,
        responses={204: None, 400: OpenApiResponse(), 401: OpenApiResponse(), 404: OpenApiResponse()},
    )
    def post(self, request: Request) -> Response:
        """Record a receipt; the same one twice is recorded once."""
        services.receive_receipts(provider="gateway", headers=request.headers, body=request.body, now=timezone.now())
        return Response(status=204)


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
