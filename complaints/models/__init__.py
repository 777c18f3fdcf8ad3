"""Complaints in the database: the present, the past, the hand-offs, the rules."""

from complaints.models.absences import Absence
from complaints.models.alerts import Alert, DeliveryRecord, DemandLetter
from complaints.models.attachments import Attachment, AttachmentOpening
from complaints.models.bulk import BulkChange
from complaints.models.complaint import (
    JOINT_FROM,
    LAST_ESCALATION_LEVEL,
    Complaint,
    ComplaintQuerySet,
    NumberCounter,
)
from complaints.models.handoffs import CooperationTask, CooperationTaskQuerySet, Transfer
from complaints.models.history import ComplaintEvent, DeadlineEvent, Escalation
from complaints.models.joint import JointNotice, Signatory
from complaints.models.lists import Export, SavedView
from complaints.models.notices import NoticeTemplate
from complaints.models.objections import Objection
from complaints.models.outages import Outage
from complaints.models.replies import ReplyTemplate
from complaints.models.rules import CalendarSeen, DistrictRules, PeriodRule
from complaints.models.satisfaction import Satisfaction
from complaints.models.webhooks import WebhookDelivery, WebhookSubscription

__all__ = [
    "JOINT_FROM",
    "LAST_ESCALATION_LEVEL",
    "Absence",
    "Alert",
    "Attachment",
    "AttachmentOpening",
    "BulkChange",
    "CalendarSeen",
    "Complaint",
    "ComplaintEvent",
    "ComplaintQuerySet",
    "CooperationTask",
    "CooperationTaskQuerySet",
    "DeadlineEvent",
    "DeliveryRecord",
    "DemandLetter",
    "DistrictRules",
    "Escalation",
    "Export",
    "JointNotice",
    "NoticeTemplate",
    "NumberCounter",
    "Objection",
    "Outage",
    "PeriodRule",
    "ReplyTemplate",
    "Satisfaction",
    "SavedView",
    "Signatory",
    "Transfer",
    "WebhookDelivery",
    "WebhookSubscription",
]
