"""Decisions and the versions they are made by; the queues, seats and offers that bring a contact to an agent."""

from routing.models.decisions import DecisionRecord, LabelledCase
from routing.models.offers import Offer
from routing.models.queues import HELD_ENTRY_STATES, LIVE_ENTRY_STATES, Queue, QueueEntry
from routing.models.seats import Seat, SeatQueue, SeatSkill, SeatSpan, Skill
from routing.models.versions import RoutingEdit, RoutingVersion, TopicExample, TrainedModel

__all__ = [
    "HELD_ENTRY_STATES",
    "LIVE_ENTRY_STATES",
    "DecisionRecord",
    "LabelledCase",
    "Offer",
    "Queue",
    "QueueEntry",
    "RoutingEdit",
    "RoutingVersion",
    "Seat",
    "SeatQueue",
    "SeatSkill",
    "SeatSpan",
    "Skill",
    "TopicExample",
    "TrainedModel",
]
