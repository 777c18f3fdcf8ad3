"""REST for staff: contacts, what is said in them, and who takes them over."""

from typing import Any
from uuid import UUID

import django_filters
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import user_of
from accounts.types import Role
from contacts import selectors, services
from contacts.api.serializers import (
    ArticleBody,
    ArticleFeedbackBody,
    CitizenCardSerializer,
    ConnectBody,
    ContactDetailSerializer,
    ContactSerializer,
    FinishBody,
    NoteBody,
    ReasonBody,
    ReplyBody,
    ReturnBody,
    RevealedPhone,
    RoutingBody,
    TakeBody,
    TimelineEntrySerializer,
    TransferSerializer,
)
from contacts.models import Contact, ContactQuerySet, Message, Transfer
from contacts.types import ContactState, WrapUpCode
from knowledgebase.types import UseKind
from messaging.types import Channel

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
REFUSALS = {400: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM}
LINES_AT_ONCE = 100


class StaffOnly(permissions.IsAuthenticated):
    """Signed in, and not as another system; which contacts is decided by `visible_to`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the request may come in at all."""
        return super().has_permission(request, view) and user_of(request.user).role != Role.INTEGRATION


class ContactFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=ContactState.choices)
    channel = django_filters.MultipleChoiceFilter(choices=Channel.choices)
    wrap_up_code = django_filters.MultipleChoiceFilter(choices=WrapUpCode.choices)
    district = django_filters.CharFilter(field_name="district_id")
    department = django_filters.CharFilter(field_name="department_id")
    topic = django_filters.CharFilter(field_name="topic_id")
    citizen = django_filters.UUIDFilter(field_name="citizen_id")
    agent = django_filters.UUIDFilter(field_name="agent_id")
    opened_after = django_filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="gte")
    opened_before = django_filters.IsoDateTimeFilter(field_name="opened_at", lookup_expr="lt")


