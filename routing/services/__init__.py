"""What other apps may have routing do."""

from routing.services.decide import decide
from routing.services.dispatching import dispatch_waiting
from routing.services.editing import discard_draft, draft_edit, withdraw_edit
from routing.services.examples import load_examples
from routing.services.explanations import explain_newcomers, explain_waiting
from routing.services.offers import accept_offer, decline_offer, expire_offers, take_back_offer
from routing.services.overflow import close_overflow, open_overflow
from routing.services.publishing import apply_responsibilities, load_tables, publish_draft, publish_model, roll_back
from routing.services.queueing import (
    assign_directly,
    enqueue,
    enqueue_again,
    ensure_queues,
    leave_queue,
    move,
    postpone,
    raise_priority,
    release,
)
from routing.services.recording import correct_decision, forget_given, label_decision, record_decision
from routing.services.seating import (
    ensure_seat,
    heartbeat,
    set_auto_accept,
    set_intent,
    set_next_intent,
    withdraw_stale,
)
from routing.services.skills import set_skills
from routing.services.starting import train_and_publish
from routing.services.tables import follow_tables, preload
from routing.services.trials import request_training, request_trial, run_trials
from routing.services.wrapping_up import end_wrap_ups, start_wrap_up

__all__ = [
    "accept_offer",
    "apply_responsibilities",
    "assign_directly",
    "close_overflow",
    "correct_decision",
    "decide",
    "decline_offer",
    "discard_draft",
    "dispatch_waiting",
    "draft_edit",
    "end_wrap_ups",
    "enqueue",
    "enqueue_again",
    "ensure_queues",
    "ensure_seat",
    "expire_offers",
    "explain_newcomers",
    "explain_waiting",
    "follow_tables",
    "forget_given",
    "heartbeat",
    "label_decision",
    "leave_queue",
    "load_examples",
    "load_tables",
    "move",
    "open_overflow",
    "postpone",
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
    "set_auto_accept",
    "set_intent",
    "set_next_intent",
    "set_skills",
    "start_wrap_up",
    "take_back_offer",
    "train_and_publish",
    "withdraw_edit",
    "withdraw_stale",
]
