"""What the API of the knowledge base takes and returns."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from knowledgebase.models import Article
from knowledgebase.types import ArticleContent
from korean.privacy import clean_text

LONGEST_QUESTION = 500
LONGEST_TEXT = 20_000
MOST_RESULTS = 20


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


class RelatedSerializer(serializers.Serializer[object]):
    """Another article worth reading."""

    article_id = serializers.UUIDField()
    title = serializers.CharField()


class ListedArticleSerializer(serializers.Serializer[Article]):
    """One published article in a list."""

    article_id = serializers.UUIDField(source="id")
    external_id = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    category = serializers.CharField()
    topic_code = serializers.CharField()
    district_code = serializers.CharField()
    chat_summary = serializers.CharField()
    updated_at = serializers.DateTimeField()


class ListedPageSerializer(serializers.Serializer[Any]):
    """A page of articles; `next` and `previous` are addresses or null."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ListedArticleSerializer(many=True)


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
    department_code = serializers.CharField()
    attachments = serializers.DictField(child=serializers.CharField())
    related = RelatedSerializer(many=True)
    valid_until = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class ContentSerializer(serializers.Serializer[Any]):
    """Everything an author writes. A draft may be incomplete; review asks for title and body."""

    title = serializers.CharField(max_length=300, allow_blank=True, default="")
    body = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    category = serializers.CharField(max_length=40, allow_blank=True, default="")
    topic_code = serializers.CharField(max_length=40, allow_blank=True, default="")
    district_code = serializers.CharField(max_length=10, allow_blank=True, default="")
    department_code = serializers.CharField(max_length=80, allow_blank=True, default="")
    spoken_answer = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    chat_summary = serializers.CharField(max_length=400, allow_blank=True, default="")
    sms_summary = serializers.CharField(max_length=1000, allow_blank=True, default="")
    law = serializers.CharField(max_length=300, allow_blank=True, default="")
    source = serializers.CharField(max_length=300, allow_blank=True, default="")  # type: ignore[assignment]
    source_date = serializers.DateField(allow_null=True, default=None)
    valid_from = serializers.DateField(allow_null=True, default=None)
    valid_until = serializers.DateField(allow_null=True, default=None)
    questions = serializers.ListField(child=serializers.CharField(max_length=200), default=list)
    synonyms = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    related = serializers.ListField(child=serializers.CharField(max_length=80), default=list)
    variants = serializers.DictField(child=serializers.CharField(max_length=LONGEST_TEXT), default=dict)
    attachments = serializers.DictField(child=serializers.CharField(max_length=500), default=dict)

    def content(self) -> ArticleContent:
        """Return what was sent; the serializer must be valid."""
        return as_content(self.validated_data)


def as_content(values: dict[str, Any]) -> ArticleContent:
    """Return validated values as content; its number is given when it is published."""
    lists = {name: tuple(values[name]) for name in ("questions", "synonyms", "related")}
    return ArticleContent(external_id="", **{**values, **lists})


class SavingSerializer(serializers.Serializer[Any]):
    """A draft as its writer leaves it; `version` is the save they have seen."""

    version = serializers.IntegerField(min_value=1)
    content = ContentSerializer()


class SeenSerializer(serializers.Serializer[Any]):
    """The save of a draft that was seen."""

    version = serializers.IntegerField(min_value=1)


class ReturningSerializer(serializers.Serializer[Any]):
    """Why a draft is returned."""

    reason = serializers.CharField(max_length=500)


class DraftSerializer(serializers.Serializer[Any]):
    """A draft with its content and its people."""

    id = serializers.UUIDField()
    article_id = serializers.UUIDField(allow_null=True)
    state = serializers.CharField()
    version = serializers.IntegerField()
    base_version = serializers.IntegerField()
    content = serializers.JSONField()
    author = serializers.CharField()
    edited_by = serializers.CharField()
    returned_because = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class VersionSerializer(serializers.Serializer[Any]):
    """One version of an article: what it said, who wrote and who approved it (null: loaded from a file)."""

    version = serializers.IntegerField()
    content = serializers.JSONField()
    author = serializers.CharField(allow_null=True)
    approver = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
