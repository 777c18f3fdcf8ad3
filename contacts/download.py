"""Fetch from the few places that a messenger keeps its files in: nothing else is asked, whatever an address says."""

import ipaddress
import time
from urllib.parse import urlsplit

import httpx
from django.conf import settings

CONNECT_SECONDS = 3.0
LONGEST_SILENCE_SECONDS = 10.0
LONGEST_SECONDS = 60.0
CHUNK = 64 * 1024


class NotFetched(Exception):
    """The content cannot be had; `reason` says why, `final` whether asking again is of no use."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


def is_allowed(address: str) -> bool:
    """Tell whether an address is one of a messenger's: HTTPS and a host of `MESSENGER_HOSTS` (".kakao.com": and those
    below it). A host named there with its port may be asked without HTTPS: the practice gateway on this machine."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    if not host or parts.username or parts.password or parts.scheme not in ("http", "https"):
        return False
    for allowed in settings.MESSENGER_HOSTS:
        if ":" in allowed and allowed == f"{host}:{port}":
            return True
        named = host == allowed.lstrip(".") or (allowed.startswith(".") and host.endswith(allowed))
        if named and parts.scheme == "https" and port in (None, 443) and not _is_number(host):
            return True
    return False


def fetch(address: str, *, most_bytes: int, seconds: float = LONGEST_SECONDS) -> bytes:
    """Return what lies at the address, without following it elsewhere; `seconds` is the longest it may take in all, a
    third of which it may be silent.

    Raises NotFetched.
    """
    if not is_allowed(address):
        raise NotFetched("not_allowed", final=True)
    silence = min(seconds / 3, LONGEST_SILENCE_SECONDS)
    timeout = httpx.Timeout(silence, connect=min(silence, CONNECT_SECONDS))
    ends_at = time.monotonic() + seconds
    try:
        with httpx.stream("GET", address, timeout=timeout, follow_redirects=False, trust_env=False) as response:
            if response.status_code in (404, 410, 403):
                raise NotFetched("gone", final=True)
            if response.status_code != 200:
                raise NotFetched(f"http_{response.status_code}", final=False)
            content = bytearray()
            for chunk in response.iter_bytes(CHUNK):
                content += chunk
                if len(content) > most_bytes:
                    raise NotFetched("too_large", final=True)
                if time.monotonic() > ends_at:
                    raise NotFetched("too_slow", final=False)
            return bytes(content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched("unreachable", final=False) from error


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
