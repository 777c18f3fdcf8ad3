"""Everything that is read about complaints, always within what the reader may see."""

from complaints.selectors.counts import counts_due, counts_of_districts
from complaints.selectors.detail import ComplaintNotFound, complaint, history, public_status
from complaints.selectors.worklist import InvalidCursor, escalations_for, of_citizen, search, worklist

__all__ = [
    "ComplaintNotFound",
    "InvalidCursor",
    "complaint",
    "counts_due",
    "counts_of_districts",
    "escalations_for",
    "history",
    "of_citizen",
    "public_status",
    "search",
    "worklist",
]
