"""Addresses of the web chat for other sites."""

from django.urls import path

from console.views import widget

urlpatterns = [
    path("chat/widget.js", widget.script, name="chat-script"),
    path("chat/frame/", widget.frame, name="chat-frame"),
    path("demonstration/site/", widget.site, name="demonstration-site"),
]
