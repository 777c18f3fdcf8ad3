"""Addresses of the accounts' REST API."""

from django.urls import path

from accounts.api import TokenView

urlpatterns = [path("api/token/", TokenView.as_view(), name="token")]
