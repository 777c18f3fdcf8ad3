"""The index by which articles are found."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.articles import Article
from knowledgebase.types import Analyser, Field


class Posting(models.Model):
    """How much one term speaks for one field of a published article (BM25 without the rarity of the term)."""

    collection = models.CharField(max_length=40)
    analyser = models.CharField(max_length=1, choices=Analyser)
    term = models.CharField(max_length=40)
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    field = models.CharField(max_length=1, choices=Field)
    ordinal = models.PositiveSmallIntegerField(default=0)
    weight = models.FloatField()

    class Meta:
        verbose_name = _("색인")
        verbose_name_plural = _("색인")
        constraints = [
            models.CheckConstraint(condition=Q(weight__gt=0), name="posting_weight_positive"),
        ]
        indexes = [
            models.Index(
                fields=["collection", "analyser", "term"],
                include=["article", "field", "ordinal", "weight"],
                name="posting_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.weight:.2f}"


class TermCount(models.Model):
    """In how many published articles of a collection a term stands; the empty term counts the articles themselves."""

    collection = models.CharField(max_length=40)
    analyser = models.CharField(max_length=1, choices=Analyser)
    term = models.CharField(max_length=40, blank=True)
    articles = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("색인어 빈도")
        verbose_name_plural = _("색인어 빈도")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "analyser", "term"], include=["articles"], name="term_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.articles}"


class Wording(models.Model):
    """One text by which a published article is known: its title (ordinal 0) or one of its questions.

    `letters` is the text as typed, letter by letter without spaces, and `chosung` its first consonants with a space
    before each word: both for suggestions. `vector` holds its meaning as half-precision numbers, and stays empty until
    the model named in `vector_model` has read it.
    """

    collection = models.CharField(max_length=40)
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    letters = models.CharField(max_length=1500)
    chosung = models.CharField(max_length=600)
    digest = models.CharField(max_length=64)
    vector_model = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("글의 표현")
        verbose_name_plural = _("글의 표현")
        constraints = [
            models.UniqueConstraint(fields=["article", "ordinal"], name="wording_once"),
            models.CheckConstraint(
                condition=Q(vector=None, vector_model="") | (Q(vector__isnull=False) & ~Q(vector_model="")),
                name="wording_vector_has_a_model",
            ),
        ]
        indexes = [
            models.Index(fields=["collection", "id"], name="wording_collection"),
            models.Index(fields=["digest"], name="wording_digest"),
            models.Index(fields=["vector_model"], condition=Q(vector=None), name="wording_without_vector"),
            GinIndex(OpClass(F("letters"), name="gin_trgm_ops"), name="wording_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.ordinal}"


class Opening(models.Model):
    """What a published article begins with: its title and the first words of its text, and their meaning.

    `vector` holds it as half-precision numbers, and stays empty until the model named in `vector_model` has read it.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="+")
    collection = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    vector_model = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("글의 시작")
        verbose_name_plural = _("글의 시작")
        constraints = [
            models.CheckConstraint(
                condition=Q(vector=None, vector_model="") | (Q(vector__isnull=False) & ~Q(vector_model="")),
                name="opening_vector_has_a_model",
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="opening_digest"),
            models.Index(fields=["vector_model"], condition=Q(vector=None), name="opening_without_vector"),
        ]

    def __str__(self) -> str:
        return str(self.article_id)


class IndexStamp(models.Model):
    """Counts the changes of a collection's wordings and vectors, so that every process knows when to read them anew."""

    collection = models.CharField(max_length=40, primary_key=True)
    changes = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("색인의 변화")
        verbose_name_plural = _("색인의 변화")

    def __str__(self) -> str:
        return f"{self.collection}: {self.changes}"
