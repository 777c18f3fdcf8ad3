"""Read how sure automatic answers must be, and how right they have been since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from knowledgebase.models import ArticleUse, AutomaticSetting
from knowledgebase.policies.precision import USUAL_PRECISION, Measured, sure_enough
from knowledgebase.selectors.article import categories
from knowledgebase.types import UseKind

MEASURED_FOR = timedelta(days=90)
COUNTS = {
    "sent": Count("pk"),
    "not_helped": Count("pk", filter=Q(unhelpful=True)),
    "went_on": Count("pk", filter=Q(unhelpful=False, returned=True)),
    "right": Count("pk", filter=Q(unhelpful=False, returned=False, confirmed=True)),
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
                measured=measured.get(category, Measured(0, 0, 0, 0)),
            )
        )
    return lines


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
    return sent.alias(unhelpful=unhelpful, returned=returned, confirmed=confirmed)


def _measured(counts: Mapping[str, Any]) -> Measured:
    return Measured(
        sent=counts["sent"],
        unhelpful=counts["not_helped"],
        returned=counts["went_on"],
        confirmed=counts["right"],
    )
