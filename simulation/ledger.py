"""What the product promised by answering "yes", and whether it kept it."""

from collections import Counter
from dataclasses import dataclass, field

from simulation.words import Inquiry

BY_NUMBER = ("PHONE", "SMS")


@dataclass
class Conversation:
    """One citizen's matter from their own side."""

    channel: str
    inquiry: Inquiry
    number: str = ""
    token: str = ""
    contact: str = ""
    seen_by_agent: bool = False
    complaint: str = ""
    complaint_state: str = ""
    complaint_error: str = ""


@dataclass
class Ledger:
    """Every conversation the product accepted; and what went wrong on the way.

    A call and a text message are found by their number, since only the product knows which contact they became.
    """

    conversations: list[Conversation] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    given_twice: list[str] = field(default_factory=list)
    _by_contact: dict[str, Conversation] = field(default_factory=dict)
    _by_number: dict[str, Conversation] = field(default_factory=dict)
    _taken_by: dict[str, str] = field(default_factory=dict)

    def accepted(self, conversation: Conversation) -> None:
        """Note that the product took the citizen's words in."""
        self.conversations.append(conversation)
        if conversation.channel in BY_NUMBER:
            self._by_number[conversation.number] = conversation
        else:
            self._by_contact[conversation.contact] = conversation

    def taken(self, contact: str, *, number: str, agent: str) -> Conversation | None:
        """Note that an agent was given a contact, and return whose it is; None if it is not of this simulation.

        Two agents for one contact is a broken promise.
        """
        if self._taken_by.setdefault(contact, agent) != agent:
            self.given_twice.append(contact)
        conversation = self._by_contact.get(contact) or self._by_number.get(number)
        if conversation:
            conversation.contact = contact
            conversation.seen_by_agent = True
        return conversation

    def failed(self, what: str, error: Exception) -> None:
        """Note something that went wrong."""
        self.errors[f"{what}: {error}"] += 1
