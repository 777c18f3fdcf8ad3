"""Remind of articles whose validity ends, and forget who had a draft open."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from feed.services import publish as tell
from feed.services import unit_of_work
from knowledgebase.models import Article, ArticleVersion, Editing, ExpiryReminder
from knowledgebase.types import CITY_COLLECTION, ArticleStatus
from korean.dates import seoul_time

STEPS = (30, 7, 0)
"""Days before the last valid day at which somebody is reminded."""

FORGOTTEN_AFTER = timedelta(hours=1)


def remind_of_expiry(*, now: datetime) -> int:
    """Remind once at 30 and 7 days before an article's last valid day and on it; return how many reminders are new.

    Only the step that has been reached last is told: an article found late does not bring three reminders at once. Who
    wrote and who approved the version are told by themselves besides.
    """
    today = seoul_time(now).date()
    told = 0
    ending = Article.objects.filter(
        collection=CITY_COLLECTION,
        status=ArticleStatus.PUBLISHED,
        valid_until__lte=today + timedelta(days=max(STEPS)),
    )
    for article_id, valid_until, district_code in list(ending.values_list("id", "valid_until", "district_code")):
        if valid_until is None:
            continue
        step = min(days for days in STEPS if (valid_until - today).days <= days)
        with unit_of_work():
            _, created = ExpiryReminder.objects.get_or_create(
                article_id=article_id, valid_until=valid_until, days_before=step, defaults={"at": now}
            )
            if created:
                streams = ["city", *([f"district:{district_code}"] if district_code else [])]
                streams += [f"user:{user_id}" for user_id in _owners(article_id)]
                tell(streams=streams, kind="article.expiring", ids={"article": str(article_id)}, now=now)
                told += 1
    return told


def _owners(article_id: UUID) -> list[UUID]:
    """Return who wrote and who approved the newest version, each once, as far as they still work here."""
    newest = ArticleVersion.objects.filter(article_id=article_id).order_by("-version").first()
    if newest is None:
        return []
    users = User.objects.filter(id__in=[newest.author_id, newest.approver_id], is_active=True)
    return sorted(users.values_list("id", flat=True))


def forget_editors(*, now: datetime) -> int:
    """Forget who had a draft open more than an hour ago; return how many."""
    return Editing.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()[0]
