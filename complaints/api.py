"""REST: complaints for the systems of departments and for our own screens."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.selectors import user_of
from accounts.services import record_access
from accounts.types import AccessAction
from complaints import selectors, services
from complaints.filters import ComplaintFilter
from complaints.models import Complaint, ComplaintQuerySet
from complaints.selectors.lines import line, with_names
from complaints.serializers import (
    ComplaintDetailSerializer,
    ComplaintLineSerializer,
    CompleteSerializer,
    PlanSerializer,
    ReceiveSerializer,
    RegistrationSerializer,
)
from complaints.types import ComplaintDetail

NOT_VISIBLE = OpenApiResponse(description="No such complaint, or not visible to you")
CONFLICT = OpenApiResponse(description="Not possible in this state, or changed by somebody else (code stale_version)")
CHANGED = {
    200: ComplaintDetailSerializer,
    400: OpenApiResponse(),
    403: OpenApiResponse(),
    404: NOT_VISIBLE,
    409: CONFLICT,
}


class ComplaintViewSet(viewsets.GenericViewSet[Complaint]):
    """Complaints within the scope of the user, newest first."""

    queryset = Complaint.objects.none()
    serializer_class = ComplaintLineSerializer
    filterset_class = ComplaintFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> ComplaintQuerySet:
        """Return what the user may see."""
        return with_names(Complaint.objects.visible_to(self._user()))

    @extend_schema(responses={200: ComplaintLineSerializer(many=True), 400: OpenApiResponse()})
    def list(self, request: Request) -> Response:
        """List complaints, a page at a time."""
        now = timezone.now()
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(
            ComplaintLineSerializer([line(complaint, now=now) for complaint in page], many=True).data
        )

    @extend_schema(filters=False, responses={200: ComplaintDetailSerializer, 404: NOT_VISIBLE})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one complaint; the reading is recorded."""
        return self._answer(pk, AccessAction.VIEW)

    @extend_schema(
        request=RegistrationSerializer,
        responses={
            201: ComplaintDetailSerializer,
            400: OpenApiResponse(),
            403: OpenApiResponse(),
            404: OpenApiResponse(description="The contact is unknown"),
            422: OpenApiResponse(description="A kind of complaint whose period is set by its item"),
        },
    )
    def create(self, request: Request) -> Response:
        """Register a complaint: it gets its number and due date, and the citizen a receipt."""
        complaint = services.register(**self._given(RegistrationSerializer), user=self._user(), now=timezone.now())
        return self._answer(complaint.id, AccessAction.CHANGE, status=201)

    @extend_schema(request=ReceiveSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: UUID) -> Response:
        """Take the complaint as the official in charge."""
        services.receive(complaint_id=pk, **self._given(ReceiveSerializer), user=self._user(), now=timezone.now())
        return self._answer(pk, AccessAction.CHANGE)

    @extend_schema(request=PlanSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: UUID) -> Response:
        """Tell the plan and its day."""
        services.plan(complaint_id=pk, **self._given(PlanSerializer), user=self._user(), now=timezone.now())
        return self._answer(pk, AccessAction.CHANGE)

    @extend_schema(request=CompleteSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: UUID) -> Response:
        """Close the complaint with its result."""
        services.complete(complaint_id=pk, **self._given(CompleteSerializer), user=self._user(), now=timezone.now())
        return self._answer(pk, AccessAction.CHANGE)

    def _user(self) -> User:
        return user_of(self.request.user)

    def _given(self, serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _answer(self, complaint_id: UUID, access: AccessAction, *, status: int = 200) -> Response:
        """Return the complaint as it is now, and record that its citizen's data was shown."""
        now = timezone.now()
        detail: ComplaintDetail = selectors.complaint(complaint_id=complaint_id, user=self._user(), now=now)
        record_access(
            user=self._user(),
            action=access,
            subject_id=detail.citizen_id,
            target=f"complaint:{complaint_id}",
            address=self.request.META.get("REMOTE_ADDR", ""),
            now=now,
        )
        return Response(ComplaintDetailSerializer(detail).data, status=status)
