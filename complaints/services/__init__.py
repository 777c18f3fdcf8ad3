"""Everything that changes a complaint."""

from complaints.services.escalation import escalate_due
from complaints.services.handover import hand_over_due
from complaints.services.progress import complete, plan, receive
from complaints.services.recording import StaleVersion
from complaints.services.registration import HAND_OVER_TASK, register
from complaints.services.resending import NoticeNotFound, resend_notice

__all__ = [
    "HAND_OVER_TASK",
    "NoticeNotFound",
    "StaleVersion",
    "complete",
    "escalate_due",
    "hand_over_due",
    "plan",
    "receive",
    "register",
    "resend_notice",
]
