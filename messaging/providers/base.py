"""What every provider can do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from messaging import policies
from messaging.providers.signing import SignatureInvalid
from messaging.types import Channel, Extras, Headers, InboundMessage, ProviderAnswer, Receipt, TextSize


class MalformedInbound(DomainError):
    """A provider's request is not what its documentation says; `extra`: field."""

    code = "malformed_inbound"
    message = _("요청 형식이 올바르지 않습니다.")


@dataclass(frozen=True)
class Letter:
    """What a provider is given to send: `key` is the same for every attempt, `message_id` our own id, `resends` how
    often a person has sent it again since a provider had first accepted it, `sender` the key or number it leaves from,
    `template_code` that of an Alimtalk."""

    message_id: UUID
    resends: int
    key: str
    channel: Channel
    sender: str
    recipient: str
    title: str
    text: str
    template_code: str = ""
    extras: Extras = field(default_factory=Extras)

    @property
    def reference(self) -> str:
        """What the provider gives back with a receipt: our id, and after a resend which sending it was."""
        return f"{self.message_id}:{self.resends}" if self.resends else str(self.message_id)


@dataclass(frozen=True)
class Sent:
    """A message the provider has accepted, as one asks about it."""

    channel: Channel
    provider_message_id: str


@dataclass(frozen=True)
class Capabilities:
    """What a provider offers.

    `parallel_calls`: taken side by side (0: it answers at once, without a network). `receipts`: tells what arrived.
    `inbound`: hands over what citizens write. `honours_key`: the channels in which the same key twice is one message.
    `ask_after`: how long to wait before asking what became of a message (None: it cannot be asked).
    """

    parallel_calls: int
    receipts: bool
    inbound: bool
    honours_key: frozenset[Channel]
    ask_after: timedelta | None = None


class Provider(Protocol):
    """One provider. `send` and `ask` never touch the database: they may run in a thread of their own."""

    name: ClassVar[str]
    channels: ClassVar[frozenset[Channel]]
    capabilities: ClassVar[Capabilities]

    def own_sender(self, channel: Channel) -> str:
        """Return the key, number or address that the settings give; "" where there is none."""

    def limits(self, *, channel: Channel, text: str) -> TextSize:
        """Return how much of the channel the text takes."""

    def send(self, letter: Letter) -> ProviderAnswer:
        """Hand the letter over and return the provider's answer; every failure of the network is an answer too."""

    def ask(self, sent: Sent) -> Receipt | None:
        """Return what became of a message; None when it is not settled. Raises CallFailed, MalformedInbound."""

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Make sure that a request comes from the provider. Raises SignatureInvalid, TimestampExpired."""

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Read a citizen's message. Raises MalformedInbound."""

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Read the receipts of a request. Raises MalformedInbound."""


class Carrier:
    """What most providers have in common: the channel's own limits, and no words of citizens."""

    def limits(self, *, channel: Channel, text: str) -> TextSize:
        """Return how much of the channel the text takes."""
        return policies.measure(channel=channel, text=text)

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Refuse. Raises MalformedInbound."""
        raise MalformedInbound


class OneWay(Carrier):
    """The half of a provider that only sends: nobody speaks for it, and it is not asked."""

    def ask(self, sent: Sent) -> Receipt | None:
        """Know nothing more."""
        return None

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Refuse every request. Raises SignatureInvalid."""
        raise SignatureInvalid

    def parse_receipts(self, body: bytes) -> list[Receipt]:
        """Refuse. Raises MalformedInbound."""
        raise MalformedInbound
