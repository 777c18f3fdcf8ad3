"""REST of the web chat beyond words: files, who types and has read, the judgement at the end."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from contacts import services
from contacts.api.chat import PROBLEM, REFUSALS, TOKEN, PublicView, authorised, opened, valid
from contacts.api.serializers import OpenedChat
from contacts.api.throttles import ChatMessages, ChatPresence
from contacts.presence import Side, note_presence, presence_of


class UploadedFile(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="A photo, PDF or office document of at most 20 MB")
    request_key = serializers.UUIDField(required=False, help_text="The same key again stores nothing")


class PresenceBody(serializers.Serializer[Any]):
    typing = serializers.BooleanField(help_text="The citizen is typing now")
    read = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="The last line on the screen, or 0")


class PresenceSerializer(serializers.Serializer[Any]):
    typing = serializers.BooleanField(help_text="Somebody of the staff is typing")
    read = serializers.IntegerField(help_text="The last line they have on the screen, 0 for none")


class RatingBody(serializers.Serializer[Any]):
    score = serializers.IntegerField(min_value=1, max_value=5, help_text="5 is the best")


class ChatFilesView(PublicView):
    """A photo or document of the citizen."""

    throttle_classes = (ChatMessages,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="chat_upload",
        parameters=[TOKEN],
        request={"multipart/form-data": UploadedFile},
        responses={201: OpenedChat, 200: OpenedChat, 400: PROBLEM, 503: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Send one file into the conversation; its content is looked into, and photos lose what cameras write."""
        contact_id = authorised(request, contact)
        body = valid(UploadedFile, request)
        reception = services.receive_upload(
            contact_id=contact_id,
            file=body["file"],
            request_key=str(body.get("request_key", "")),
            language=get_language() or "ko",
            now=timezone.now(),
        )
        return Response(OpenedChat(opened(reception)).data, status=200 if reception.duplicate else 201)


class ChatPresenceView(PublicView):
    """Who types, and how far was read."""

    throttle_classes = (ChatPresence,)

    @extend_schema(
        operation_id="chat_presence",
        parameters=[TOKEN],
        request=PresenceBody,
        responses={200: PresenceSerializer, 400: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Tell what the citizen does, and learn what staff do. Kept for seconds (typing) or a day (read)."""
        contact_id = authorised(request, contact)
        body = valid(PresenceBody, request)
        note_presence(contact_id=contact_id, side=Side.CITIZEN, typing=body["typing"], read=body["read"])
        staff = presence_of(contact_id=contact_id, side=Side.STAFF)
        return Response(PresenceSerializer(staff).data)


class ChatRatingView(PublicView):
    """The judgement of a conversation that is over."""

    throttle_classes = (ChatMessages,)

    @extend_schema(
        operation_id="chat_rate",
        parameters=[TOKEN],
        request=RatingBody,
        responses={204: None, 400: PROBLEM, **REFUSALS},
    )
    def post(self, request: Request, contact: UUID) -> Response:
        """Say once how satisfied the citizen was."""
        contact_id = authorised(request, contact)
        services.rate_contact(contact_id=contact_id, score=valid(RatingBody, request)["score"], now=timezone.now())
        return Response(status=204)
