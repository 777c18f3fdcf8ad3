"""The index by which articles are found."""

from django.db import models
from django.db.models import Q
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
