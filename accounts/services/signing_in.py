"""Nobody finds a password by trying: five wrong ones lock a user name for a quarter of an hour."""

import logging
import unicodedata

import redis
from django.utils.translation import gettext_lazy as _

from accounts.services.tries import count_try, forget_tries, network_of, take_back_try
from feed.errors import DomainError

logger = logging.getLogger(__name__)

WRONG_PASSWORDS = 5
WRONG_PASSWORDS_OF_ADDRESS = 50  # an office shares one
SECONDS = 15 * 60


class TooManySignIns(DomainError):
    """There were too many wrong passwords for this user name, or from this address: 429."""

    code = "too_many_sign_ins"
    status = 429
    message = _("로그인에 여러 번 실패했습니다. 15분 뒤에 다시 시도해 주세요.")


def begin_sign_in(*, username: str, address: str) -> None:
    """Count the sign-in as a wrong one until `sign_in_succeeded` says otherwise, so that tries at the same instant
    count too. An `address` of "" is not counted, and without Redis nobody is turned away. Raises TooManySignIns."""
    limits = {_name(username): WRONG_PASSWORDS}
    if address:
        limits[_origin(address)] = WRONG_PASSWORDS_OF_ADDRESS
    try:
        allowed = count_try(limits=limits, seconds=SECONDS)
    except redis.RedisError as error:
        logger.warning("sign-ins are not counted: %s", error)
        return
    if not allowed:
        raise TooManySignIns


def sign_in_succeeded(*, username: str, address: str) -> None:
    """Forget the wrong passwords of the user name, and do not count this sign-in against the address."""
    try:
        forget_tries(thing=_name(username))
        take_back_try(things=[_origin(address)] if address else [])
    except redis.RedisError as error:
        logger.warning("sign-ins are not counted: %s", error)


def _name(username: str) -> str:
    return f"sign-in name:{unicodedata.normalize('NFKC', username).casefold()}"


def _origin(address: str) -> str:
    return f"sign-in address:{network_of(address=address)}"
