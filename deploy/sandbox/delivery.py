"""What every provider does with a message once it has understood it: check it, keep it, report on it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.sandbox import kakao_rules, rules
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.faults import Faults, Kind
from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.postman import Postman
from deploy.sandbox.rooms import Rooms

RECEIPT_SECONDS = 0.3
NO_KAKAO = "NoSendAvailableException"


@dataclass(frozen=True)
class Receipt:
    """What a provider reports of a message: the form in which it arrived, or did not."""

    identifier: str
    reference: str
    number: str
    form: str
    arrived: bool
    seconds: float


@dataclass(frozen=True)
class Text:
    """A text message as it was ordered."""

    to: str
    sender: str
    form: str
    title: str
    text: str


@dataclass(frozen=True)
class Alimtalk:
    """An Alimtalk as it was ordered; `buttons` in Bizgo's words (type, name, urlMobile, chatExtra)."""

    to: str
    template_code: str
    title: str
    text: str
    buttons: Sequence[Mapping[str, Any]]


Order = Text | Alimtalk


class Delivery:
    """Keeps orders in the journal; `report` of each provider makes its posts out of a receipt."""

    def __init__(
        self, configuration: Configuration, journal: Journal, postman: Postman, rooms: Rooms, faults: Faults
    ) -> None:
        self._configuration, self._journal, self._postman = configuration, journal, postman
        self._rooms, self.faults = rooms, faults

    def refusal(self, order: Order) -> str:
        """Return why an order is not taken at all, "" when it is; in the codes of `rules` and `kakao_rules`."""
        if isinstance(order, Text):
            content = {
                "to": order.to,
                "from": order.sender,
                "type": order.form,
                "title": order.title,
                "text": order.text,
                "reference": "",
            }
            return rules.refusal(content, key="-", senders=self._configuration.senders)
        if not rules.MOBILE_NUMBER.fullmatch(order.to):
            return rules.INVALID_RECIPIENT
        found = self._journal.template(order.template_code)
        template = found[0] if found and found[1] == "APR" else None
        return kakao_rules.refusal_of_alimtalk(order.text, order.title, list(order.buttons), template)

    def earlier(self, key: str) -> str | None:
        """Return the id of what was ordered under the same key before, and count the repetition."""
        return self._journal.repeat(key) if key else None

    def take(
        self,
        orders: Sequence[Order],
        *,
        provider: str,
        reference: str,
        key: str,
        identifier: str = "",
        report: Callable[[Receipt], list[Outgoing]],
    ) -> str:
        """Deliver the first of the orders that can be (the later ones stand in for it) and return the message's id."""
        identifier = identifier or uuid.uuid4().hex
        undelivered = self.faults.strikes(Kind.UNDELIVERED, provider)
        order = next((order for order in orders if self._reaches(order)), None)
        shown = order or orders[-1]
        arrived = order is not None and not undelivered
        form = shown.form if isinstance(shown, Text) else "ALIMTALK"
        receipt = Receipt(identifier, reference, shown.to, form, arrived, self._receipt_seconds(provider))
        extras = {"receipt": "arrived" if arrived else "failed", "provider": provider}
        buttons = {} if isinstance(shown, Text) else {"buttons": [dict(button) for button in shown.buttons]}
        self._journal.add(
            identifier=identifier,
            number=shown.to,
            by_citizen=False,
            other=shown.sender if isinstance(shown, Text) else provider,
            form=form if arrived else "EVENT",
            title=shown.title,
            text=shown.text if arrived else "",
            reference=reference,
            key=key or None,
            extras=extras | buttons,
            posts=self._posts(receipt, report, provider),
        )
        self._postman.wake()
        return identifier

    def _posts(self, receipt: Receipt, report: Callable[[Receipt], list[Outgoing]], provider: str) -> list[Outgoing]:
        if self.faults.strikes(Kind.NO_RECEIPT, provider):
            return []
        return report(receipt) * (2 if self.faults.strikes(Kind.RECEIPT_TWICE, provider) else 1)

    def _receipt_seconds(self, provider: str) -> float:
        return self.faults.seconds(Kind.RECEIPT_LATE, provider) or RECEIPT_SECONDS

    def _reaches(self, order: Order) -> bool:
        return isinstance(order, Text) or self._rooms.user_of(order.to).has_kakao
