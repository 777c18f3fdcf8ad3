"""REST for citizens on the web: write, read, answer the question, ask for a person. No account; a signed token."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contacts import services
from contacts.access import TokenInvalid, citizen_token, contact_from_token
from contacts.api.serializers import (
    DistrictChoice,
    NewChat,
    NewChatMessage,
    OpenedChat,
    ThreadSerializer,
)
from contacts.api.throttles import ChatMessages, NewChats
from contacts.types import Reception
from districts.selectors import all_districts
from messaging.types import Channel

SCHEME = "Contact "
TOKEN = OpenApiParameter(
    "Authorization", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="Contact <token>"
)
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
REFUSALS = {401: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM, 429: PROBLEM}


class PublicView(APIView):
    """A view for citizens: what opens a conversation is its token, never a session."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)


class OpenChatView(PublicView):
    """A citizen's first message on the web."""

    throttle_classes = (NewChats,)

    @extend_schema(
        operation_id="chat_open",
        request=NewChat,
        responses={201: OpenedChat, 200: OpenedChat, 400: PROBLEM, 422: PROBLEM, 429: PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Open a conversation with its first message; the answer's token opens it again for 30 days."""
        return _received(request, NewChat, contact_id=None)


class ChatMessagesView(PublicView):
    """The messages of one conversation."""

    throttle_classes = (ChatMessages,)

    @extend_schema(
        operation_id="chat_messages",
        parameters=[TOKEN, OpenApiParameter("after", int, description="The `cursor` of the last answer")],
        responses={200: ThreadSerializer, 400: PROBLEM, **REFUSALS},
    )
    def get(self, request: Request, contact: UUID) -> Response:
        """Return what the citizen wrote and what was sent to them; it counts as delivered."""
        contact_id = authorised(request, contact)
        return _thread(contact_id, after=_after(request))

    @extend_schema(
        operation_id="chat_write",
        parameters=[TOKEN],
        request=NewChatMessage,
        responses={201: OpenedChat, 200: OpenedChat, 400: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Write into the conversation; into one that is over, a new one opens, whose contact and token are returned."""
        return _received(request, NewChatMessage, contact_id=authorised(request, contact))


class ChatDistrictView(PublicView):
    """The answer to "which district?"."""

    throttle_classes = (ChatMessages,)

    @extend_schema(
        operation_id="chat_choose_district",
        parameters=[TOKEN],
        request=DistrictChoice,
        responses={200: ThreadSerializer, 400: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Choose one of the districts that were asked about."""
        contact_id = authorised(request, contact)
        body = valid(DistrictChoice, request)
        services.choose_district(contact_id=contact_id, district_code=body["district"], now=timezone.now())
        return _thread(contact_id)


class ChatAgentView(PublicView):
    """The way to a person."""

    throttle_classes = (ChatMessages,)

    @extend_schema(
        operation_id="chat_ask_for_agent",
        parameters=[TOKEN],
        request=None,
        responses={200: ThreadSerializer, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Wait for a person, with everything said so far."""
        contact_id = authorised(request, contact)
        services.ask_for_agent(contact_id=contact_id, now=timezone.now())
        return _thread(contact_id)


class ChatNotHelpedView(PublicView):
    """The answer to an automatic answer that did not help."""

    throttle_classes = (ChatMessages,)

    @extend_schema(
        operation_id="chat_not_helped",
        parameters=[TOKEN],
        request=None,
        responses={200: ThreadSerializer, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Say that the automatic answer did not help, and wait for a person before others, with everything said."""
        contact_id = authorised(request, contact)
        services.not_helped(contact_id=contact_id, now=timezone.now())
        return _thread(contact_id)


def authorised(request: Request, contact: UUID) -> UUID:
    """Return the contact's id once the token in the request opens it. Raises TokenInvalid."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME) or contact_from_token(header.removeprefix(SCHEME)) != contact:
        raise TokenInvalid
    return contact


def valid(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the body of the request as `form` reads it. Raises ValidationError (400)."""
    body = form(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _received(request: Request, form: type[serializers.Serializer[Any]], *, contact_id: UUID | None) -> Response:
    body = valid(form, request)
    reception = services.receive_message(
        channel=Channel.WEB,
        sender="",
        text=body["text"],
        dialled=_phone_of_site(body.get("district", "")),
        provider="web",
        provider_message_id=str(body.get("request_key", "")),
        latitude=body.get("latitude"),
        longitude=body.get("longitude"),
        contact_id=contact_id,
        language=get_language() or "ko",
        now=timezone.now(),
    )
    return Response(OpenedChat(opened(reception)).data, status=200 if reception.duplicate else 201)


def opened(reception: Reception) -> dict[str, Any]:
    """Return what became of a message, with the token of the conversation it is in."""
    return {
        "contact_id": reception.contact_id,
        "token": citizen_token(reception.contact_id),
        "duplicate": reception.duplicate,
    }


def _phone_of_site(district_code: str) -> str:
    """Return the number of the office on whose site the citizen writes: it decides as a number dialled does."""
    return next((district.main_phone for district in all_districts() if district.code == district_code), "")


def _after(request: Request) -> int | None:
    after = request.query_params.get("after", "")
    if not after:
        return None
    return int(serializers.IntegerField(min_value=0, max_value=2**31 - 1).run_validation(after))


def _thread(contact_id: UUID, *, after: int | None = None) -> Response:
    thread = services.show_thread(contact_id=contact_id, after=after, now=timezone.now())
    return Response(ThreadSerializer(thread).data)
