"""REST for exchanges: the telephony adapter interface, version 1 (see docs/telephony.md)."""

import logging
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from telephony import selectors, services
from telephony.models import Command, Pbx
from telephony.policies import DEFAULT_ROUTE, storable
from telephony.types import IncomingEvent, RouteAnswer

logger = logging.getLogger(__name__)

LARGEST_BATCH = 500
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
REFUSALS = {400: PROBLEM, 401: PROBLEM}
SIGNED = [
    OpenApiParameter("X-Pbx", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="Exchange's code"),
    OpenApiParameter("X-Gateway-Timestamp", OpenApiTypes.INT, OpenApiParameter.HEADER, required=True),
    OpenApiParameter("X-Gateway-Signature", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True),
]


class RouteQuery(serializers.Serializer[Any]):
    call = serializers.CharField(required=False)
    ani = serializers.CharField(required=False, allow_blank=True, help_text="Caller's number, empty when withheld")
    did = serializers.CharField(required=False, allow_blank=True, help_text="Number dialled")


class RouteAnswerSerializer(serializers.Serializer[Any]):
    decision = serializers.CharField()
    queue = serializers.CharField()
    district = serializers.CharField()
    priority = serializers.IntegerField()
    announce = serializers.CharField()
    record = serializers.BooleanField()
    max_wait_s = serializers.IntegerField(source="max_wait_seconds")
    overflow = serializers.CharField()
    default = serializers.BooleanField(help_text="Nothing was decided; this is the answer for such a case")


class WaitSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField(allow_null=True)
    wait_s = serializers.IntegerField(source="seconds", allow_null=True, help_text="null: nobody is there to answer")
    call_back_at = serializers.DateTimeField()
    promised = serializers.BooleanField(help_text="The caller has asked to be called back at that time")


class EventSerializer(serializers.Serializer[Any]):
    """One event; members beside these are kept as they come (agent: the extension, cause, to …)."""

    id = serializers.CharField(max_length=120)
    call = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    seq = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    type = serializers.CharField(max_length=40)
    ts = serializers.DateTimeField()
    ani = serializers.CharField(required=False, allow_blank=True, help_text="With call.arrived")
    did = serializers.CharField(required=False, allow_blank=True, help_text="With call.arrived")
    agent = serializers.CharField(required=False, allow_blank=True, help_text="With call.answered: the extension")


class EventsTakenSerializer(serializers.Serializer[Any]):
    stored = serializers.IntegerField()
    duplicates = serializers.IntegerField()


class CommandSerializer(serializers.ModelSerializer[Command]):
    class Meta:
        model = Command
        fields = ("id", "call", "verb", "arguments", "state", "created_at")
        read_only_fields = fields


class CommandAnswer(serializers.Serializer[Any]):
    done = serializers.BooleanField()
    answer = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class SignedView(APIView):
    """A request of an exchange: who it is shows by its signature alone."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)

    def pbx(self, request: Request) -> Pbx:
        """Return the exchange that signed the request. Raises SignatureInvalid, TimestampExpired."""
        return services.verify(headers=request.headers, body=request.body, now=timezone.now())


class RouteView(SignedView):
    """Where should this call go? Asked while the caller hears nothing yet, so there is always an answer."""

    @extend_schema(
        operation_id="telephony_route",
        parameters=SIGNED,
        request=RouteQuery,
        responses={200: RouteAnswerSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        """Answer with a queue. An exchange that hears nothing within its time-out uses its own default."""
        self.pbx(request)
        return Response(RouteAnswerSerializer(_route(request.data)).data)


class WaitView(SignedView):
    """How long a caller who waits has to wait still."""

    @extend_schema(
        operation_id="telephony_wait",
        parameters=SIGNED,
        responses={200: WaitSerializer, 401: PROBLEM, 404: PROBLEM},
    )
    def get(self, request: Request, call: str) -> Response:
        """Tell the place in the queue, the expected wait, and when the caller would be called back instead."""
        wait = services.wait_of(pbx=self.pbx(request), call=call, now=timezone.now())
        return Response(WaitSerializer(wait).data)


class EventsView(SignedView):
    """What happened to calls."""

    @extend_schema(
        operation_id="telephony_events",
        parameters=SIGNED,
        request=EventSerializer(many=True),
        responses={200: EventsTakenSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        """Take a batch of up to 500 events. Send it again until it is answered: each event counts once."""
        pbx = self.pbx(request)
        given = storable(request.data)
        body = EventSerializer(data=given, many=True, max_length=LARGEST_BATCH)  # type: ignore[call-arg]
        body.is_valid(raise_exception=True)
        events = [_event(*pair) for pair in zip(body.validated_data, cast("list[Any]", given), strict=True)]
        taken = services.take_events(pbx=pbx, events=events, now=timezone.now())
        return Response(EventsTakenSerializer(taken).data)


class CommandsView(SignedView):
    """What the exchange has to do."""

    @extend_schema(
        operation_id="telephony_commands",
        parameters=SIGNED,
        responses={200: CommandSerializer(many=True), 401: PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Take the next commands, in order; unanswered for 10 seconds they come again (their id is the same)."""
        commands = services.take_commands(pbx=self.pbx(request), now=timezone.now())
        return Response(CommandSerializer(commands, many=True).data)


class CommandView(SignedView):
    """How one command ended."""

    @extend_schema(
        operation_id="telephony_command_answer",
        parameters=SIGNED,
        request=CommandAnswer,
        responses={200: CommandSerializer, 404: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, command: UUID) -> Response:
        """Tell that the command was carried out, or why not."""
        pbx = self.pbx(request)
        body = CommandAnswer(data=request.data)
        body.is_valid(raise_exception=True)
        settled = services.settle_command(pbx=pbx, command_id=command, now=timezone.now(), **body.validated_data)
        return Response(CommandSerializer(settled).data)


def _route(query: Any) -> RouteAnswer:
    dialled = query.get("did") if isinstance(query, dict) else None
    if not isinstance(dialled, str):
        return DEFAULT_ROUTE
    try:
        return selectors.route(dialled=dialled, now=timezone.now())
    except Exception:
        logger.exception("a call goes by default")
        return DEFAULT_ROUTE


def _event(checked: dict[str, Any], given: dict[str, Any]) -> IncomingEvent:
    return IncomingEvent(
        id=checked["id"],
        call=checked["call"],
        seq=checked["seq"],
        type=checked["type"],
        at=checked["ts"],
        payload={name: value for name, value in given.items() if name not in ("id", "call", "seq", "type", "ts")},
    )
