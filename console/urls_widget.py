"""Addresses of the web chat for other sites, and of video rooms."""

from django.urls import path

from console.views import video, widget

urlpatterns = [
    path("chat/widget.js", widget.script, name="chat-script"),
    path("chat/frame/", widget.frame, name="chat-frame"),
    path("video/<str:token>/", video.room, name="video-room"),
    path("console/contacts/<uuid:contact_id>/video/", video.open_room, name="open-video"),
    path("demonstration/site/", widget.site, name="demonstration-site"),
]
