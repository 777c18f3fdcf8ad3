"""The city's own chat page: what is sent is in our database already, the citizen's page only has to be told."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from messaging import policies
from messaging.providers.base import Capabilities, InvalidRecipient, Letter, MalformedInbound
from messaging.providers.signing import SignatureInvalid
from messaging.types import Channel, Headers, InboundMessage, Outcome, ProviderAnswer, Receipt, TextSize


class WebProvider:
    """The recipient is the contact whose page shows the message; the page is told through the feed."""

    name: ClassVar[str] = "web"
    channel: ClassVar[Channel] = Channel.WEB
    capabilities: ClassVar[Capabilities] = Capabilities(parallel_calls=0, receipts=False, inbound=False)

    def address(self, recipient: str) -> str:
        """Return the contact's id. Raises InvalidRecipient."""
        try:
            return str(UUID(recipient))
        except ValueError as error:
            raise InvalidRecipient(channel=self.channel) from error

    def limits(self, text: str) -> TextSize:
        """Return the characters of the text, of 10,000."""
        return policies.measure(channel=self.channel, text=text)

    def send(self, letter: Letter) -> ProviderAnswer:
        """Accept: recording the answer tells the page."""
        return ProviderAnswer(outcome=Outcome.ACCEPTED, code="WEB", provider_message_id=str(letter.message_id))

    def verify(self, *, headers: Headers, body: bytes, now: datetime) -> None:
        """Refuse: nobody outside speaks for our own page."""
        raise SignatureInvalid

    def parse_inbound(self, body: bytes) -> InboundMessage:
        """Refuse: the page writes through its own address."""
        raise MalformedInbound

    def parse_receipt(self, body: bytes) -> Receipt:
        """Refuse: the page's reading is recorded by `record_seen`."""
        raise MalformedInbound
