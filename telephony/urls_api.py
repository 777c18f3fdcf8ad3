"""Addresses of the telephony adapter interface."""

from django.urls import path

from telephony.api import CommandsView, CommandView, EventsView, RouteView, WaitView

urlpatterns = [
    path("telephony/v1/route", RouteView.as_view(), name="telephony-route"),
    path("telephony/v1/calls/<str:call>/wait", WaitView.as_view(), name="telephony-wait"),
    path("telephony/v1/events", EventsView.as_view(), name="telephony-events"),
    path("telephony/v1/commands", CommandsView.as_view(), name="telephony-commands"),
    path("telephony/v1/commands/<uuid:command>", CommandView.as_view(), name="telephony-command"),
]
