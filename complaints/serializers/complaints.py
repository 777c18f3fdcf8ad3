"""What the REST API says of complaints, and what registers one."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from rest_framework import serializers

from complaints.types import Action, ComplaintLine, Kind, State, TransferKind, TransferOutcome
from complaints.types.attachments import AttachmentLine, Purpose
from files.types import ScanState
from messaging.types import CITIZEN_CHANNELS

CHANNELS = [(channel.value, channel.label) for channel in CITIZEN_CHANNELS]


class ComplaintLineSerializer(serializers.Serializer[Any]):
    """A complaint in a list."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="2026-000123-4: year, serial number, check digit")
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    channel = serializers.ChoiceField(choices=CHANNELS)
    title = serializers.CharField()
    place = serializers.CharField()
    district_code = serializers.CharField()
    district_name = serializers.CharField()
    topic_code = serializers.CharField()
    topic_name = serializers.CharField()
    department_code = serializers.CharField()
    department_name = serializers.CharField()
    official_name = serializers.CharField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField()
    planned_for = serializers.DateField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    escalation_level = serializers.IntegerField()
    overdue = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Send it back with a change")

    def to_representation(self, instance: ComplaintLine) -> dict[str, Any]:
        """Return the line as it is, in local time: it has these fields, of these types, and a list has many lines."""
        return {name: localtime(value) if type(value) is datetime else value for name, value in vars(instance).items()}


class HistoryLineSerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    sequence = serializers.IntegerField()
    action = serializers.ChoiceField(choices=Action.choices)
    from_state = serializers.CharField(allow_blank=True)
    to_state = serializers.ChoiceField(choices=State.choices)
    actor = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class EscalationLineSerializer(serializers.Serializer[Any]):
    """A reminder or demand, and who got it."""

    level = serializers.IntegerField()
    to_role = serializers.CharField()
    receivers = serializers.ListField(child=serializers.CharField())
    at = serializers.DateTimeField()


class TransferLineSerializer(serializers.Serializer[Any]):
    """One hand-off."""

    hop = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=TransferKind.choices)
    from_name = serializers.CharField(allow_blank=True)
    to_name = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(help_text="By when it has to be taken")
    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=TransferOutcome.choices)
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file beside a complaint."""

    id = serializers.UUIDField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes")
    width = serializers.IntegerField(help_text="Pixels; 0 for what is no picture")
    height = serializers.IntegerField()
    scan = serializers.ChoiceField(choices=ScanState.choices)
    by = serializers.CharField()
    at = serializers.DateTimeField()
    content = serializers.SerializerMethodField(help_text='Where its content is; "" while it may not be opened')

    def get_content(self, line: AttachmentLine) -> str:
        """Return the address of the content for programs."""
        return f"/api/attachments/{line.id}/content/" if line.link else ""


class ComplaintDetailSerializer(serializers.Serializer[Any]):
    """A complaint with its text, its history and what may be done next."""

    line = ComplaintLineSerializer()
    citizen_id = serializers.UUIDField()
    contact_id = serializers.UUIDField(allow_null=True)
    body = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    filed_at = serializers.DateTimeField()
    original_due_at = serializers.DateTimeField()
    due_explanation = serializers.CharField()
    handed_over_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    official_id = serializers.UUIDField(allow_null=True)
    plan = serializers.CharField(allow_blank=True)
    result = serializers.CharField(allow_blank=True)
    closing_reason = serializers.CharField(allow_blank=True)
    actions = serializers.ListField(child=serializers.ChoiceField(choices=Action.choices))
    history = HistoryLineSerializer(many=True)
    escalations = EscalationLineSerializer(many=True)
    transfers = TransferLineSerializer(many=True)
    supplement_request = serializers.CharField(allow_blank=True)
    supplement_due_on = serializers.DateField(allow_null=True)
    remedy = serializers.CharField(allow_blank=True)
    filer_count = serializers.IntegerField()
    repeat_of_id = serializers.UUIDField(allow_null=True)
    merged_into_id = serializers.UUIDField(allow_null=True)


class ChangedSerializer(serializers.Serializer[Any]):
    """A complaint after a change, and what may be done next."""

    line = ComplaintLineSerializer()
    actions = serializers.ListField(child=serializers.ChoiceField(choices=Action.choices))


class RegistrationSerializer(serializers.Serializer[Any]):
    """A complaint to be registered. The same `request_key` again returns the first complaint."""

    request_key = serializers.CharField(max_length=64)
    citizen_id = serializers.UUIDField()
    contact_id = serializers.UUIDField(allow_null=True, default=None)
    channel = serializers.ChoiceField(
        choices=CHANNELS, help_text="Counts without a contact only: otherwise it is the contact's"
    )
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=20_000)
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    latitude = serializers.FloatField(allow_null=True, default=None, min_value=-90, max_value=90)
    longitude = serializers.FloatField(allow_null=True, default=None, min_value=-180, max_value=180)
    district_code = serializers.CharField(max_length=5)
    topic_code = serializers.CharField(max_length=30)
    department_code = serializers.CharField(max_length=60)
