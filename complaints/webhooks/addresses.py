"""Where a webhook may go: the public internet over HTTPS, and the private networks that the settings name.

Without this anybody who may enter an address could have our servers call each other (server-side request forgery).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(DomainError):
    """The address is not one that we call."""

    code = "address_refused"
    status = 422
    message = _("이 주소로는 보낼 수 없습니다. 공개된 HTTPS 주소이거나 설정에서 허용한 내부망 주소여야 합니다.")


class AddressUnknown(AddressRefused):
    """The name of the host leads to no address at present."""

    code = "address_unknown"
    message = _("주소의 서버 이름을 찾을 수 없습니다.")


@dataclass(frozen=True)
class Destination:
    """A checked address: the connection is made to `ip`, whatever the name leads to a moment later."""

    host: str
    ip: str
    port: int
    secure: bool
    path: str

    @property
    def url(self) -> str:
        """The address with the number of the host in it."""
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{self.path}"


def check(url: str) -> Destination:
    """Return where `url` leads. Raises AddressRefused, AddressUnknown.

    Every address of the host must be allowed: plain HTTP and private addresses only within `WEBHOOK_NETWORKS`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise AddressRefused
    addresses = _addresses(parts.hostname, port)
    if not all(_allowed(address, secure=parts.scheme == "https") for address in addresses):
        raise AddressRefused
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(host=parts.hostname, ip=str(addresses[0]), port=port, secure=parts.scheme == "https", path=path)


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressUnknown from error
    return [ipaddress.ip_address(entry[4][0]) for entry in found]


def _allowed(address: Address, *, secure: bool) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    actual = mapped or address
    if any(actual in ipaddress.ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return secure and actual.is_global and not actual.is_multicast
