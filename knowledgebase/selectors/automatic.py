"""Read how sure automatic answers must be, and how right they have been since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from knowledgebase.models import ArticleUse, AutomaticSetting, KnowledgeGap
from knowledgebase.policies.precision import BANDS, NOTHING_SENT, USUAL_PRECISION, Measured, sure_enough
from knowledgebase.selectors.article import categories
from knowledgebase.types import GapSource, UseKind

MEASURED_FOR = timedelta(days=90)
NOT_DOUBTED = Q(unhelpful=False, missing=False)
COUNTS = {
    "sent": Count("pk"),
    "not_helped": Count("pk", filter=Q(unhelpful=True)),
    "not_there": Count("pk", filter=Q(unhelpful=False, missing=True)),
    "went_on": Count("pk", filter=NOT_DOUBTED & Q(returned=True)),
    "right": Count("pk", filter=NOT_DOUBTED & Q(returned=False, confirmed=True)),
    "expected": Avg("confidence"),
}


@dataclass(frozen=True, slots=True)
class AutomaticLine:
    """One category: what is wanted (`own`: by a setting of its own), since when, and what was seen since."""

    category: str
    enabled: bool
    wanted: float
    own: bool
    since: datetime
    measured: Measured


@dataclass(frozen=True, slots=True)
class Band:
    """The automatic answers sent with a confidence of at least `least` and below `most` (None: up to the highest)."""

    least: float
    most: float | None
    measured: Measured


def may_answer(*, category: str, confidence: float) -> bool:
    """Tell whether the supervisors' settings let an answer of this category and calibrated confidence (0–1) leave.

    Without a setting for the category or for all, the threshold that was learned holds alone. One query.
    """
    rows = {row.category: row for row in AutomaticSetting.objects.filter(category__in=[category, ""])}
    setting = rows.get(category) or rows.get("")
    if setting is None:
        return True
    return setting.enabled and sure_enough(confidence=confidence, wanted=setting.precision)


def automatic_lines(*, now: datetime) -> list[AutomaticLine]:
    """Return the setting for all ("") and every category, with the automatic answers since it was set.

    Without a setting of its own, a category is measured over the last 90 days. Four queries.
    """
    settings = {row.category: row for row in AutomaticSetting.objects.all()}
    common = settings.get("")
    since = {
        category: settings[category].set_at if category in settings else now - MEASURED_FOR
        for category in ["", *categories()]
    }
    measured = _measured_by_category(since) | {"": _measured_together(since[""])}
    lines = []
    for category, began in since.items():
        holds = settings.get(category) or common
        lines.append(
            AutomaticLine(
                category=category,
                enabled=holds.enabled if holds else True,
                wanted=holds.precision if holds else USUAL_PRECISION,
                own=category in settings,
                since=began,
                measured=measured.get(category, NOTHING_SENT),
            )
        )
    return lines


def automatic_bands(*, now: datetime) -> list[Band]:
    """Return the automatic answers of the last 90 days by the confidence with which they were sent, lowest first.

    Bands of which none was sent are left out. One query.
    """
    band = Case(*(When(confidence__gte=least, then=Value(least)) for least in sorted(BANDS, reverse=True)))
    sent = ArticleUse.objects.filter(kind=UseKind.AUTOMATIC, at__gte=now - MEASURED_FOR, confidence__isnull=False)
    counted = _went_on(sent).annotate(band=band).values("band").annotate(**COUNTS).order_by("band")
    most = dict(pairwise(BANDS))
    return [Band(row["band"], most.get(row["band"]), _measured(row)) for row in counted]


def _measured_together(since: datetime) -> Measured:
    sent = ArticleUse.objects.filter(kind=UseKind.AUTOMATIC, at__gte=since)
    return _measured(_went_on(sent).aggregate(**COUNTS))


def _measured_by_category(since: Mapping[str, datetime]) -> dict[str, Measured]:
    """Count each category's automatic answers since its own moment."""
    if not since:
        return {}
    began = Case(*(When(article__category=category, then=Value(at)) for category, at in since.items() if category))
    sent = ArticleUse.objects.filter(kind=UseKind.AUTOMATIC, at__gte=min(since.values())).alias(began=began)
    counted = _went_on(sent.filter(at__gte=F("began"))).values("article__category").annotate(**COUNTS)
    return {row["article__category"]: _measured(row) for row in counted}


def _went_on(sent: QuerySet[ArticleUse]) -> QuerySet[ArticleUse]:
    """Tell of each answer how its conversation went on."""

    def followed_by(kind: UseKind) -> Exists:
        return Exists(
            ArticleUse.objects.filter(article=OuterRef("article"), contact_ref=OuterRef("contact_ref"), kind=kind)
        )

    unhelpful, returned, confirmed = map(followed_by, (UseKind.NOT_HELPFUL, UseKind.RETURNED, UseKind.RIGHT))
    gaps = KnowledgeGap.objects.filter(contact_ref=OuterRef("contact_ref"), source=GapSource.AGENT)
    return sent.alias(unhelpful=unhelpful, missing=Exists(gaps), returned=returned, confirmed=confirmed)


def _measured(counts: Mapping[str, Any]) -> Measured:
    return Measured(
        sent=counts["sent"],
        unhelpful=counts["not_helped"],
        missing=counts["not_there"],
        returned=counts["went_on"],
        confirmed=counts["right"],
        expected=counts["expected"],
    )
