"""What every provider can do."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from messaging.types import Channel, Headers, InboundMessage, ProviderAnswer, Receipt, TextSize


class InvalidRecipient(DomainError):
    """The address is not one the channel can reach; `extra`: channel."""

    code = "invalid_recipient"
    status = 422
    message = _("이 채널로 보낼 수 없는 주소입니다.")


class MalformedInbound(DomainError):
    """A provider's request is not what its documentation says; `extra`: field."""

    code = "malformed_inbound"
    message = _("요청 형식이 올바르지 않습니다.")


@dataclass(frozen=True)
class Letter:
    """What a provider is given to send: `key` is the same for every attempt, `message_id` our own id, `resends` how
    often a person has sent it again since a provider had first accepted it."""

    message_id: UUID
    resends: int
    key: str
    recipient: str
    title: str
    text: str


@dataclass(frozen=True)
class Capabilities:
    """What a provider offers: calls it takes side by side (0: it answers at once, without a network), receipts of
    arrival, messages from citizens."""

    parallel_calls: int
    receipts: bool
    inbound: bool


class Provider(Protocol):
    """One provider. `send` never touches the database: it may run in a thread of its own."""

    name: ClassVar[str]
    channel: ClassVar[Channel]
    capabilities: ClassVar[Capabilities]

    def address(self, recipient: str) -> str:
        """Return the recipient in the form it is stored in. Raises InvalidRecipient."""

    def limits(self, text: str) -> TextSize:
        """Return how much of the channel the text takes."""

    def send(self, letter: Letter) -> ProviderAnswer:
        """Hand the letter over and return the provider's answer; every failure of the network is an answer too."""

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Make sure that a request comes from the provider. Raises SignatureInvalid, TimestampExpired."""

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Read a citizen's message. Raises MalformedInbound."""

    def parse_receipt(self, body: bytes) -> Receipt:
        """Read a receipt. Raises MalformedInbound."""
