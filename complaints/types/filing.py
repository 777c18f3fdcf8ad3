"""What a citizen fills in to file a complaint, and what is found out about it before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from complaints.types.vocabulary import PublicState


@dataclass(frozen=True)
class FilingForm:
    """A form as it was typed. District and topic are codes, "" where routing shall find them; the point is WGS 84.

    `number` and `digits` are a mobile number and the code sent to it (both "": no text messages), `contact_id` is the
    web conversation of this browser, `same_as` the number of a complaint nearby that the citizen takes for the same.
    """

    request_key: str
    kind: str
    title: str
    body: str
    place: str
    latitude: float | None
    longitude: float | None
    district_code: str
    topic_code: str
    number: str = ""
    digits: str = ""
    contact_id: UUID | None = None
    language: str = "ko"
    same_as: str = ""


@dataclass(frozen=True)
class Destination:
    """Where a form would go."""

    district_code: str
    district_name: str
    topic_code: str
    topic_name: str
    department_code: str
    department_name: str


@dataclass(frozen=True)
class NearbyComplaint:
    """An open complaint on the same topic near a point: nothing of what was written. Distance in metres."""

    number: str
    topic_name: str
    state: PublicState
    filed_at: datetime
    metres: int
