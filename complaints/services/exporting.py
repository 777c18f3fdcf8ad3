"""What a filter leaves, as a file: asked for with a reason, written by Celery, fetched, gone after a day."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import LONGEST_REASON, User
from accounts.selectors import access_of
from accounts.services import record_access
from accounts.types import AccessAction
from complaints.files import tables
from complaints.models import Export
from complaints.policies import export as rules
from complaints.policies.transitions import InvalidFields
from complaints.selectors.search import count_at_most, filter_values, filtered
from complaints.services.text import cleaned, too_long
from complaints.types import ClosingReason, Kind, State
from complaints.types.lists import ExportFormat, ExportState
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import publish
from files import storage
from messaging.types import Channel

EXPORT_TASK = "complaints.tasks.write_exports"
LEASE = timedelta(minutes=4)
MOST_ATTEMPTS = 3
ROWS_AT_ONCE = 2_000
logger = logging.getLogger(__name__)

COLUMNS: Mapping[str, tuple[str, Promise]] = {
    "number": ("number", gettext_lazy("접수번호")),
    "kind": ("kind", gettext_lazy("민원 종류")),
    "state": ("state", gettext_lazy("상태")),
    "channel": ("channel", gettext_lazy("채널")),
    "district": ("district__name", gettext_lazy("자치구")),
    "topic": ("topic__name", gettext_lazy("업무 분야")),
    "department": ("department__name", gettext_lazy("부서")),
    "official": ("official__display_name", gettext_lazy("담당자")),
    "title": ("title", gettext_lazy("제목")),
    "body": ("body", gettext_lazy("내용")),
    "place": ("place", gettext_lazy("장소")),
    "filed": ("filed_at", gettext_lazy("신청한 때")),
    "accepted": ("accepted_at", gettext_lazy("접수한 때")),
    "due": ("due_at", gettext_lazy("처리기한")),
    "completed": ("completed_at", gettext_lazy("완료한 때")),
    "closing_reason": ("closing_reason", gettext_lazy("종결 사유")),
    "result": ("result", gettext_lazy("처리 결과")),
    "hops": ("hop_count", gettext_lazy("이송 횟수")),
    "extensions": ("extension_count", gettext_lazy("처리기간 연장 횟수")),
    "reopened": ("reopen_count", gettext_lazy("추가 답변 요청 횟수")),
    "escalation": ("escalation_level", gettext_lazy("독촉 단계")),
}
"""The columns of an export: from which field, under which heading."""
TEXTS = ("title", "body", "place", "result")
LABELS: Mapping[str, type[Kind | State | Channel | ClosingReason]] = {
    "kind": Kind,
    "state": State,
    "channel": Channel,
    "closing_reason": ClosingReason,
}


class ExportNotFound(DomainError):
    """There is no such export, it is somebody else's, or it is not (any more) there to be fetched."""

    code = "export_not_found"
    status = 404
    message = gettext_lazy("내보낸 파일이 없습니다. 하루가 지난 파일은 지워집니다. 다시 내보내 주세요.")


def request_export(
    *,
    user: User,
    filters: Mapping[str, Sequence[str]],
    format: ExportFormat,
    reason: str,
    address: str,
    now: datetime,
) -> Export:
    """Ask for a file with all that `filters` leave of what `user` may see; Celery writes it. The request is recorded
    as access to personal data, with its reason (안전성 확보조치 기준 §8).

    Raises InvalidFields: no reason, a wrong filter, more than 100,000 rows.
    """
    why = cleaned(reason).strip()
    errors = too_long({"reason": (why, LONGEST_REASON)})
    if not why:
        errors["reason"] = [_("내려받는 사유를 적어 주세요.")]
    if errors:
        raise InvalidFields(errors=errors)
    total = count_at_most(user=user, filters=filters, most=rules.MOST_ROWS + 1, now=now)
    if total > rules.MOST_ROWS:
        raise InvalidFields(errors={"filters": [_("10만 건까지 내보낼 수 있습니다. 조건을 좁혀 주세요.")]})
    with transaction.atomic():
        asked = Export.objects.create(
            user=user,
            format=format,
            filters={name: values for name, values in filter_values(filters).lists() if values},
            reason=why,
            masked=rules.is_masked(role=access_of(user=user).role),
            language=(translation.get_language() or "ko")[:2],
            total=total,
            created_at=now,
        )
        record_access(
            user=user,
            action=AccessAction.EXPORT,
            subject_id=None,
            target=f"export:{asked.id}",
            address=address,
            reason=why,
            now=now,
        )
        ring(EXPORT_TASK)
    return asked


