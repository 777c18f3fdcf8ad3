"""The city's own chat page: what is sent is in our database already, the citizen's page only has to be told."""

from typing import ClassVar

from messaging.providers.base import Capabilities, Letter, OneWay
from messaging.types import Channel, Outcome, ProviderAnswer


class WebProvider(OneWay):
    """The recipient is the contact whose page shows the message; the page is told through the feed, and its reading is
    recorded by `record_seen`."""

    name: ClassVar[str] = "web"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.WEB})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=0, receipts=False, inbound=False, honours_key=channels
    )

    def own_sender(self, channel: Channel) -> str:
        """Return nothing: the page is the city's."""
        return ""

    def send(self, letter: Letter) -> ProviderAnswer:
        """Accept: recording the answer tells the page."""
        return ProviderAnswer(outcome=Outcome.ACCEPTED, code="WEB", provider_message_id=str(letter.message_id))
