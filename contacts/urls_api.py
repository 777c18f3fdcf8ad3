"""Addresses of the contacts' REST API and webhook."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from contacts.api.chat import ChatAgentView, ChatDistrictView, ChatMessagesView, ChatNotHelpedView, OpenChatView
from contacts.api.kakao import kakao_event
from contacts.api.offers import HeartbeatView, OfferViewSet, SeatView
from contacts.api.staff import ArticleFeedbackView, ContactViewSet, TransferViewSet
from contacts.api.video import VideoEndView, VideoLeaveView, VideoSignalsView, VideoView
from contacts.api.webhooks import BizgoTextWebhook, InboundTextWebhook
from contacts.api.widget import ChatFilesView, ChatPresenceView, ChatRatingView

router = SimpleRouter(use_regex_path=False)
router.register("contacts", ContactViewSet, basename="contact")
router.register("transfers", TransferViewSet, basename="transfer")
router.register("offers", OfferViewSet, basename="offer")

urlpatterns = [
    path("webhooks/sms/messages", InboundTextWebhook.as_view(), name="sms-messages"),
    path("webhooks/bizgo/messages", BizgoTextWebhook.as_view(), name="bizgo-messages"),
    path("webhooks/kakao/<str:path>/cstalk/<slug:kind>", kakao_event, name="kakao-event"),
    path("api/chat/", OpenChatView.as_view(), name="chat-open"),
    path("api/chat/<uuid:contact>/messages", ChatMessagesView.as_view(), name="chat-messages"),
    path("api/chat/<uuid:contact>/district", ChatDistrictView.as_view(), name="chat-district"),
    path("api/chat/<uuid:contact>/agent", ChatAgentView.as_view(), name="chat-agent"),
    path("api/chat/<uuid:contact>/not-helped", ChatNotHelpedView.as_view(), name="chat-not-helped"),
    path("api/chat/<uuid:contact>/files", ChatFilesView.as_view(), name="chat-files"),
    path("api/chat/<uuid:contact>/presence", ChatPresenceView.as_view(), name="chat-presence"),
    path("api/chat/<uuid:contact>/rating", ChatRatingView.as_view(), name="chat-rating"),
    path("api/video/", VideoView.as_view(), name="video-join"),
    path("api/video/end", VideoEndView.as_view(), name="video-end"),
    path("api/video/<uuid:participant>/signals", VideoSignalsView.as_view(), name="video-signals"),
    path("api/video/<uuid:participant>/leave", VideoLeaveView.as_view(), name="video-leave"),
    path("api/articles/<uuid:article_id>/feedback", ArticleFeedbackView.as_view(), name="article_feedback"),
    path("api/seat/", SeatView.as_view(), name="seat"),
    path("api/seat/heartbeat/", HeartbeatView.as_view(), name="seat-heartbeat"),
    path("api/", include(router.urls)),
]
