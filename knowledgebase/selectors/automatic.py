"""Read how sure automatic answers must be, and how right they have been since."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from knowledgebase.models import ArticleUse, AutomaticSetting
from knowledgebase.policies.precision import USUAL_PRECISION, Measured, sure_enough
from knowledgebase.selectors.article import categories
from knowledgebase.types import UseKind

MEASURED_FOR = timedelta(days=90)


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

    Without a setting of its own, a category is measured over the last 90 days. One query for each category.
    """
    settings = {row.category: row for row in AutomaticSetting.objects.all()}
    common = settings.get("")
    lines = []
    for category in ["", *categories()]:
        setting = settings.get(category)
        holds = setting or common
        since = setting.set_at if setting else now - MEASURED_FOR
        lines.append(
            AutomaticLine(
                category=category,
                enabled=holds.enabled if holds else True,
                wanted=holds.precision if holds else USUAL_PRECISION,
                own=setting is not None,
                since=since,
                measured=_measured(category=category, since=since),
            )
        )
    return lines


def _measured(*, category: str, since: datetime) -> Measured:
    """Count automatic answers since a moment, and how their conversations went on; "" counts all categories."""
    sent = ArticleUse.objects.filter(kind=UseKind.AUTOMATIC, at__gte=since)
    if category:
        sent = sent.filter(article__category=category)

    def followed_by(kind: UseKind) -> Exists:
        return Exists(
            ArticleUse.objects.filter(article=OuterRef("article"), contact_ref=OuterRef("contact_ref"), kind=kind)
        )

    unhelpful, returned, confirmed = map(followed_by, (UseKind.NOT_HELPFUL, UseKind.RETURNED, UseKind.RIGHT))
    counts = sent.annotate(unhelpful=unhelpful, returned=returned, confirmed=confirmed).aggregate(
        sent=Count("pk"),
        not_helped=Count("pk", filter=Q(unhelpful=True)),
        went_on=Count("pk", filter=Q(unhelpful=False, returned=True)),
        right=Count("pk", filter=Q(unhelpful=False, returned=False, confirmed=True)),
    )
    return Measured(
        sent=counts["sent"],
        unhelpful=counts["not_helped"],
        returned=counts["went_on"],
        confirmed=counts["right"],
    )
