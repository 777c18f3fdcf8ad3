"""REST: the files beside complaints."""

from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import selectors, services
from complaints.api.base import CONFLICT, INVALID, NOT_ALLOWED, NOT_VISIBLE, ComplaintView
from complaints.serializers.complaints import AttachmentSerializer
from complaints.serializers.lists import UploadSerializer


class AttachmentActions(ComplaintView):
    """`/api/complaints/{id}/attachments/`."""

    @extend_schema(methods=["get"], filters=False, responses={200: AttachmentSerializer(many=True)})
    @extend_schema(
        methods=["post"],
        request={"multipart/form-data": UploadSerializer},
        responses={
            200: AttachmentSerializer(many=True),
            400: INVALID,
            403: NOT_ALLOWED,
            404: NOT_VISIBLE,
            409: CONFLICT,
            422: OpenApiResponse(description="The file is refused (code file_refused); `reason` says why"),
        },
    )
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser], pagination_class=None)
    def attachments(self, request: Request, pk: UUID) -> Response:
        """List the files, or add one: up to 20 MB, known by its content; photos lose what is hidden in them."""
        if request.method == "POST":
            sent = self.given(UploadSerializer)
            services.attach(
                complaint_id=pk,
                purpose=sent["purpose"],
                files=[sent["file"]],
                by=self.signed_in(),
                now=timezone.now(),
            )
        found = selectors.attachments_of(complaint_id=pk, user=self.signed_in())
        return Response(AttachmentSerializer(found, many=True).data)


class AttachmentViewSet(ComplaintView):
    """`/api/attachments/{id}/content/`."""

    filter_backends = ()

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: NOT_VISIBLE, 409: CONFLICT})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: UUID) -> FileResponse:
        """Fetch a file; the reading is recorded."""
        attachment, file = services.open_attachment(
            attachment_id=pk, user=self.signed_in(), address=self.address(), now=timezone.now()
        )
        return FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
