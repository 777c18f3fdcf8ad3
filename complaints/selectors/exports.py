"""The exports somebody asked for."""

from accounts.models import User
from complaints.models import Export
from complaints.types.lists import ExportFormat, ExportLine, ExportState


def exports_of(*, user: User, limit: int = 20) -> list[ExportLine]:
    """Return the newest exports that `user` asked for; one query."""
    return [export_line(row) for row in Export.objects.filter(user=user).order_by("-id")[:limit]]


def export_line(row: Export) -> ExportLine:
    """Return an export as its owner sees it."""
    return ExportLine(
        id=row.id,
        format=ExportFormat(row.format),
        state=ExportState(row.state),
        filters=row.filters,
        reason=row.reason,
        masked=row.masked,
        total=row.total,
        done=row.done,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