def open_export(*, export_id: UUID, user: User, address: str, now: datetime) -> tuple[Export, IO[bytes]]:
    """Open a finished export of the user's own, and record it. Raises ExportNotFound."""
    found = Export.objects.filter(pk=export_id, user=user, state=ExportState.READY, expires_at__gt=now).first()
    if found is None:
        raise ExportNotFound
    record_access(
        user=user,
        action=AccessAction.EXPORT,
        subject_id=None,
        target=f"export:{found.id}:file",
        address=address,
        reason=found.reason,
        now=now,
    )
    return found, storage.open_kept(found.stored_as)


def write_exports_due(*, limit: int, clock: Callable[[], datetime]) -> int:
    """Write up to `limit` exports that wait, or whose writer has died, and return how many were taken on."""
    taken = 0
    while taken < limit and (row := _claim(clock())):
        taken += 1
        try:
            _write(row, clock)
        except Exception:
            logger.exception("export %s was not written", row.id)
            _end(row, ExportState.FAILED, now=clock())
    return taken


def expire_exports(*, now: datetime) -> int:
    """Throw away the files that were kept for a day; return how many."""
    removed = 0
    for row in Export.objects.filter(state=ExportState.READY, expires_at__lte=now):
        name = row.stored_as
        row.state, row.stored_as = ExportState.EXPIRED, ""
        row.save(update_fields=["state", "stored_as"])
        storage.throw_away(name)
        removed += 1
    return removed


def _claim(now: datetime) -> Export | None:
    with transaction.atomic():
        waiting = Q(state=ExportState.QUEUED) | Q(state=ExportState.RUNNING, lease_until__lt=now)
        row = Export.objects.select_for_update(skip_locked=True).filter(waiting).order_by("id").first()
        if row is None:
            return None
        row.state, row.lease_until, row.attempts, row.done = ExportState.RUNNING, now + LEASE, row.attempts + 1, 0
        row.save(update_fields=["state", "lease_until", "attempts", "done"])
        return row


def _write(row: Export, clock: Callable[[], datetime]) -> None:
    if row.attempts > MOST_ATTEMPTS or not row.user.is_active:
        _end(row, ExportState.FAILED, now=clock())
        return
    with tempfile.TemporaryFile() as output, translation.override(row.language):
        table = tables.writer(output, format=ExportFormat(row.format))
        table.row([str(heading) for _field, heading in COLUMNS.values()])
        for page in _pages(row, now=clock()):
            for cells in page:
                table.row(cells)
            row.done += len(page)
            row.total, row.lease_until = max(row.total, row.done), clock() + LEASE
            row.save(update_fields=["done", "total", "lease_until"])
        table.close()
        output.seek(0)
        row.stored_as = storage.keep(output)
    row.total = row.done
    _end(row, ExportState.READY, now=clock())


def _pages(row: Export, *, now: datetime) -> Iterator[list[list[tables.Cell]]]:
    """Yield the cells of the rows in pages, newest first, each found from where the one before ended."""
    found = filtered(user=row.user, filters=row.filters, now=now).order_by("-id")
    fields = [field for field, _heading in COLUMNS.values()]
    rest = found
    while page := list(rest.values_list("id", *fields)[:ROWS_AT_ONCE]):
        yield [_cells(values[1:], masked=row.masked) for values in page]
        rest = found.filter(id__lt=page[-1][0])


def _cells(values: Sequence[tables.Cell], *, masked: bool) -> list[tables.Cell]:
    return [
        rules.HIDDEN
        if masked and name in TEXTS and value
        else str(LABELS[name](str(value)).label)
        if name in LABELS and value
        else value
        for name, value in zip(COLUMNS, values, strict=True)
    ]


def _end(row: Export, state: ExportState, *, now: datetime) -> None:
    row.state, row.lease_until, row.finished_at = state, None, now
    row.expires_at = now + rules.KEPT_FOR if state == ExportState.READY else None
    with transaction.atomic():
        row.save()
        publish(streams=[f"user:{row.user_id}"], kind="export.ended", ids={"export": str(row.id)}, now=now)
