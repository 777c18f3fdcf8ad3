"""Pagination of the REST API."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import pagination
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


class CursorPagination(pagination.CursorPagination):
    """Pages of 50 (`page_size` up to 200), newest first; a view may set its own `ordering`."""

    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any] | None:
        """Return one page. Raises NotFound (404) also for a cursor whose place is no value of the ordering."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError) as error:
            raise NotFound(self.invalid_cursor_message) from error
