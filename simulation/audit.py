"""After the play: is everything there that the product said yes to, once, and did every notice arrive?"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from simulation.client import Client, Refused
from simulation.ledger import BY_NUMBER, Conversation, Ledger

SUPERVISOR = "supervisor"
ON_THE_WAY = {"QUEUED", "SENDING"}
ARRIVED = {"SENT", "DELIVERED"}
LARGEST_PAGES = 200


@dataclass
class Audit:
    """What was found. `lost_*` and `doubled` must be empty; `on_the_way` may only shrink."""

    contact_states: Counter[str] = field(default_factory=Counter)
    complaint_states: Counter[str] = field(default_factory=Counter)
    lost_contacts: list[str] = field(default_factory=list)
    lost_complaints: list[str] = field(default_factory=list)
    lost_messages: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    failed_messages: int = 0
    messages: int = 0
    on_the_way: int = 0

    @property
    def open_contacts(self) -> int:
        """Return how many contacts are still being worked on."""
        return sum(self.contact_states[state] for state in ("OPEN", "WAITING", "ACTIVE", "WRAP_UP"))

    @property
    def open_complaints(self) -> int:
        """Return how many complaints are not completed."""
        return sum(self.complaint_states.values()) - self.complaint_states["COMPLETED"]

    @property
    def kept(self) -> bool:
        """Tell whether every promise was kept."""
        return not (self.lost_contacts or self.lost_complaints or self.lost_messages or self.doubled)


async def audit(*, client: Client, ledger: Ledger, since: str) -> Audit:
    """Look up everything in the ledger through the public endpoints, and every phone at the practice gateway.

    `since` (ISO 8601) is when the play began.
    """
    found = Audit()
    phones = (await client.send("GET", "/sandbox/v1/statistics"))["by_number"]
    for conversation in ledger.conversations:
        if conversation.channel not in BY_NUMBER or conversation.seen_by_agent:
            await _check(conversation, client, found, phones)
    for channel in BY_NUMBER:
        begun = sum(conversation.channel == channel for conversation in ledger.conversations)
        found.lost_contacts += [channel] * (begun - await _contacts_since(client, channel, since))
    return found


async def _check(conversation: Conversation, client: Client, found: Audit, phones: dict[str, int]) -> None:
    path = f"/api/contacts/{conversation.contact}/"
    try:
        contact = await client.as_user(SUPERVISOR, "GET", path)
        lines = await client.as_user(SUPERVISOR, "GET", f"{path}messages/")
    except Refused as error:
        if error.status != 404:
            raise
        found.lost_contacts.append(conversation.contact)
        return
    found.contact_states[contact["state"]] += 1
    if conversation.channel != "PHONE" and conversation.inquiry.text not in [line["text"] for line in lines]:
        found.lost_messages.append(f"{conversation.contact}: the citizen's own words")
    _check_messages(conversation, lines, found, phones)
    if conversation.complaint:
        await _check_complaint(conversation, client, found)


def _check_messages(
    conversation: Conversation, lines: list[dict[str, Any]], found: Audit, phones: dict[str, int]
) -> None:
    """What the product says it sent must be what the citizen's phone received: not less, not twice."""
    sent = [line["delivery"] for line in lines if line["delivery"]]
    found.messages += len(sent)
    found.on_the_way += sum(state in ON_THE_WAY for state in sent)
    found.failed_messages += sum(state not in ARRIVED | ON_THE_WAY for state in sent)
    if conversation.channel == "WEB":
        return
    arrived, expected = phones.get(conversation.number, 0), sum(state in ARRIVED for state in sent)
    if arrived < expected:
        found.lost_messages.append(f"{conversation.number}: {arrived} of {expected}")
    if arrived > len(sent):
        found.doubled.append(f"{conversation.number}: {arrived} for {len(sent)}")


async def _check_complaint(conversation: Conversation, client: Client, found: Audit) -> None:
    try:
        complaint = await client.as_user(SUPERVISOR, "GET", f"/api/complaints/{conversation.complaint}/")
    except Refused as error:
        if error.status != 404:
            raise
        found.lost_complaints.append(conversation.complaint)
        return
    found.complaint_states[complaint["line"]["state"]] += 1


async def _contacts_since(client: Client, channel: str, since: str) -> int:
    path: str | None = f"/api/contacts/?channel={channel}&opened_after={since.replace('+', '%2B')}"
    begun = 0
    for _ in range(LARGEST_PAGES):
        if not path:
            break
        page = await client.as_user(SUPERVISOR, "GET", path)
        begun += len(page["results"])
        path = (page["next"] or "").removeprefix(client.target.url) or None
    return begun
