"""Addresses of the messaging REST API and webhooks."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from messaging.api import (
    BizgoReportWebhook,
    MessageViewSet,
    NhnReportWebhook,
    ReceiptWebhook,
    SolapiReportWebhook,
)

router = SimpleRouter()
router.register("messages", MessageViewSet, basename="message")

urlpatterns = [
    path("webhooks/sms/receipts", ReceiptWebhook.as_view(), name="sms-receipts"),
    path("webhooks/bizgo/reports", BizgoReportWebhook.as_view(), name="bizgo-reports"),
    path("webhooks/solapi/reports", SolapiReportWebhook.as_view(), name="solapi-reports"),
    path("webhooks/nhn/reports", NhnReportWebhook.as_view(), name="nhn-reports"),
    path("api/", include(router.urls)),
]
