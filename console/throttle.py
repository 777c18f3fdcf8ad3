"""A limit on guessing: so many wrong tries in a quarter of an hour, for each thing that is counted."""

import hashlib
from collections.abc import Iterable

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError

WINDOW_SECONDS = 15 * 60


class TooManyTries(DomainError):
    """There were too many wrong tries: 429."""

    code = "too_many_tries"
    status = 429
    message = _("여러 번 잘못 입력하셨습니다. 15분 뒤에 다시 시도하거나 120에 문의해 주세요.")


def check(*, counted: Iterable[str], limit: int) -> None:
    """Raise TooManyTries when one of the things counted has had `limit` wrong tries in the last quarter of an hour."""
    if any(tries >= limit for tries in cache.get_many(_keys(counted)).values()):
        raise TooManyTries


def count_wrong_try(*, counted: Iterable[str]) -> None:
    """Count one wrong try for each of the things counted."""
    for key in _keys(counted):
        cache.add(key, 0, WINDOW_SECONDS)
        cache.incr(key)


def _keys(counted: Iterable[str]) -> list[str]:
    return [f"tries:{hashlib.sha256(thing.encode()).hexdigest()}" for thing in counted]
