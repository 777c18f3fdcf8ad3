"""REST: complaints for the systems of departments and for our own screens."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import services
from complaints.api.attachments import AttachmentActions
from complaints.api.base import NOT_VISIBLE
from complaints.api.department import DepartmentActions
from complaints.filters import ComplaintFilter
from complaints.models import Complaint, ComplaintQuerySet
from complaints.selectors.lines import line, with_names
from complaints.serializers.complaints import (
    ChangedSerializer,
    ComplaintDetailSerializer,
    ComplaintLineSerializer,
    RegistrationSerializer,
)


class ComplaintViewSet(DepartmentActions, AttachmentActions):
    """Complaints within the scope of the user, newest first."""

    serializer_class = ComplaintLineSerializer
    filterset_class = ComplaintFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> ComplaintQuerySet:
        """Return what the user may see."""
        return with_names(Complaint.objects.visible_to(self.signed_in()))

    @extend_schema(responses={200: ComplaintLineSerializer(many=True), 400: OpenApiResponse()})
    def list(self, request: Request) -> Response:
        """List complaints, a page at a time."""
        now = timezone.now()
        complaints: QuerySet[Complaint] = self.get_queryset()
        if request.GET.keys() & ComplaintFilter.base_filters:  # where none is given there are none to be built
            complaints = self.filter_queryset(complaints)
        page = self.paginate_queryset(complaints) or []
        return self.get_paginated_response(
            ComplaintLineSerializer([line(complaint, now=now) for complaint in page], many=True).data
        )

    @extend_schema(filters=False, responses={200: ComplaintDetailSerializer, 404: NOT_VISIBLE})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one complaint; the reading is recorded."""
        return Response(ComplaintDetailSerializer(self.read(pk)).data)

    @extend_schema(
        request=RegistrationSerializer,
        responses={
            201: ChangedSerializer,
            400: OpenApiResponse(),
            403: OpenApiResponse(),
            404: OpenApiResponse(description="The contact is unknown"),
            422: OpenApiResponse(description="A kind of complaint whose period is set by its item"),
        },
    )
    def create(self, request: Request) -> Response:
        """Register a complaint: it gets its number and due date, and the citizen a receipt."""
        now = timezone.now()
        complaint = services.register(**self.given(RegistrationSerializer), user=self.signed_in(), now=now)
        return self.changed(complaint, now=now, status=201)
