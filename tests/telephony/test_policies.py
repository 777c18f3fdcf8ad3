"""Which commands follow from what happened."""

import pytest

from telephony.policies import verb_for
from telephony.types import Verb


@pytest.mark.parametrize(
    ("kind", "ids", "last_verb", "verb"),
    [
        ("contact.opened", {}, "", None),
        ("contact.queued", {}, "", None),
        ("contact.accepted", {}, "", Verb.OFFER),
        ("contact.accepted", {"extension": "7001"}, "", None),
        ("contact.transferred", {"transfer_state": "REQUESTED"}, "offer", Verb.CONSULT),
        ("contact.transferred", {"transfer_state": "ACCEPTED"}, "consult", Verb.COMPLETE),
        ("contact.transferred", {"transfer_state": "EXPIRED"}, "consult", Verb.CANCEL),
        ("contact.transferred", {"transfer_state": "RETURNED"}, "consult", Verb.CANCEL),
        ("contact.transferred", {"transfer_state": "RETURNED"}, "complete", None),
        ("contact.transferred", {"transfer_state": "CANCELLED"}, "cancel", None),
        ("contact.ended", {}, "offer", Verb.HANGUP),
        ("contact.closed", {}, "hangup", None),
        ("contact.closed", {}, "offer", Verb.HANGUP),
        ("contact.message", {}, "offer", None),
        ("contact.queued", {"call_back": "not_answered"}, "dial", Verb.HANGUP),
        ("contact.held", {}, "offer", Verb.HOLD),
        ("contact.resumed", {}, "offer", Verb.RESUME),
        ("contact.listening", {"extension": "7100"}, "offer", Verb.LISTEN),
    ],
)
def test_verb_for(kind: str, ids: dict[str, str], last_verb: str, verb: Verb | None) -> None:
    assert verb_for(kind=kind, ids=ids, last_verb=last_verb) == verb


def test_who_is_called_back_is_dialled() -> None:
    assert verb_for(kind="contact.accepted", ids={}, last_verb="", calls_back=True) == Verb.DIAL
