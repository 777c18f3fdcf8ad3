"""Where the SMS gateway posts what citizens text."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import services
from messaging import services as messaging

PROVIDER = "gateway"
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
InboundBody = inline_serializer(
    "InboundText",
    {
        "id": serializers.CharField(help_text="The gateway's id: the same one twice is stored once"),
        "from": serializers.CharField(),
        "to": serializers.CharField(),
        "text": serializers.CharField(),
        "occurred_at": serializers.DateTimeField(),
    },
)
Taken = inline_serializer(
    "InboundTextTaken", {"contact": serializers.UUIDField(), "duplicate": serializers.BooleanField()}
)


class InboundTextWebhook(APIView):
    """A citizen's text message, signed by the gateway (see docs/contacts.md)."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    @extend_schema(
        operation_id="webhooks_sms_messages",
        parameters=[
            OpenApiParameter("X-Gateway-Timestamp", OpenApiTypes.INT, OpenApiParameter.HEADER, required=True),
            OpenApiParameter("X-Gateway-Signature", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True),
        ],
        request=InboundBody,
        responses={200: Taken, 400: PROBLEM, 401: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Take a message in; the same id again stores nothing and answers 200 as well."""
        now = timezone.now()
        inbound = messaging.verify_inbound(provider=PROVIDER, headers=request.headers, body=request.body, now=now)
        reception = services.receive_message(
            channel=inbound.channel,
            sender=inbound.sender,
            text=inbound.text,
            provider=inbound.provider,
            provider_message_id=inbound.provider_message_id,
            dialled=inbound.recipient,
            now=now,
        )
        return Response({"contact": str(reception.contact_id), "duplicate": reception.duplicate})
