"""What other apps may ask of routing."""

from routing.selectors.decisions import decision_of, record_of
from routing.selectors.examples import examples
from routing.selectors.queues import absent_agents, offers_for, position, queue_loads, queue_of, seat_of, seats, waiting
from routing.selectors.versions import draft, history, published_content

__all__ = [
    "absent_agents",
    "decision_of",
    "draft",
    "examples",
    "history",
    "offers_for",
    "position",
    "published_content",
    "queue_loads",
    "queue_of",
    "record_of",
    "seat_of",
    "seats",
    "waiting",
]
