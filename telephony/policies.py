"""Pure rules: which commands follow from what happened to a call, and where a call goes by default."""

import math
from collections.abc import Mapping
from datetime import timedelta

from districts.types import CITY_HALL
from korean import phone
from korean.privacy import clean_text
from telephony.types import RouteAnswer, RouteDecision, Verb

LONGEST_WAIT_SECONDS = 180

DEEPEST_MEMBER = 20
# A telephone that rings minutes later startles whoever picks it up; a line nobody speaks on is better cut late.
LIFE = timedelta(minutes=2)
LIFE_OF_HANGUP = timedelta(hours=1)
# An agent who wants the citizen on hold, or back, does not wait for longer.
LIFE_OF_HOLD = timedelta(seconds=15)

AT_ONCE = {"contact.held": Verb.HOLD, "contact.resumed": Verb.RESUME, "contact.listening": Verb.LISTEN}

DEFAULT_ROUTE = RouteAnswer(
    decision=RouteDecision.QUEUE,
    queue=CITY_HALL,
    district="",
    priority=0,
    announce="recording",
    record=True,
    max_wait_seconds=LONGEST_WAIT_SECONDS,
    overflow=CITY_HALL,
    default=True,
)


def verb_for(*, kind: str, ids: Mapping[str, str], last_verb: str, calls_back: bool = False) -> Verb | None:
    """Return what an exchange is told when an event of `kind` with `ids` happened to a call; None for nothing.

    `last_verb` is the last command given for the call that connected or parted somebody ("" for none). An agent who
    answered at the device already ("extension" in the ids) is not rung again, a consultation is cancelled only while
    there is one, and a call is hung up once. `calls_back`: the agent who took it is to call the citizen.
    """
    if kind in AT_ONCE:
        return AT_ONCE[kind]
    if kind == "contact.accepted":
        if "extension" in ids:
            return None
        return Verb.DIAL if calls_back else Verb.OFFER
    if kind == "contact.transferred":
        if ids.get("transfer_state") == "REQUESTED":
            return Verb.CONSULT
        if ids.get("transfer_state") == "ACCEPTED":
            return Verb.COMPLETE
        return Verb.CANCEL if last_verb == Verb.CONSULT else None
    not_answered = kind == "contact.queued" and ids.get("call_back") == "not_answered"
    if not_answered or kind in ("contact.ended", "contact.closed"):
        return None if last_verb == Verb.HANGUP else Verb.HANGUP
    return None


def life_of(verb: Verb) -> timedelta:
    """Return how long after it was made a command still makes sense."""
    if verb in (Verb.HOLD, Verb.RESUME):
        return LIFE_OF_HOLD
    return LIFE_OF_HANGUP if verb == Verb.HANGUP else LIFE


def storable(value: object, *, depth: int = 0) -> object:
    """Return a JSON value as it can be stored: texts cleaned; None for what is no number or nested too deep."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, dict | list):
        return value
    if depth == DEEPEST_MEMBER:
        return None
    if isinstance(value, dict):
        return {clean_text(name): storable(member, depth=depth + 1) for name, member in value.items()}
    return [storable(member, depth=depth + 1) for member in value]


def masked_number(raw: str) -> str:
    """Return a caller's number as it may be kept: its middle starred, "" for a withheld one."""
    try:
        return phone.mask(phone.normalise(raw))
    except phone.InvalidPhoneNumber:
        return phone.mask(raw)
