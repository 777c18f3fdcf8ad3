"""The REST addresses of complaints."""

from rest_framework.routers import SimpleRouter

from complaints.api.attachments import AttachmentViewSet
from complaints.api.complaints import ComplaintViewSet
from complaints.api.lists import ExportViewSet, SavedViewViewSet
from complaints.api.webhooks import DeliveryViewSet, WebhookViewSet

router = SimpleRouter(use_regex_path=False)
router.register("api/complaints", ComplaintViewSet, basename="complaint")
router.register("api/attachments", AttachmentViewSet, basename="attachment")
router.register("api/saved-views", SavedViewViewSet, basename="saved-view")
router.register("api/exports", ExportViewSet, basename="export")
router.register("api/webhooks", WebhookViewSet, basename="webhook")
router.register("api/webhook-deliveries", DeliveryViewSet, basename="webhook-delivery")

urlpatterns = router.urls
