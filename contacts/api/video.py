"""REST of video rooms: come in, hear who is there, pass signals between browsers, leave, end."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import services
from contacts.access import TokenInvalid, room_from_token
from contacts.api.chat import PROBLEM, PublicView, valid
from contacts.api.throttles import VideoSignals
from contacts.types import RoomSide

SCHEME = "Room "
TOKEN = OpenApiParameter(
    "Authorization", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="Room <token>"
)
REFUSALS = {400: PROBLEM, 401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 410: PROBLEM, 429: PROBLEM}
LARGEST_SIGNAL = 32_000


class JoinedSerializer(serializers.Serializer[Any]):
    participant = serializers.UUIDField()
    side = serializers.CharField()
    ice_servers = serializers.ListField(child=serializers.DictField())


class ParticipantSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    side = serializers.CharField()


class SignalSerializer(serializers.Serializer[Any]):
    sequence = serializers.IntegerField()
    sender = serializers.UUIDField()
    body = serializers.DictField()


class NewsSerializer(serializers.Serializer[Any]):
    participants = ParticipantSerializer(many=True)
    signals = SignalSerializer(many=True)


class SignalsBody(serializers.Serializer[Any]):
    recipient = serializers.UUIDField()
    bodies = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=50)

    def validate_bodies(self, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Nothing a browser signals is longer than 32,000 characters."""
        if any(len(str(body)) > LARGEST_SIGNAL for body in bodies):
            raise serializers.ValidationError("too long")
        return bodies


class VideoView(PublicView):
    """A browser comes in."""

    throttle_classes = (VideoSignals,)

    @extend_schema(
        operation_id="video_join", parameters=[TOKEN], request=None, responses={201: JoinedSerializer, **REFUSALS}
    )
    def post(self, request: Request) -> Response:
        """Come into the room the token opens; at most three are in it."""
        room_id, side = _room(request)
        now = timezone.now()
        participant = services.join_video(room_id=room_id, side=side, now=now)
        servers = services.ice_servers(participant_id=participant, now=now)
        joined = {"participant": participant, "side": side, "ice_servers": servers}
        return Response(JoinedSerializer(joined).data, status=201)


class VideoSignalsView(PublicView):
    """What browsers tell each other."""

    throttle_classes = (VideoSignals,)

    @extend_schema(
        operation_id="video_news",
        parameters=[TOKEN, OpenApiParameter("after", int, description="Number of the last signal that was read")],
        responses={200: NewsSerializer, **REFUSALS},
    )
    def get(self, request: Request, participant: UUID) -> Response:
        """Return who is in the room and what was signalled to this browser; asking is its sign of life."""
        room_id, _side = _room(request)
        number = serializers.IntegerField(min_value=0, max_value=2**62)
        after = int(number.run_validation(request.query_params.get("after") or 0))
        news = services.video_news(room_id=room_id, participant_id=participant, after=after, now=timezone.now())
        return Response(NewsSerializer(news).data)

    @extend_schema(
        operation_id="video_signal", parameters=[TOKEN], request=SignalsBody, responses={204: None, **REFUSALS}
    )
    def post(self, request: Request, participant: UUID) -> Response:
        """Tell another browser in the room something."""
        room_id, _side = _room(request)
        body = valid(SignalsBody, request)
        services.signal_video(
            room_id=room_id,
            participant_id=participant,
            recipient_id=body["recipient"],
            bodies=body["bodies"],
            now=timezone.now(),
        )
        return Response(status=204)


class VideoLeaveView(PublicView):
    """A browser goes."""

    throttle_classes = (VideoSignals,)

    @extend_schema(operation_id="video_leave", parameters=[TOKEN], request=None, responses={204: None, **REFUSALS})
    def post(self, request: Request, participant: UUID) -> Response:
        """Leave the room; the others stay in it."""
        room_id, _side = _room(request)
        services.leave_video(room_id=room_id, participant_id=participant, now=timezone.now())
        return Response(status=204)


class VideoEndView(PublicView):
    """The end for all."""

    throttle_classes = (VideoSignals,)

    @extend_schema(
        operation_id="video_end", parameters=[TOKEN], request=None, responses={204: None, 403: PROBLEM, **REFUSALS}
    )
    def post(self, request: Request) -> Response:
        """End the room; a guest may only leave it."""
        room_id, side = _room(request)
        if side == RoomSide.GUEST:
            raise PermissionDenied
        services.end_video(room_id=room_id, now=timezone.now())
        return Response(status=204)


def _room(request: Request) -> tuple[UUID, RoomSide]:
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        raise TokenInvalid
    return room_from_token(header.removeprefix(SCHEME))
