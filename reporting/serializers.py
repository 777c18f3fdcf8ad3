"""The board as JSON. Each figure's description is its formula."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reporting.metrics import FORMULAS, METRICS, figures
from reporting.types import AgentState, Board, DistrictRow
from routing.types import EntryState, WaitingLine, WorkKind


class DistrictRowSerializer(serializers.Serializer[DistrictRow]):
    """One district at this moment."""

    code = serializers.CharField()
    name = serializers.CharField()
    waiting = serializers.IntegerField(help_text=FORMULAS["waiting"])
    longest_wait_seconds = serializers.IntegerField(help_text=FORMULAS["longest_wait_seconds"])
    open_complaints = serializers.IntegerField(help_text=FORMULAS["open_complaints"])
    due_today = serializers.IntegerField(help_text=FORMULAS["due_today"])
    overdue = serializers.IntegerField(help_text=FORMULAS["overdue"])


class AgentStateSerializer(serializers.Serializer[AgentState]):
    """How many agents are in one state."""

    state = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a figure of ours, not the serializer's own label
    count = serializers.IntegerField()


class WaitingLineSerializer(serializers.Serializer[WaitingLine]):
    """One contact that waits, and why."""

    contact = serializers.UUIDField(source="contact_ref")
    district = serializers.CharField(source="queue_code")
    kind = serializers.ChoiceField(choices=WorkKind.choices)
    state = serializers.ChoiceField(choices=EntryState.choices)
    enqueued_at = serializers.DateTimeField()
    explanation = serializers.CharField()


def _figures_explained() -> str:
    return " · ".join(f"{metric.name}: {metric.formula}" for metric in METRICS)


class BoardSerializer(serializers.Serializer[Board]):
    """The live state of the districts the user may see."""

    at = serializers.DateTimeField()
    waiting = serializers.IntegerField(help_text=FORMULAS["waiting"])
    longest_wait_seconds = serializers.IntegerField(help_text=FORMULAS["longest_wait_seconds"])
    figures = serializers.SerializerMethodField(help_text=_figures_explained())
    open_complaints = serializers.IntegerField(help_text=FORMULAS["open_complaints"])
    due_today = serializers.IntegerField(help_text=FORMULAS["due_today"])
    overdue = serializers.IntegerField(help_text=FORMULAS["overdue"])
    completed_today = serializers.IntegerField(help_text=FORMULAS["completed_today"])
    agents = AgentStateSerializer(many=True, help_text=FORMULAS["agents"])
    districts = DistrictRowSerializer(many=True)
    lines = WaitingLineSerializer(many=True)

    @extend_schema_field(serializers.DictField(child=serializers.FloatField(allow_null=True)))
    def get_figures(self, board: Board) -> dict[str, float | None]:
        """Return the figures of the contacts that began to wait today."""
        return figures(board.flow)
