"""Public reading of the published articles."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from knowledgebase.selectors import article, search
from korean.privacy import clean_text

LONGEST_QUESTION = 500
MOST_RESULTS = 20


class PublicSearchThrottle(AnonRateThrottle):
    """A visitor's searches and readings."""

    scope = "article_search"
    rate = "60/min"


class StaffSearchThrottle(UserRateThrottle):
    """A signed-in person's or system's searches and readings."""

    scope = "article_search_staff"
    rate = "600/min"


class QuestionSerializer(serializers.Serializer[dict[str, object]]):
    """What is asked: `q` the words, `district` the code of a district, `limit` how many answers."""

    q = serializers.CharField(
        max_length=LONGEST_QUESTION,
        error_messages={
            "required": _("무엇을 찾는지 q에 적어 주세요."),
            "blank": _("무엇을 찾는지 q에 적어 주세요."),
            "max_length": _("질문은 {max_length}자까지 적을 수 있습니다."),
        },
    )
    district = serializers.RegexField(
        r"^\d{5}$", required=False, error_messages={"invalid": _("자치구 코드는 숫자 다섯 자리입니다.")}
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST_RESULTS, default=5)

    def validate_q(self, value: str) -> str:
        """Drop control characters; refuse what is empty without them."""
        if cleaned := clean_text(value):
            return cleaned
        raise serializers.ValidationError(_("무엇을 찾는지 q에 적어 주세요."))


class HitSerializer(serializers.Serializer[object]):
    """One article found."""

    article_id = serializers.UUIDField()
    title = serializers.CharField()
    category = serializers.CharField()
    topic_code = serializers.CharField()
    spoken_answer = serializers.CharField()
    district_variant = serializers.CharField()
    matched_question = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    score = serializers.FloatField()


class HitsSerializer(serializers.Serializer[dict[str, object]]):
    """The articles found, best first."""

    results = HitSerializer(many=True)


class ArticleSerializer(serializers.Serializer[object]):
    """One published article as a district's citizens should read it."""

    article_id = serializers.UUIDField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    category = serializers.CharField()
    topic_code = serializers.CharField()
    spoken_answer = serializers.CharField()
    body = serializers.CharField()
    chat_summary = serializers.CharField()
    district_variant = serializers.CharField()
    law = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    source_date = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class ArticleSearchView(APIView):
    """`GET /api/articles/search?q=&district=`"""

    permission_classes = [AllowAny]
    throttle_classes = [PublicSearchThrottle, StaffSearchThrottle]

    @extend_schema(
        operation_id="articles_search",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True),
            OpenApiParameter("district", OpenApiTypes.STR),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=HitsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the published articles that answer the question, best first."""
        question = QuestionSerializer(data=request.query_params)
        question.is_valid(raise_exception=True)
        hits = search(
            text=question.validated_data["q"],
            district_code=question.validated_data.get("district"),
            limit=question.validated_data["limit"],
            now=timezone.now(),
        )
        return Response(HitsSerializer({"results": hits}).data)


class ArticleView(APIView):
    """`GET /api/articles/{id}?district=`"""

    permission_classes = [AllowAny]
    throttle_classes = [PublicSearchThrottle, StaffSearchThrottle]

    @extend_schema(
        operation_id="articles_read",
        parameters=[OpenApiParameter("district", OpenApiTypes.STR)],
        responses=ArticleSerializer,
    )
    def get(self, request: Request, article_id: UUID) -> Response:
        """Return one published article."""
        view = article(article_id=article_id, district_code=request.query_params.get("district"))
        return Response(ArticleSerializer(view).data)
