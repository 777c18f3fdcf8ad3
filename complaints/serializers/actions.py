"""What each change of a complaint takes. All of them bring the `version` that was read."""

from typing import Any

from rest_framework import serializers

from complaints.types import ClosingReason, ExceptionGround, ExclusionReason, ExtensionReason, Kind

LONGEST_TEXT = 10_000


class ReceiveSerializer(serializers.Serializer[Any]):
    """The version that was read."""

    version = serializers.IntegerField(min_value=1, max_value=2_147_483_647)


class PlanSerializer(ReceiveSerializer):
    """A plan and its day."""

    plan = serializers.CharField(max_length=10_000)
    planned_for = serializers.DateField()


class CompleteSerializer(ReceiveSerializer):
    """A result."""

    result = serializers.CharField(max_length=10_000)
    closing_reason = serializers.ChoiceField(choices=ClosingReason.choices)


class AcceptSerializer(ReceiveSerializer):
    """Accepting what a citizen filed."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    district_code = serializers.CharField(max_length=5)
    topic_code = serializers.CharField(max_length=30)
    department_code = serializers.CharField(max_length=60)
    item = serializers.CharField(max_length=100, allow_blank=True, default="")


class ReasonSerializer(ReceiveSerializer):
    """A reason."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class TransferSerializer(ReasonSerializer):
    """Another department, and why."""

    department_code = serializers.CharField(max_length=60)


class TransferOutSerializer(ReasonSerializer):
    """An agency outside the city, and why."""

    agency = serializers.CharField(max_length=200)


class RequestSupplementSerializer(ReceiveSerializer):
    """What is missing, and how many days the citizen has."""

    supplement_request = serializers.CharField(max_length=LONGEST_TEXT)
    days = serializers.IntegerField(min_value=1, max_value=365)
    late_reason = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


class SupplementSerializer(ReceiveSerializer):
    """What the citizen added, taken down for them."""

    text = serializers.CharField(max_length=LONGEST_TEXT)


class ExtendSerializer(ReceiveSerializer):
    """An extension (민원처리법 시행령 §21): `amount` in the unit of the complaint's period."""

    amount = serializers.IntegerField(min_value=1, max_value=3_650)
    reason = serializers.ChoiceField(choices=ExtensionReason.choices)
    explanation = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    consent = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


class ExcludeSerializer(ReceiveSerializer):
    """Days that do not count (시행령 §20), both included."""

    reason = serializers.ChoiceField(choices=ExclusionReason.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    explanation = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


class RefuseSerializer(ReceiveSerializer):
    """A refusal with its reasons and the way to object (시행령 §23)."""

    result = serializers.CharField(max_length=LONGEST_TEXT)
    remedy = serializers.CharField(max_length=LONGEST_TEXT)


class CloseExceptionSerializer(ReceiveSerializer):
    """Closing what need not be processed (민원처리법 §21)."""

    result = serializers.CharField(max_length=LONGEST_TEXT)
    exception_ground = serializers.ChoiceField(choices=ExceptionGround.choices)
