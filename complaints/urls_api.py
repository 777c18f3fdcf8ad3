"""The REST addresses of complaints."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from rest_framework.routers import SimpleRouter

from complaints.api.attachments import AttachmentViewSet
from complaints.api.complaints import ComplaintViewSet
from complaints.api.lists import ExportViewSet, SavedViewViewSet
from complaints.api.webhooks import DeliveryViewSet, WebhookViewSet
from complaints.open311 import views as open311


class GeoReportFormat(StringConverter):
    """The ending of an address: json or xml."""

    regex = "json|xml"


register_converter(GeoReportFormat, "georeport")

router = SimpleRouter(use_regex_path=False)
router.register("api/complaints", ComplaintViewSet, basename="complaint")
router.register("api/attachments", AttachmentViewSet, basename="attachment")
router.register("api/saved-views", SavedViewViewSet, basename="saved-view")
router.register("api/exports", ExportViewSet, basename="export")
router.register("api/webhooks", WebhookViewSet, basename="webhook")
router.register("api/webhook-deliveries", DeliveryViewSet, basename="webhook-delivery")

GEOREPORT = "open311/v2"
urlpatterns = [
    *router.urls,
    path(f"{GEOREPORT}/services.<georeport:format>", open311.service_list),
    path(f"{GEOREPORT}/services/<slug:code>.<georeport:format>", open311.service_definition),
    path(f"{GEOREPORT}/requests.<georeport:format>", open311.request_list),
    path(f"{GEOREPORT}/requests/<slug:request_id>.<georeport:format>", open311.request_detail),
    path(f"{GEOREPORT}/tokens/<slug:token>.<georeport:format>", open311.token_detail),
]
