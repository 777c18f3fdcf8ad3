"""What the gateway is told when it starts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Configuration:
    """The secret shared with the product, the registered sender numbers, the journal, the product's address."""

    secret: str
    senders: frozenset[str]
    database: Path
    product_url: str
