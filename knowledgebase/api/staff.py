"""REST for those who write articles: drafts, review, versions. Reading what is published is open to all."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.selectors import user_of
from accounts.types import Role
from knowledgebase import selectors, services
from knowledgebase.api import public
from knowledgebase.api.serializers import (
    ArticleSerializer,
    ContentSerializer,
    DraftSerializer,
    ListedArticleSerializer,
    ListedPageSerializer,
    ReturningSerializer,
    SavingSerializer,
    SeenSerializer,
    VersionSerializer,
    as_content,
)
from knowledgebase.models import Article
from korean.privacy import clean_text

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="Problem object (RFC 9457)")
REFUSALS = {400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM}
CATEGORY = OpenApiParameter("category", OpenApiTypes.STR)
WRITERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})


class Writers(IsAuthenticated):
    """Signed in with a role that reads drafts; who may do what is decided by the services."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the request may come in at all."""
        return super().has_permission(request, view) and _user(request).role in WRITERS


class _OpenToRead(public.PublicView):
    """Everybody reads; writers write."""

    def get_permissions(self) -> list[BasePermission]:
        """Return who may come in with this method."""
        return [AllowAny()] if self.request.method in ("GET", "HEAD", "OPTIONS") else [Writers()]


class ArticlesView(_OpenToRead, GenericAPIView[Article]):
    """`/api/articles/`"""

    filter_backends = ()
    queryset = Article.objects.none()
    serializer_class = ListedArticleSerializer

    @extend_schema(
        operation_id="articles_list",
        parameters=[CATEGORY, public.DISTRICT, OpenApiParameter("cursor", OpenApiTypes.STR)],
        responses=ListedPageSerializer,
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """List the published articles that are valid now, newest first, in pages of 50 (`next`)."""
        found = selectors.published_articles(
            category=clean_text(request.query_params.get("category", "")),
            district_code=clean_text(request.query_params.get("district", "")),
            now=timezone.now(),
        )
        rows = self.paginate_queryset(found) or []
        page = self.get_paginated_response(self.get_serializer(rows, many=True).data)
        return self.cached(request, page.data)

    @extend_schema(
        operation_id="articles_create", request=ContentSerializer, responses={201: DraftSerializer, **REFUSALS}
    )
    def post(self, request: Request) -> Response:
        """Begin a new article: a draft, published after review."""
        body = ContentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        draft = services.start_draft(user=_user(request), content=body.content(), now=timezone.now())
        return Response(DraftSerializer(draft).data, status=201)


class ArticleView(_OpenToRead):
    """`/api/articles/{id}`"""

    @extend_schema(
        operation_id="articles_read", parameters=[public.DISTRICT], responses={200: ArticleSerializer, 404: PROBLEM}
    )
    def get(self, request: Request, article_id: UUID) -> Response | HttpResponse:
        """Return one published article."""
        return public.read(self, request, article_id)

    @extend_schema(operation_id="articles_withdraw", request=None, responses={204: None, **REFUSALS})
    def delete(self, request: Request, article_id: UUID) -> Response:
        """Withdraw an article; its versions stay."""
        services.withdraw_article(article_id=article_id, user=_user(request), now=timezone.now())
        return Response(status=204)


class _StaffView(APIView):
    permission_classes = [Writers]


class ArticleDraftsView(_StaffView):
    """`/api/articles/{id}/drafts`"""

    @extend_schema(operation_id="articles_edit", request=None, responses={201: DraftSerializer, **REFUSALS})
    def post(self, request: Request, article_id: UUID) -> Response:
        """Begin the next version of an article, or return the draft somebody has begun."""
        draft = services.start_draft(user=_user(request), article_id=article_id, now=timezone.now())
        return Response(DraftSerializer(draft).data, status=201)


class VersionsView(_StaffView):
    """`/api/articles/{id}/versions`"""

    @extend_schema(
        operation_id="articles_versions", responses={200: VersionSerializer(many=True), 403: PROBLEM, 404: PROBLEM}
    )
    def get(self, request: Request, article_id: UUID) -> Response:
        """Return every version, the newest first."""
        selectors.any_article(article_id=article_id)
        return Response(VersionSerializer(selectors.versions_of(article_id=article_id), many=True).data)


class DraftsView(_StaffView):
    """`/api/articles/drafts`"""

    @extend_schema(operation_id="article_drafts_list", responses={200: DraftSerializer(many=True), 403: PROBLEM})
    def get(self, request: Request) -> Response:
        """List what is being written or waits for review."""
        return Response(DraftSerializer(selectors.open_drafts(), many=True).data)


class DraftView(_StaffView):
    """`/api/articles/drafts/{id}`"""

    @extend_schema(operation_id="article_drafts_read", responses={200: DraftSerializer, 403: PROBLEM, 404: PROBLEM})
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Return one draft."""
        return Response(DraftSerializer(selectors.draft(draft_id=draft_id)).data)

    @extend_schema(
        operation_id="article_drafts_save", request=SavingSerializer, responses={200: DraftSerializer, **REFUSALS}
    )
    def put(self, request: Request, draft_id: UUID) -> Response:
        """Save a draft. 409 `stale_draft` with `theirs` when somebody saved after `version`."""
        body = _valid(SavingSerializer(data=request.data))
        draft = services.save_draft(
            draft_id=draft_id,
            user=_user(request),
            content=as_content(body["content"]),
            version=body["version"],
            now=timezone.now(),
        )
        return Response(DraftSerializer(draft).data)

    @extend_schema(operation_id="article_drafts_discard", request=None, responses={204: None, **REFUSALS})
    def delete(self, request: Request, draft_id: UUID) -> Response:
        """Give a draft up."""
        services.discard(draft_id=draft_id, user=_user(request), now=timezone.now())
        return Response(status=204)


class SubmitView(_StaffView):
    """`/api/articles/drafts/{id}/submit`"""

    @extend_schema(
        operation_id="article_drafts_submit", request=SeenSerializer, responses={200: DraftSerializer, **REFUSALS}
    )
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Ask for review."""
        seen = _valid(SeenSerializer(data=request.data))
        draft = services.submit(draft_id=draft_id, user=_user(request), version=seen["version"], now=timezone.now())
        return Response(DraftSerializer(draft).data)


class ApproveView(_StaffView):
    """`/api/articles/drafts/{id}/approve`"""

    @extend_schema(
        operation_id="article_drafts_approve", request=SeenSerializer, responses={200: DraftSerializer, **REFUSALS}
    )
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Publish a draft in review."""
        seen = _valid(SeenSerializer(data=request.data))
        draft = services.approve(draft_id=draft_id, user=_user(request), version=seen["version"], now=timezone.now())
        return Response(DraftSerializer(draft).data)


class ReturnView(_StaffView):
    """`/api/articles/drafts/{id}/return`"""

    @extend_schema(
        operation_id="article_drafts_return", request=ReturningSerializer, responses={200: DraftSerializer, **REFUSALS}
    )
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Give a draft in review back to be written on."""
        told = _valid(ReturningSerializer(data=request.data))
        draft = services.return_draft(draft_id=draft_id, user=_user(request), reason=told["reason"], now=timezone.now())
        return Response(DraftSerializer(draft).data)


def _user(request: Request) -> User:
    return user_of(request.user)


def _valid(body: serializers.Serializer[Any]) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
