"""Addresses of the reporting REST API."""

from django.urls import path

from reporting.api import BoardView

urlpatterns = [path("api/board/", BoardView.as_view(), name="board-api")]
