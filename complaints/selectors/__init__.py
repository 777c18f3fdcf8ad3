"""Everything that is read about complaints, always within what the reader may see."""

from complaints.selectors.absences import absence_of, absences_ahead
from complaints.selectors.alerts import alerts_for
from complaints.selectors.attachments import attachments_for_citizen, attachments_of
from complaints.selectors.bulk import bulk_result, lines_of
from complaints.selectors.counts import counts_due, counts_of_districts
from complaints.selectors.demand_letters import demand_letter
from complaints.selectors.detail import ComplaintNotFound, complaint, history, public_status, standing
from complaints.selectors.exports import exports_of
from complaints.selectors.filing import destination, nearby
from complaints.selectors.handoffs import cooperation_asked, cooperation_of
from complaints.selectors.lookup import (
    NotFoundByNumber,
    expected_due,
    links_of_contact,
    number_meant,
    token_by_number,
)
from complaints.selectors.matching import SearchTooShort
from complaints.selectors.notice_templates import (
    all_variables,
    mandatory_variables,
    notice_versions,
    notice_wordings,
    wording_preview,
)
from complaints.selectors.objections import objection_of, objections_open
from complaints.selectors.open311 import KeyNeeded, number_behind, requests_matching, services_offered
from complaints.selectors.outages import clocks_running, outages
from complaints.selectors.own import contact_behind, is_theirs, own_complaint, satisfaction_of, token_of
from complaints.selectors.preview import notice_preview
from complaints.selectors.repetition import similar
from complaints.selectors.replies import replies_for, replies_of, reply_variables
from complaints.selectors.saved_views import saved_views
from complaints.selectors.search import count_at_most, listing, search
from complaints.selectors.signatories import signatories_of
from complaints.selectors.team import colleagues, team
from complaints.selectors.webhooks import dead_deliveries, webhooks_of
from complaints.selectors.worklist import InvalidCursor, escalations_for, of_citizen, worklist

__all__ = [
    "ComplaintNotFound",
    "InvalidCursor",
    "KeyNeeded",
    "NotFoundByNumber",
    "SearchTooShort",
    "absence_of",
    "absences_ahead",
    "alerts_for",
    "all_variables",
    "attachments_for_citizen",
    "attachments_of",
    "bulk_result",
    "clocks_running",
    "colleagues",
    "complaint",
    "contact_behind",
    "cooperation_asked",
    "cooperation_of",
    "count_at_most",
    "counts_due",
    "counts_of_districts",
    "dead_deliveries",
    "demand_letter",
    "destination",
    "escalations_for",
    "expected_due",
    "exports_of",
    "history",
    "is_theirs",
    "lines_of",
    "links_of_contact",
    "listing",
    "mandatory_variables",
    "nearby",
    "notice_preview",
    "notice_versions",
    "notice_wordings",
    "number_behind",
    "number_meant",
    "objection_of",
    "objections_open",
    "of_citizen",
    "outages",
    "own_complaint",
    "public_status",
    "replies_for",
    "replies_of",
    "reply_variables",
    "requests_matching",
    "satisfaction_of",
    "saved_views",
    "search",
    "services_offered",
    "signatories_of",
    "similar",
    "standing",
    "team",
    "token_by_number",
    "token_of",
    "webhooks_of",
    "wording_preview",
    "worklist",
]
