"""What the REST API says of files, saved views, exports and webhooks."""

from typing import Any

from rest_framework import serializers

from complaints.types.attachments import Purpose
from complaints.types.lists import LONGEST_VIEW_NAME, ExportFormat, ExportState, Sharing
from complaints.types.webhooks import DeliveryState


class FiltersField(serializers.DictField):
    """Filters of the list of complaints: the values of each by its name."""

    child = serializers.ListField(child=serializers.CharField(max_length=200), max_length=50)


class UploadSerializer(serializers.Serializer[Any]):
    """A file to be put beside a complaint."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    file = serializers.FileField()


class SaveViewSerializer(serializers.Serializer[Any]):
    """Filters under a name; `code` is that of the department or district it is shared with."""

    name = serializers.CharField(max_length=LONGEST_VIEW_NAME)
    filters = FiltersField()
    sharing = serializers.ChoiceField(choices=Sharing.choices, default=Sharing.NOBODY)
    code = serializers.CharField(max_length=60, allow_blank=True, default="")


class SavedViewSerializer(serializers.Serializer[Any]):
    """A saved view."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    filters = FiltersField()
    sharing = serializers.ChoiceField(choices=Sharing.choices)
    owner = serializers.CharField()
    mine = serializers.BooleanField()


class AskExportSerializer(serializers.Serializer[Any]):
    """An export: which complaints, in which format, and why."""

    filters = FiltersField(default=dict)
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    reason = serializers.CharField(max_length=200)


class ExportSerializer(serializers.Serializer[Any]):
    """An export and how far it is; ready, its content is at `/api/exports/{id}/content/`."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    state = serializers.ChoiceField(choices=ExportState.choices)
    filters = FiltersField()
    reason = serializers.CharField()
    masked = serializers.BooleanField(help_text="The texts of complaints are masked for the role of the account")
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class SubscribeSerializer(serializers.Serializer[Any]):
    """A webhook: either a department or a whole district; no `events` means all, no `secret` has one made."""

    url = serializers.URLField(max_length=500)
    events = serializers.ListField(child=serializers.CharField(max_length=60), default=list, max_length=50)
    district_code = serializers.CharField(max_length=5, allow_blank=True, default="")
    department_code = serializers.CharField(max_length=60, allow_blank=True, default="")
    secret = serializers.CharField(max_length=200, allow_blank=True, default="")


class SubscriptionSerializer(serializers.Serializer[Any]):
    """A webhook; `dead` counts messages that were given up."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    events = serializers.ListField(child=serializers.CharField())
    district_code = serializers.CharField()
    department_code = serializers.CharField()
    active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    dead = serializers.IntegerField()


class NewSubscriptionSerializer(serializers.Serializer[Any]):
    """A new webhook with its secret, which is shown this once."""

    id = serializers.UUIDField()
    secret = serializers.CharField()


class DeliverySerializer(serializers.Serializer[Any]):
    """A message of a webhook."""

    id = serializers.UUIDField()
    subscription_id = serializers.UUIDField()
    payload = serializers.JSONField()
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    attempts = serializers.IntegerField()
    status = serializers.IntegerField(help_text="Last HTTP status; 0: nobody answered")
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)
