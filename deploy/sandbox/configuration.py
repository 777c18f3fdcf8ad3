"""What the gateway is told when it starts."""

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path


def service_name() -> str:
    """Return the name of the channel that citizens write to."""
    return os.environ.get("SERVICE_NAME", "서울 120")


@dataclass(frozen=True)
class Configuration:
    """The secret shared with the product, the registered sender numbers, the journal, the product's address."""

    secret: str
    senders: frozenset[str]
    database: Path
    product_url: str

    def credential(self, name: str) -> str:
        """Return a provider's credential (`BIZGO_API_KEY`): from the environment, or worked out from the shared secret
        the way the product does in the demonstration."""
        given = os.environ.get(name, "")
        return given or hmac.new(self.secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]
