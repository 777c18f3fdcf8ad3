"""Pagination of the REST API."""

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """Pages of 50 (`page_size` up to 200), newest first; a view may set its own `ordering`."""

    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
