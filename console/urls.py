"""Addresses of the screens."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import TemplateView

from console.views import session

urlpatterns = [
    # Citizens
    path("", TemplateView.as_view(template_name="citizen/chat.html"), name="chat"),
    path("status/", TemplateView.as_view(template_name="citizen/status_lookup.html"), name="status-lookup"),
    # Signing in
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
