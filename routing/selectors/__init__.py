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
from routing.selectors.history import offer_outcomes, seat_spans
from routing.selectors.live_offers import contact_of_offer
from routing.selectors.queues import (
    able_agents,
    absent_agents,
    announcement,
    offers_for,
    position,
    queue_loads,
    queue_of,
    seat_of,
    seats,
    skill_levels,
    waiting,
)
from routing.selectors.versions import draft, history, published_content
from routing.selectors.waits import expected_wait, expected_waits

__all__ = [
    "able_agents",
    "absent_agents",
    "announcement",
    "contact_of_offer",
    "decision_of",
    "draft",
    "editable_departments",
    "editable_examples",
    "editable_places",
    "editable_words",
    "examples",
    "expected_wait",
    "expected_waits",
    "history",
    "may_edit",
    "may_edit_everything",
    "offer_outcomes",
    "offers_for",
    "position",
    "published_content",
    "queue_loads",
    "queue_of",
    "record_of",
    "seat_of",
    "seat_spans",
    "seats",
    "skill_levels",
    "waiting",
]
