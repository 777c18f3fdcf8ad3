"""Addresses of the messaging REST API and webhooks."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from messaging.api import MessageViewSet, ReceiptWebhook

router = SimpleRouter()
router.register("messages", MessageViewSet, basename="message")

urlpatterns = [
    path("webhooks/sms/receipts", ReceiptWebhook.as_view(), name="sms-receipts"),
    path("api/", include(router.urls)),
]
