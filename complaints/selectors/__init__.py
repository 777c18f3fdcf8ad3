"""Everything that is read about complaints, always within what the reader may see."""

from complaints.selectors.attachments import attachments_for_citizen, attachments_of
from complaints.selectors.counts import counts_due, counts_of_districts, counts_of_officials
from complaints.selectors.detail import ComplaintNotFound, complaint, history, public_status
from complaints.selectors.handoffs import cooperation_asked
from complaints.selectors.lookup import (
    NotFoundByNumber,
    expected_due,
    links_of_contact,
    number_meant,
    token_by_number,
)
from complaints.selectors.preview import notice_preview
from complaints.selectors.repetition import similar
from complaints.selectors.worklist import InvalidCursor, SearchTooShort, escalations_for, of_citizen, search, worklist

__all__ = [
    "ComplaintNotFound",
    "InvalidCursor",
    "NotFoundByNumber",
    "SearchTooShort",
    "attachments_for_citizen",
    "attachments_of",
    "complaint",
    "cooperation_asked",
    "counts_due",
    "counts_of_districts",
    "counts_of_officials",
    "escalations_for",
    "expected_due",
    "history",
    "links_of_contact",
    "notice_preview",
    "number_meant",
    "of_citizen",
    "public_status",
    "search",
    "similar",
    "token_by_number",
    "worklist",
]
