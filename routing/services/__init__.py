"""What other apps may have routing do."""

from routing.services.decide import decide
from routing.services.dispatching import dispatch, dispatch_waiting
from routing.services.editing import discard_draft, draft_edit, withdraw_edit
from routing.services.examples import load_examples
from routing.services.offers import accept_offer, decline_offer, expire_offers
from routing.services.publishing import apply_responsibilities, load_tables, publish_draft, publish_model, roll_back
from routing.services.queueing import (
    assign_directly,
    enqueue,
    enqueue_again,
    ensure_queues,
    leave_queue,
    move,
    raise_priority,
    release,
)
from routing.services.recording import correct_decision, forget_given, label_decision, record_decision
from routing.services.seating import ensure_seat, heartbeat, set_intent, withdraw_stale
from routing.services.starting import train_and_publish
from routing.services.tables import follow_tables, preload
from routing.services.trials import request_training, request_trial, run_trials

__all__ = [
    "accept_offer",
    "apply_responsibilities",
    "assign_directly",
    "correct_decision",
    "decide",
    "decline_offer",
    "discard_draft",
    "dispatch",
    "dispatch_waiting",
    "draft_edit",
    "enqueue",
    "enqueue_again",
    "ensure_queues",
    "ensure_seat",
    "expire_offers",
    "follow_tables",
    "forget_given",
    "heartbeat",
    "label_decision",
    "leave_queue",
    "load_examples",
    "load_tables",
    "move",
    "preload",
    "publish_draft",
    "publish_model",
    "raise_priority",
    "record_decision",
    "release",
    "request_training",
    "request_trial",
    "roll_back",
    "run_trials",
    "set_intent",
    "train_and_publish",
    "withdraw_edit",
    "withdraw_stale",
]
