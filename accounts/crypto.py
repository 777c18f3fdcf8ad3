"""Encryption of personal fields, and the keyed hash by which they are looked up (안전성 확보조치 기준 §7)."""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key; the empty string stays empty."""
    return _cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return the text of a token made by `encrypt` with any of the configured keys."""
    return _cipher().decrypt(token.encode()).decode() if token else ""


def keyed_hash(text: str) -> str:
    """Return the look-up hash of `text`: the same for the same text, useless without the key. 64 hexadecimal digits."""
    return hmac.new(settings.LOOKUP_HASH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
