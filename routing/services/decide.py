"""Decide where a citizen's words belong."""

from dataclasses import asdict, replace
from datetime import datetime

from korean import morphemes
from routing.policies import deciding
from routing.policies.tables import Tables
from routing.services.tables import keeper
from routing.types import Decision, Given


def decide(
    *,
    text: str,
    dialled: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    chosen_district: str = "",
    earlier_district: str = "",
    now: datetime,
) -> Decision:
    """Return district, topic, department and handling for a citizen's words, with confidence, evidence and question.

    Takes besides the text the number dialled (any way of writing it), a point in WGS 84 degrees, the code of the
    district the citizen chose when asked, and that of an earlier contact. Answers from tables in memory: no query per
    decision, and the last tables while the database is away. `now` is when the words were received: who is
    in charge, and whether the duty room answers, is decided for that instant.
    """
    given = Given(
        text=text,
        dialled=dialled,
        latitude=latitude,
        longitude=longitude,
        chosen_district=chosen_district,
        earlier_district=earlier_district,
    )
    return decide_by(keeper.current(), given, now=now)


def decide_by(tables: Tables, given: Given, *, now: datetime) -> Decision:
    """Return the decision that these tables make at an instant, and keep with it what it was made from."""
    decision = deciding.decide(tables, deciding.Input(**asdict(given)), now=now, tokenise=morphemes.tokens)
    return replace(decision, given=given)
