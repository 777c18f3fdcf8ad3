"""Where SMS gateways post what citizens text: written down and acknowledged, worked off right after."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import services
from contacts.policies.text import citizen_text
from contacts.services.texts import KIND, content_of
from feed.errors import DomainError
from messaging import services as messaging
from messaging.types import Channel

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
InboundBody = inline_serializer(
    "InboundText",
    {
        "id": serializers.CharField(help_text="The gateway's id: the same one twice is stored once"),
        "from": serializers.CharField(),
        "to": serializers.CharField(),
        "text": serializers.CharField(),
        "occurred_at": serializers.DateTimeField(),
        "media": serializers.ListField(
            child=serializers.URLField(), required=False, help_text="Pictures of an MMS, where they can be fetched"
        ),
        "group": serializers.CharField(required=False, help_text="The same for all parts of one long message"),
        "part": serializers.IntegerField(required=False, help_text="Which part this is, from 1"),
        "parts": serializers.IntegerField(required=False, help_text="Of how many"),
    },
)
Taken = inline_serializer("InboundTextTaken", {"duplicate": serializers.BooleanField()})


def _write_down(provider: str, request: Request) -> tuple[str, bool]:
    """Check a provider's request and write it down; return its id and whether it is new."""
    now = timezone.now()
    try:
        messaging.check_size(headers=request.headers)
        inbound = messaging.verify_inbound(provider=provider, headers=request.headers, body=request.body, now=now)
        citizen_text(text=inbound.text, channel=Channel.SMS)
    except DomainError as error:
        messaging.count_refusal(provider=provider, code=error.code, now=now)
        raise
    is_new = services.write_down(
        provider=inbound.provider,
        kind=KIND,
        key=inbound.provider_message_id,
        sender=inbound.sender,
        content=content_of(inbound),
        now=now,
    )
    return inbound.provider_message_id, is_new


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
        responses={200: Taken, 400: PROBLEM, 401: PROBLEM, 413: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Take a message in; the same id again stores nothing and answers 200 as well."""
        _key, is_new = _write_down("gateway", request)
        return Response({"duplicate": not is_new})


class BizgoTextWebhook(APIView):
    """A citizen's text message over Bizgo (MO), signed with X-IB-Signature."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    @extend_schema(
        operation_id="webhooks_bizgo_messages",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT, 400: PROBLEM, 401: PROBLEM, 413: PROBLEM, 422: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Take a message in and acknowledge it with its own key, a repeated one as well."""
        key, _is_new = _write_down("bizgo", request)
        return Response({"msgKey": key})
