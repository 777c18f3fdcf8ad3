"""Addresses of the web chat for other sites, of counselling in sign language, and of video rooms."""

from django.urls import path

from console.views import sign, video, widget

urlpatterns = [
    path("chat/widget.js", widget.script, name="chat-script"),
    path("chat/frame/", widget.frame, name="chat-frame"),
    path("video/<str:token>/", video.room, name="video-room"),
    path("console/contacts/<uuid:contact_id>/video/", video.open_room, name="open-video"),
    path("sign/", sign.start, name="sign"),
    path("sign/now/", sign.begin_now, name="sign-now"),
    path("sign/book/", sign.book, name="sign-book"),
    path("sign/wait/<str:token>/", sign.wait, name="sign-wait"),
    path("sign/wait/<str:token>/place/", sign.waiting, name="sign-waiting"),
    path("sign/wait/<str:token>/stop/", sign.stop, name="sign-stop"),
    path("sign/<str:token>/", sign.booked, name="sign-appointment"),
    path("demonstration/site/", widget.site, name="demonstration-site"),
]
