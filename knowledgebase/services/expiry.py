"""Remind of articles whose validity ends, and forget who had a draft open."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import access_of, holders_of
from accounts.types import Role
from feed.services import publish as tell
from feed.services import unit_of_work
from knowledgebase.models import Article, ArticleVersion, Editing, ExpiryReminder
from knowledgebase.types import CITY_COLLECTION, ArticleStatus
from korean.dates import seoul_time
from messaging.services import ChannelUnavailable, InvalidRecipient, enqueue
from messaging.types import Channel, Purpose

logger = logging.getLogger(__name__)

STEPS = (30, 7, 0)
"""Days before the last valid day at which somebody is reminded."""

FORGOTTEN_AFTER = timedelta(hours=1)


def remind_of_expiry(*, now: datetime) -> int:
    """Remind once at 30 and 7 days before an article's last valid day and on it; return how many reminders are new.

    Only the step that has been reached last is told: an article found late does not bring three reminders at once. The
    article's owners (`_owners`) are told by themselves besides, and by e-mail where the city sends any and their
    address is known.
    """
    today = seoul_time(now).date()
    told = 0
    ending = Article.objects.filter(
        collection=CITY_COLLECTION,
        status=ArticleStatus.PUBLISHED,
        valid_until__lte=today + timedelta(days=max(STEPS)),
    )
    for article in list(ending.only("id", "title", "valid_until", "district_code")):
        if article.valid_until is None:
            continue
        step = min(days for days in STEPS if (article.valid_until - today).days <= days)
        with unit_of_work():
            reminder, created = ExpiryReminder.objects.get_or_create(
                article=article, valid_until=article.valid_until, days_before=step, defaults={"at": now}
            )
            if created:
                owners = _owners(article)
                streams = ["city", *([f"district:{article.district_code}"] if article.district_code else [])]
                streams += [f"user:{owner.pk}" for owner in owners]
                tell(streams=streams, kind="article.expiring", ids={"article": str(article.pk)}, now=now)
                for owner in owners:
                    _write_to(owner, article, reminder, now=now)
                told += 1
    return told


def _owners(article: Article) -> list[User]:
    """Return who wrote and who approved the newest version, each once, as far as they still work here; where nobody
    does (an article from a file), the supervisors who approve what is written for its district."""
    newest = ArticleVersion.objects.filter(article=article).order_by("-version").first()
    ids = (newest.author_id, newest.approver_id) if newest else ()
    users = list(User.objects.filter(id__in=[user_id for user_id in ids if user_id], is_active=True).order_by("id"))
    if users:
        return users
    supervisors = holders_of(role=Role.SUPERVISOR, district_code=article.district_code)
    return [user for user in supervisors if article.district_code or access_of(user=user).district_codes is None]


def _write_to(owner: User, article: Article, reminder: ExpiryReminder, *, now: datetime) -> None:
    """Write an e-mail to an owner who has an address; one that cannot be used keeps nobody else from being told."""
    if not owner.email:
        return
    address = f"{settings.PUBLIC_BASE_URL.rstrip('/')}/knowledge/articles/{article.pk}/"
    try:
        enqueue(
            channel=Channel.EMAIL,
            recipient=owner.email,
            title=_("[%(service)s] 유효 기간이 끝나는 글") % {"service": settings.CITY_PROFILE.service},
            text=_(
                "상담 DB의 글 ‘%(title)s’의 유효 기간은 %(day)s까지입니다.\n"
                "기간을 늘리거나, 내용을 고치거나, 게시를 중단해 주세요.\n\n%(address)s"
            )
            % {"title": article.title, "day": reminder.valid_until.isoformat(), "address": address},
            purpose=Purpose.SYSTEM,
            reference=f"article:{article.pk}",
            idempotency_key=f"article-expiring:{reminder.pk}:{owner.pk}",
            district_code=article.district_code,
            now=now,
        )
    except ChannelUnavailable:
        return
    except InvalidRecipient:
        logger.warning("no e-mail about an ending article: the address of user %s cannot be used", owner.pk)


def forget_editors(*, now: datetime) -> int:
    """Forget who had a draft open more than an hour ago; return how many."""
    return Editing.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()[0]
