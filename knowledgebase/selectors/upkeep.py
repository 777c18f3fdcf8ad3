"""Read which articles need somebody's hand: less and less useful, contradicting themselves, at their end, or twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from knowledgebase.models import Article, ArticleUse, ArticleVersion
from knowledgebase.policies.content import restore
from knowledgebase.policies.contradiction import Finding, contradictions
from knowledgebase.selectors.scope import district_codes_by_name
from knowledgebase.types import CITY_COLLECTION, ArticleStatus, UseKind
from korean.dates import seoul_time

WINDOW = timedelta(days=28)
FEWEST_USES = 5
FALLEN_BY = 0.1
ENDING_WITHIN = timedelta(days=30)

GIVEN = (UseKind.SENT, UseKind.READ_ALOUD, UseKind.AUTOMATIC)
UNSATISFIED = (UseKind.NOT_HELPFUL, UseKind.RETURNED)


@dataclass(frozen=True, slots=True)
class Usefulness:
    """How an article fared in the last 28 days and in the 28 before: times given, and the share (0–1) that helped."""

    article: Article
    given: int
    helped: float
    given_before: int
    helped_before: float | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article with what does not fit together in it."""

    article: Article
    findings: tuple[Finding, ...]


def falling_usefulness(*, now: datetime) -> list[Usefulness]:
    """Return the articles that help less than they did, the worst first. Two queries.

    Helped is 1 − (said not to help + asked for a person afterwards) / times given, each counted once a conversation.
    Shown with at least 5 uses in 28 days, when the share fell by .1 or more, or stands below .7 without an earlier one.
    """
    recent, earlier = Q(uses__at__gte=now - WINDOW), Q(uses__at__lt=now - WINDOW, uses__at__gte=now - 2 * WINDOW)
    given, unsatisfied = Q(uses__kind__in=GIVEN), Q(uses__kind__in=UNSATISFIED)
    counted = (
        Article.objects.filter(uses__at__gte=now - 2 * WINDOW, uses__at__lte=now, status=ArticleStatus.PUBLISHED)
        .annotate(
            given=Count("uses", filter=recent & given),
            unsatisfied=Count("uses__contact_ref", filter=recent & unsatisfied, distinct=True),
            given_before=Count("uses", filter=earlier & given),
            unsatisfied_before=Count("uses__contact_ref", filter=earlier & unsatisfied, distinct=True),
        )
        .filter(given__gte=FEWEST_USES)
    )
    found = []
    for article in counted:
        helped = max(0.0, 1 - article.unsatisfied / article.given)
        before = max(0.0, 1 - article.unsatisfied_before / article.given_before) if article.given_before else None
        if (before is not None and before - helped >= FALLEN_BY) or (before is None and helped < 1 - 3 * FALLEN_BY):
            found.append(Usefulness(article, article.given, helped, article.given_before, before))
    return sorted(found, key=lambda line: (line.helped, -line.given))


def doubtful() -> list[Doubt]:
    """Return the city's published articles whose forms or variants contradict each other. Three queries."""
    names = district_codes_by_name()
    published = Article.objects.filter(collection=CITY_COLLECTION, status=ArticleStatus.PUBLISHED)
    articles = {article.pk: article for article in published.order_by("category", "title")}
    newest = ArticleVersion.objects.filter(article__in=articles.values(), version=F("article__version"))
    said = dict(newest.values_list("article_id", "content"))
    found = []
    for article in articles.values():
        if findings := contradictions(restore(said[article.pk]), names):
            found.append(Doubt(article, findings))
    return found


def ending(*, now: datetime) -> list[Article]:
    """Return the published articles whose validity ended or ends within 30 days, the most urgent first."""
    last = seoul_time(now).date() + ENDING_WITHIN
    found = Article.objects.filter(collection=CITY_COLLECTION, status=ArticleStatus.PUBLISHED, valid_until__lte=last)
    return list(found.order_by("valid_until", "title"))


def changed_in_file() -> list[Article]:
    """Return the edited articles of which a newly loaded file says something else."""
    found = Article.objects.filter(collection=CITY_COLLECTION, file_content__isnull=False)
    return list(found.order_by("category", "title"))


def uses_of(*, article: Article, now: datetime) -> dict[str, int]:
    """Return how often an article was used in the last 28 days, by kind of use."""
    counted = ArticleUse.objects.filter(article=article, at__gte=now - WINDOW).values_list("kind")
    return dict(counted.annotate(times=Count("pk")))