@extend_schema_view(list=extend_schema(operation_id="contacts_list"))
class ContactViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Contact]):
    """Contacts the user may see, newest first."""

    permission_classes = (StaffOnly,)
    serializer_class = ContactSerializer
    queryset = Contact.objects.none()
    filterset_class = ContactFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> ContactQuerySet:
        """Return what the user may see."""
        return selectors.contacts_visible(user=user_of(self.request.user))

    @extend_schema(operation_id="contacts_read", responses={200: ContactDetailSerializer, 404: PROBLEM})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Read one contact; that it was read is recorded."""
        return contact_read(request, pk)

    @extend_schema(operation_id="contacts_citizen", responses={200: CitizenCardSerializer, 404: PROBLEM})
    @action(detail=True, methods=["get"])
    def citizen(self, request: Request, pk: UUID) -> Response:
        """Read the card of the contact's citizen; that it was read is recorded."""
        contact = self._read(request, pk)
        card = selectors.citizen_card(contact=contact, user=user_of(request.user), now=timezone.now())
        return Response(CitizenCardSerializer(card).data)

    @extend_schema(
        methods=["GET"],
        operation_id="contacts_messages",
        parameters=[OpenApiParameter("before", int, description="Only lines with a smaller sequence")],
        responses={200: TimelineEntrySerializer(many=True), 404: PROBLEM},
    )
    @extend_schema(
        methods=["POST"],
        operation_id="contacts_reply",
        request=ReplyBody,
        responses={201: TimelineEntrySerializer, **REFUSALS},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def messages(self, request: Request, pk: UUID) -> Response:
        """Read the last 100 lines, oldest first; or answer the citizen over their channel."""
        user = user_of(request.user)
        if request.method == "GET":
            contact = self._read(request, pk)
            before = request.query_params.get("before")
            number = (
                serializers.IntegerField(min_value=1, max_value=2**31 - 1).run_validation(before) if before else None
            )
            lines = selectors.timeline(contact_id=contact.pk, user=user, before=number, limit=LINES_AT_ONCE)
            return Response(TimelineEntrySerializer(lines, many=True).data)
        body = _valid(ReplyBody(data=request.data))
        line = services.reply(
            contact_id=pk,
            user=user,
            text=body["text"],
            request_key=str(body.get("request_key", "")),
            now=timezone.now(),
        )
        return _line(line)

    @extend_schema(operation_id="contacts_note", request=NoteBody, responses={201: TimelineEntrySerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, pk: UUID) -> Response:
        """Note something for staff, or what was said on the telephone."""
        body = _valid(NoteBody(data=request.data))
        line = services.write_note(
            contact_id=pk,
            user=user_of(request.user),
            text=body["text"],
            spoken=body["spoken"],
            request_key=str(body.get("request_key", "")),
            now=timezone.now(),
        )
        return _line(line)

    @extend_schema(
        operation_id="contacts_send_article",
        request=ArticleBody,
        responses={201: TimelineEntrySerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def article(self, request: Request, pk: UUID) -> Response:
        """Answer with an article of the knowledge base."""
        body = _valid(ArticleBody(data=request.data))
        line = services.send_article(
            contact_id=pk,
            user=user_of(request.user),
            article_id=body["article"],
            spoken=body["spoken"],
            request_key=str(body.get("request_key", "")),
            now=timezone.now(),
        )
        return _line(line)

    @extend_schema(operation_id="contacts_reveal", request=ReasonBody, responses={200: RevealedPhone, **REFUSALS})
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, pk: UUID) -> Response:
        """Show the whole telephone number; who wanted it and why is recorded."""
        body = _valid(ReasonBody(data=request.data))
        number = services.reveal_phone(
            contact_id=pk,
            user=user_of(request.user),
            reason=body["reason"],
            address=network_address(request),
            now=timezone.now(),
        )
        return Response({"phone": number})

    @extend_schema(
        operation_id="contacts_return", request=ReasonBody, responses={200: ContactDetailSerializer, **REFUSALS}
    )
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, pk: UUID) -> Response:
        """Return the conversation to the queue, for supervisors and for who has it; it keeps the time it has waited."""
        body = _valid(ReasonBody(data=request.data))
        services.return_to_queue(contact_id=pk, user=user_of(request.user), reason=body["reason"], now=timezone.now())
        return contact_read(request, pk)

    @extend_schema(
        operation_id="contacts_connect", request=ConnectBody, responses={201: TransferSerializer, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def connect(self, request: Request, pk: UUID) -> Response:
        """Ask a department's official to take over, with a summary."""
        body = _valid(ConnectBody(data=request.data))
        transfer = services.connect_official(
            contact_id=pk,
            user=user_of(request.user),
            department_code=body["department"],
            to_user_id=body.get("official"),
            summary=body["summary"],
            now=timezone.now(),
        )
        return Response(TransferSerializer(transfer).data, status=201)

    @extend_schema(
        operation_id="contacts_correct_routing",
        request=RoutingBody,
        responses={200: ContactDetailSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"])
    def routing(self, request: Request, pk: UUID) -> Response:
        """Correct the district and topic."""
        body = _valid(RoutingBody(data=request.data))
        services.correct_routing(
            contact_id=pk,
            user=user_of(request.user),
            district_code=body["district"],
            topic_code=body["topic"],
            reason=body["reason"],
            now=timezone.now(),
        )
        return contact_read(request, pk)

    @extend_schema(operation_id="contacts_end", request=None, responses={200: ContactDetailSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> Response:
        """End the conversation; wrap-up begins."""
        services.end(contact_id=pk, user=user_of(request.user), now=timezone.now())
        return contact_read(request, pk)

    @extend_schema(
        operation_id="contacts_finish", request=FinishBody, responses={200: ContactDetailSerializer, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: UUID) -> Response:
        """Close the contact with its result."""
        body = _valid(FinishBody(data=request.data))
        services.finish(contact_id=pk, user=user_of(request.user), now=timezone.now(), **body)
        return contact_read(request, pk)

    def _read(self, request: Request, pk: UUID) -> Contact:
        user, address = user_of(request.user), network_address(request)
        return services.read_contact(contact_id=pk, user=user, address=address, now=timezone.now())


class ArticleFeedbackView(APIView):
    """`/api/articles/{id}/feedback`: it lives here because who may tell depends on the conversation."""

    permission_classes = (StaffOnly,)

    @extend_schema(operation_id="articles_feedback", request=ArticleFeedbackBody, responses={204: None, **REFUSALS})
    def post(self, request: Request, article_id: UUID) -> Response:
        """Tell whether an article was right in a conversation; each kind counts once a conversation."""
        body = _valid(ArticleFeedbackBody(data=request.data))
        services.judge_article(
            contact_id=body["contact"],
            user=user_of(request.user),
            article_id=article_id,
            kind=UseKind(body["kind"]),
            now=timezone.now(),
        )
        return Response(status=204)


class TransferViewSet(viewsets.GenericViewSet[Transfer]):
    """Requests to take a contact over."""

    permission_classes = (StaffOnly,)
    serializer_class = TransferSerializer
    queryset = Transfer.objects.none()
    pagination_class = None
    filter_backends = ()
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="transfers_list", responses=TransferSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return the live requests to the user, or those the user made."""
        transfers = selectors.transfers_for(user=user_of(request.user))
        return Response(TransferSerializer(transfers, many=True).data)

    @extend_schema(
        operation_id="transfers_take", request=TakeBody, responses={200: ContactDetailSerializer, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: UUID) -> Response:
        """Take the contact over, having read the summary."""
        body = _valid(TakeBody(data=request.data))
        user = user_of(request.user)
        contact = services.take_transfer(
            transfer_id=pk, user=user, summary_read=body["summary_read"], now=timezone.now()
        )
        return contact_read(request, contact.pk)

    @extend_schema(operation_id="transfers_return", request=ReturnBody, responses={204: None, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, pk: UUID) -> Response:
        """Give the contact back with a reason."""
        body = _valid(ReturnBody(data=request.data))
        services.return_transfer(transfer_id=pk, user=user_of(request.user), reason=body["reason"], now=timezone.now())
        return Response(status=204)


def network_address(request: Request) -> str:
    """Return where the request comes from, for the access record."""
    return str(request.META.get("REMOTE_ADDR") or "")[:45]


def contact_read(request: Request, contact_id: UUID) -> Response:
    """Answer with one contact; that it was read is recorded."""
    user, address = user_of(request.user), network_address(request)
    contact = services.read_contact(contact_id=contact_id, user=user, address=address, now=timezone.now())
    return Response(ContactDetailSerializer(contact).data)


def _valid(body: serializers.Serializer[Any]) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _line(line: Message) -> Response:
    entry = selectors.timeline_line(message=line)
    return Response(TimelineEntrySerializer(entry).data, status=201)
