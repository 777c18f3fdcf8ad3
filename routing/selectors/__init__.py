"""What other apps may ask of routing."""

from routing.selectors.decisions import decision_of, record_of
from routing.selectors.editable import (
    editable_departments,
    editable_examples,
    editable_places,
    editable_words,
)
from routing.selectors.editors import may_edit, may_edit_everything
from routing.selectors.examples import examples
from routing.selectors.queues import absent_agents, offers_for, position, queue_loads, queue_of, seat_of, seats, waiting
from routing.selectors.versions import draft, history, published_content

__all__ = [
    "absent_agents",
    "decision_of",
    "draft",
    "editable_departments",
    "editable_examples",
    "editable_places",
    "editable_words",
    "examples",
    "history",
    "may_edit",
    "may_edit_everything",
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
