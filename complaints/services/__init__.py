"""Everything that changes a complaint."""

from complaints.services.absences import AbsenceNotFound, end_absence, note_absence
from complaints.services.alerts import climb_alerts_due, note_deliveries_due, raise_alerts_due
from complaints.services.attaching import (
    SCAN_TASK,
    FileQuarantined,
    attach,
    open_attachment,
    open_file,
    open_file_as_citizen,
    scan_attachments_due,
)
from complaints.services.bulk import BulkTooLate, ask_bulk, make_bulk_due, undo_bulk
from complaints.services.closing import close_exception, close_repeated, refuse, withdraw
from complaints.services.cooperation import (
    CooperationChanged,
    CooperationNotFound,
    answer_cooperation,
    ask_cooperation,
    cancel_cooperation,
    extend_cooperation,
)
from complaints.services.escalation import escalate_due
from complaints.services.exporting import (
    EXPORT_TASK,
    ExportNotFound,
    expire_exports,
    open_export,
    request_export,
    write_exports_due,
)
from complaints.services.extension import exclude, exclude_outage, extend
from complaints.services.filing import accept, file_complaint
from complaints.services.following import follow_citizens
from complaints.services.handover import hand_over_due
from complaints.services.holidays import recalculate_changed, recalculate_due
from complaints.services.joining import link_repeated, merge
from complaints.services.notice_templates import publish_wording, restore_standard
from complaints.services.objecting import decide_objection, extend_objection, file_objection
from complaints.services.open311 import file_request
from complaints.services.outages import OUTAGE_TASK, exclude_outages_due, note_outage
from complaints.services.own import file_form, rate, supplement_with_files
from complaints.services.progress import (
    complete,
    correct,
    plan,
    reassign,
    receive,
    report_progress,
    report_progress_due,
)
from complaints.services.recording import JOINT_TASK, StaleVersion
from complaints.services.registration import HAND_OVER_TASK, register
from complaints.services.reopening import reopen
from complaints.services.replies import ReplyNotFound, forget_reply, save_reply
from complaints.services.resending import NoticeNotFound, resend_notice
from complaints.services.saving_views import ViewNotFound, forget_view, save_view
from complaints.services.signing import list_signatories, tell_signatories_due
from complaints.services.supplement import extend_supplement, request_supplement, supplement
from complaints.services.surveying import ask_satisfaction_due
from complaints.services.sweeping import sweep_files
from complaints.services.transferring import assign, bounce, transfer, transfer_out
from complaints.services.webhooks import (
    WebhookNotFound,
    collect_webhooks,
    forget_deliveries,
    resend_delivery,
    send_webhooks,
    subscribe,
    unsubscribe,
)
from files.intake import prepare_file
from files.refusal import FileRefused

__all__ = [
    "EXPORT_TASK",
    "HAND_OVER_TASK",
    "JOINT_TASK",
    "OUTAGE_TASK",
    "SCAN_TASK",
    "AbsenceNotFound",
    "BulkTooLate",
    "CooperationChanged",
    "CooperationNotFound",
    "ExportNotFound",
    "FileQuarantined",
    "FileRefused",
    "NoticeNotFound",
    "ReplyNotFound",
    "StaleVersion",
    "ViewNotFound",
    "WebhookNotFound",
    "accept",
    "answer_cooperation",
    "ask_bulk",
    "ask_cooperation",
    "ask_satisfaction_due",
    "assign",
    "attach",
    "bounce",
    "cancel_cooperation",
    "climb_alerts_due",
    "close_exception",
    "close_repeated",
    "collect_webhooks",
    "complete",
    "correct",
    "decide_objection",
    "end_absence",
    "escalate_due",
    "exclude",
    "exclude_outage",
    "exclude_outages_due",
    "expire_exports",
    "extend",
    "extend_cooperation",
    "extend_objection",
    "extend_supplement",
    "file_complaint",
    "file_form",
    "file_objection",
    "file_request",
    "follow_citizens",
    "forget_deliveries",
    "forget_reply",
    "forget_view",
    "hand_over_due",
    "link_repeated",
    "list_signatories",
    "make_bulk_due",
    "merge",
    "note_absence",
    "note_deliveries_due",
    "note_outage",
    "open_attachment",
    "open_export",
    "open_file",
    "open_file_as_citizen",
    "plan",
    "prepare_file",
    "publish_wording",
    "raise_alerts_due",
    "rate",
    "reassign",
    "recalculate_changed",
    "recalculate_due",
    "receive",
    "refuse",
    "register",
    "reopen",
    "report_progress",
    "report_progress_due",
    "request_export",
    "request_supplement",
    "resend_delivery",
    "resend_notice",
    "restore_standard",
    "save_reply",
    "save_view",
    "scan_attachments_due",
    "send_webhooks",
    "subscribe",
    "supplement",
    "supplement_with_files",
    "sweep_files",
    "tell_signatories_due",
    "transfer",
    "transfer_out",
    "undo_bulk",
    "unsubscribe",
    "withdraw",
    "write_exports_due",
]
