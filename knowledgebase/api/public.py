"""Public reading of the published articles, for anybody and for the city's web site: cached and rate-limited."""

import hashlib
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from accounts.models import User
from knowledgebase.api.serializers import (
    ArticleSerializer,
    HitsSerializer,
    QuestionSerializer,
)
from knowledgebase.selectors import article_file, content_of_file, public_article, search
from korean.privacy import clean_text

FRESH_SECONDS = 60
DISTRICT = OpenApiParameter("district", OpenApiTypes.STR, description="Code of a district, such as 11680")


class PublicSearchThrottle(AnonRateThrottle):
    """A visitor's searches and readings."""

    scope = "article_search"
    rate = "60/min"


class StaffSearchThrottle(UserRateThrottle):
    """A signed-in person's or system's searches and readings."""

    scope = "article_search_staff"
    rate = "600/min"


class PublicView(APIView):
    """Open to everybody; what is unchanged since the last time is told so without its content."""

    permission_classes = [AllowAny]
    throttle_classes = [PublicSearchThrottle, StaffSearchThrottle]

    def cached(self, request: Request, data: Any, *, seconds: int = FRESH_SECONDS) -> Response | HttpResponse:
        """Answer with an ETag of the content, or 304 when the asker has it. Caches may keep it for `seconds`."""
        response = Response(data)
        etag = f'"{hashlib.sha256(repr(data).encode()).hexdigest()[:32]}"'
        answer = get_conditional_response(request._request, etag=etag, response=response) or response
        answer["ETag"] = etag
        patch_cache_control(answer, public=True, max_age=seconds)
        return answer


class ArticleSearchView(PublicView):
    """`GET /api/articles/search?q=&district=`"""

    @extend_schema(
        operation_id="articles_search",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True),
            DISTRICT,
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=HitsSerializer,
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """Return the published articles that answer the question, best first. A cache asks again every time."""
        question = QuestionSerializer(data=request.query_params)
        question.is_valid(raise_exception=True)
        hits = search(
            text=question.validated_data["q"],
            district_code=question.validated_data.get("district"),
            limit=question.validated_data["limit"],
            now=timezone.now(),
        )
        return self.cached(request, HitsSerializer({"results": hits}).data, seconds=0)


class ArticleFileView(PublicView):
    """`GET /api/articles/files/{id}`"""

    @extend_schema(operation_id="articles_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, file_id: UUID) -> FileResponse:
        """Return a file that a published article offers; it never changes."""
        user = request.user if isinstance(request.user, User) else None
        file = article_file(file_id=file_id, user=user, now=timezone.now())
        answer = FileResponse(
            content_of_file(file=file), as_attachment=True, filename=file.name, content_type=file.content_type
        )
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "sandbox"
        patch_cache_control(answer, private=True, max_age=FRESH_SECONDS)
        return answer


def read(view: PublicView, request: Request, article_id: UUID) -> Response | HttpResponse:
    """Return one published article, as the district's citizens should read it."""
    district_code = clean_text(request.query_params.get("district", ""))
    shown = public_article(article_id=article_id, district_code=district_code, now=timezone.now())
    return view.cached(request, ArticleSerializer(shown).data)
