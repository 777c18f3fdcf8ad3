"""Decide where a citizen's words belong."""

from datetime import datetime

from korean import morphemes
from routing.policies import deciding
from routing.services.tables import keeper
from routing.types import Decision


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
    decision, and the last tables while the database is away. `now` is when the words were received.
    """
    given = deciding.Input(
        text=text,
        dialled=dialled,
        latitude=latitude,
        longitude=longitude,
        chosen_district=chosen_district,
        earlier_district=earlier_district,
    )
    return deciding.decide(keeper.current(), given, tokenise=morphemes.tokens)
