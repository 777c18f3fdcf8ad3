"""How often the public may try and write. Generous where many share one address."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import redis
from django.utils.translation import gettext_lazy as _

from accounts.services import count_try, network_of, take_back_try
from feed.errors import DomainError

logger = logging.getLogger(__name__)

WRONG_LOOKUPS_OF_NUMBER = 10
WRONG_LOOKUPS_OF_ADDRESS = 100
LOOKUP_SECONDS = 15 * 60
NEW_CHATS_OF_ADDRESS = 300  # a minute, as in the REST API
MESSAGES_OF_CONTACT = 60  # a minute, as in the REST API
CALL_CODES_OF_CONTACT = 5  # a quarter of an hour: each is a text message to a number that anybody may have typed
BOOKINGS_OF_ADDRESS = 10  # a minute
MINUTE_SECONDS = 60


class TooManyTries(DomainError):
    """There were too many wrong tries: 429."""

    code = "too_many_tries"
    status = 429
    message = _("여러 번 잘못 입력하셨습니다. 15분 뒤에 다시 시도하거나 120에 문의해 주세요.")


class LookupAway(DomainError):
    """Tries cannot be counted now, so nothing is looked up: 503."""

    code = "lookup_away"
    status = 503
    message = _("지금은 접수번호로 조회할 수 없습니다. 문자로 받은 링크로 확인하거나 120에 문의해 주세요.")


class TooOften(DomainError):
    """Too many messages in one minute: 429."""

    code = "too_often"
    status = 429
    message = _("너무 많은 메시지를 보내셨습니다. 잠시 뒤에 다시 보내거나 120에 문의해 주세요.")


@contextmanager
def limited_lookup(*, number: str, address: str) -> Iterator[None]:
    """Let a block look up the complaint `number` (as it is stored; "" for none) for a client at `address`.

    What the block raises leaves a wrong try behind. Raises TooManyTries, and LookupAway while Redis is away: four
    digits are soon guessed where nobody counts.
    """
    limits = {f"lookup number:{number}": WRONG_LOOKUPS_OF_NUMBER} if number else {}
    limits |= _of_address("lookup", address, WRONG_LOOKUPS_OF_ADDRESS)
    try:
        allowed = count_try(limits=limits, seconds=LOOKUP_SECONDS)
    except redis.RedisError as error:
        raise LookupAway from error
    if not allowed:
        raise TooManyTries
    yield
    try:
        take_back_try(things=limits)
    except redis.RedisError as error:
        logger.warning("a right look-up stays counted: %s", error)


def count_new_chat(*, address: str) -> None:
    """Count one new conversation from `address`. Raises TooOften; without Redis nobody is turned away."""
    _count(_of_address("chat", address, NEW_CHATS_OF_ADDRESS))


def count_message(*, contact_id: UUID) -> None:
    """Count one message or press in a conversation. Raises TooOften; without Redis nobody is turned away."""
    _count({f"message contact:{contact_id}": MESSAGES_OF_CONTACT})


def count_call_code(*, contact_id: UUID) -> None:
    """Count one code sent to a number that is to be called. Raises TooOften; without Redis nobody is turned away."""
    _count({f"call code contact:{contact_id}": CALL_CODES_OF_CONTACT}, seconds=LOOKUP_SECONDS)


def count_booking(*, address: str) -> None:
    """Count one appointment that is booked from `address`. Raises TooOften; without Redis nobody is turned away."""
    _count(_of_address("booking", address, BOOKINGS_OF_ADDRESS))


def _of_address(what: str, address: str, limit: int) -> dict[str, int]:
    return {f"{what} address:{network_of(address=address)}": limit} if address else {}


def _count(limits: Mapping[str, int], *, seconds: int = MINUTE_SECONDS) -> None:
    try:
        allowed = count_try(limits=limits, seconds=seconds)
    except redis.RedisError as error:
        logger.warning("nobody is counted: %s", error)
        return
    if not allowed:
        raise TooOften
