"""How long a receiver has to take a hand-off or to say that it is not theirs (민원처리법 §16, 시행령 §13)."""

from collections.abc import Mapping

from complaints.types import TransferKind
from districts.types import CITY_HALL

LIMIT_HOURS: Mapping[TransferKind, int] = {
    TransferKind.FIRST: 1,
    TransferKind.DEPARTMENT: 3,
    TransferKind.ASSIGNMENT: 3,
    TransferKind.AUDIT: 3,
    TransferKind.DISTRICT: 8,
    TransferKind.CITY_HALL: 8,
    TransferKind.AGENCY: 8,
}
"""Working hours."""
TO_OTHER_AGENCY = (TransferKind.DISTRICT, TransferKind.CITY_HALL)
BOUNCES_TO_REFEREE = 2
"""From this bounce inside one agency on, the 민원심사관 decides (민원처리법 시행령 §38 제1항제1호)."""


def kind_between(*, from_district: str, to_district: str) -> TransferKind:
    """Return what a transfer is, by the codes of the agencies (districts, city hall) of the two departments."""
    if from_district == to_district:
        return TransferKind.DEPARTMENT
    return TransferKind.CITY_HALL if to_district == CITY_HALL else TransferKind.DISTRICT
