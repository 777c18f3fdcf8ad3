"""REST: saved views and exports."""

from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import selectors, services
from complaints.api.base import INVALID, NOT_VISIBLE, ComplaintView
from complaints.selectors.exports import export_line
from complaints.serializers.lists import (
    AskExportSerializer,
    ExportSerializer,
    SavedViewSerializer,
    SaveViewSerializer,
)


class SavedViewViewSet(ComplaintView):
    """Filters under a name: one's own, and those that colleagues share."""

    filter_backends = ()
    pagination_class = None

    @extend_schema(operation_id="saved_views", responses={200: SavedViewSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List them by name."""
        return Response(SavedViewSerializer(selectors.saved_views(user=self.signed_in()), many=True).data)

    @extend_schema(request=SaveViewSerializer, responses={200: SavedViewSerializer(many=True), 400: INVALID})
    def create(self, request: Request) -> Response:
        """Save one, in place of one's own of that name, and list them."""
        services.save_view(user=self.signed_in(), **self.given(SaveViewSerializer), now=timezone.now())
        return self.list(request)

    @extend_schema(responses={204: None, 404: NOT_VISIBLE})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete one of one's own."""
        services.forget_view(view_id=pk, user=self.signed_in())
        return Response(status=204)


class ExportViewSet(ComplaintView):
    """Files of what filters leave: asked for, written in the background, kept for a day."""

    filter_backends = ()
    pagination_class = None

    @extend_schema(operation_id="exports", responses={200: ExportSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List one's newest exports with their progress."""
        return Response(ExportSerializer(selectors.exports_of(user=self.signed_in()), many=True).data)

    @extend_schema(request=AskExportSerializer, responses={202: ExportSerializer, 400: INVALID})
    def create(self, request: Request) -> Response:
        """Ask for one; it is recorded with its reason."""
        asked = services.request_export(
            user=self.signed_in(), **self.given(AskExportSerializer), address=self.address(), now=timezone.now()
        )
        return Response(ExportSerializer(export_line(asked)).data, status=202)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: NOT_VISIBLE})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: UUID) -> FileResponse:
        """Fetch the file of a finished one."""
        found, file = services.open_export(
            export_id=pk, user=self.signed_in(), address=self.address(), now=timezone.now()
        )
        return FileResponse(file, as_attachment=True, filename=f"complaints.{found.format.lower()}")
