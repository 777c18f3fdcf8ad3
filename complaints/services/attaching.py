"""Files are put beside a complaint, looked through for viruses, and opened."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files import File
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from complaints.access import complaint_from_token
from complaints.files.links import FileLinkInvalid, attachment_behind
from complaints.models import Attachment, AttachmentOpening, Complaint
from complaints.policies import attachment as rules
from complaints.policies.transitions import NotAllowed, NotPossible, role_of
from complaints.selectors.attachments import shown_to_citizen
from complaints.services.recording import lock, lock_for_citizen
from complaints.types import Party, State
from complaints.types.attachments import Purpose
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import publish, unit_of_work
from files import scanning, storage
from files.intake import prepare_file
from files.refusal import refuse
from files.types import PreparedFile, ScanState

SCAN_TASK = "complaints.tasks.scan_attachments"
SCAN_AGAIN_AFTER = timedelta(minutes=1)
GONE = (State.TRANSFERRED_OUT, State.MERGED, State.WITHDRAWN)
logger = logging.getLogger(__name__)


class FileQuarantined(DomainError):
    """The antivirus program has not looked at the file yet, or found something in it."""

    code = "file_quarantined"
    status = 409
    message = gettext_lazy("바이러스 검사를 통과하지 않은 파일은 열 수 없습니다.")


def attach(
    *,
    complaint_id: UUID,
    purpose: Purpose,
    files: Sequence[File[bytes] | PreparedFile],
    by: User | Party,
    now: datetime,
) -> list[Attachment]:
    """Put files beside a complaint and return them: all of them, or none.

    A file may be given as it was uploaded or as `prepare_file` returned it. For `Party.CITIZEN` the caller has checked
    the citizen's token. The same content for the same purpose is kept once, so that a form may be sent again. Raises
    FileRefused, ComplaintNotFound, NotAllowed, NotPossible.
    """
    prepared = [file if isinstance(file, PreparedFile) else prepare_file(file=file) for file in files]
    if not rules.may_attach(purpose=purpose, who=by if isinstance(by, Party) else role_of(by)):
        raise NotAllowed
    kept: list[str] = []
    try:
        with unit_of_work():
            complaint = _locked(complaint_id, by)
            known = {row.sha256: row for row in Attachment.objects.filter(complaint=complaint, purpose=purpose)}
            fresh = {digest: file for file in prepared if (digest := _digest(file)) not in known}
            _check_room(complaint, fresh.values())
            for digest, file in fresh.items():
                kept.append(storage.keep(file.content))
                known[digest] = _written(complaint, purpose, file, digest, kept[-1], by, now)
            if fresh:
                _tell(complaint, now)
                ring(SCAN_TASK)
    except BaseException:
        for name in kept:
            storage.throw_away(name)
        raise
    return [known[digest] for digest in dict.fromkeys(_digest(file) for file in prepared)]


def _locked(complaint_id: UUID, by: User | Party) -> Complaint:
    if isinstance(by, User):
        complaint = lock(complaint_id=complaint_id, user=by, version=None)
    else:
        complaint = lock_for_citizen(complaint_id=complaint_id)
    if complaint.state in GONE or (by == Party.CITIZEN and complaint.completed_at is not None):
        raise NotPossible(
            _("‘%(state)s’ 상태의 민원에는 파일을 올릴 수 없습니다.") % {"state": State(complaint.state).label}
        )
    return complaint


def _check_room(complaint: Complaint, fresh: Iterable[PreparedFile]) -> None:
    """Raise FileRefused where the complaint would have too many files or too large ones."""
    files = list(fresh)
    if not files:
        return
    there = Attachment.objects.filter(complaint=complaint).aggregate(count=Count("id"), size=Sum("size"))
    if there["count"] + len(files) > rules.MOST_FILES:
        most = {"most": rules.MOST_FILES}
        raise refuse(files[-1].name, "too_many", _("민원 하나에는 파일을 %(most)d개까지 올릴 수 있습니다.") % most)
    if (there["size"] or 0) + sum(len(file.content) for file in files) > rules.LARGEST_COMPLAINT:
        raise refuse(files[-1].name, "too_large", _("민원 하나에는 파일을 모두 100MB까지 올릴 수 있습니다."))


def _digest(file: PreparedFile) -> str:
    return hashlib.sha256(file.content).hexdigest()


def _written(
    complaint: Complaint,
    purpose: Purpose,
    file: PreparedFile,
    digest: str,
    stored_as: str,
    by: User | Party,
    now: datetime,
) -> Attachment:
    scanned = scanning.is_there()
    return Attachment.objects.create(
        complaint=complaint,
        purpose=purpose,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        width=file.width,
        height=file.height,
        sha256=digest,
        stored_as=stored_as,
        scan=ScanState.PENDING if scanned else ScanState.NOT_SCANNED,
        scan_at=now if scanned else None,
        user=by if isinstance(by, User) else None,
        party=by if isinstance(by, Party) else "",
        at=now,
    )


def _tell(complaint: Complaint, now: datetime) -> None:
    publish(
        streams=(f"complaint:{complaint.id}", f"department:{complaint.department_id}"),
        kind="complaint.attached",
        ids={
            "complaint": str(complaint.id),
            "department": complaint.department_id,
            "district": complaint.district_id,
        },
        now=now,
    )


def open_file(*, link: str, user: User, address: str, now: datetime) -> tuple[Attachment, IO[bytes]]:
    """Open the file behind a link made for `user`, and record it. Raises FileLinkInvalid, FileQuarantined."""
    attachment_id = attachment_behind(link=link, holder=str(user.id))
    return open_attachment(attachment_id=attachment_id, user=user, address=address, now=now)


def open_attachment(*, attachment_id: UUID, user: User, address: str, now: datetime) -> tuple[Attachment, IO[bytes]]:
    """Open a file of a complaint that `user` may see, and record it. Raises FileLinkInvalid, FileQuarantined."""
    found = (
        Attachment.objects.select_related("complaint")
        .filter(pk=attachment_id, complaint__in=Complaint.objects.visible_to(user))
        .first()
    )
    attachment, content = _opened(found)
    AttachmentOpening.objects.create(attachment=attachment, user=user, address=address, at=now)
    record_access(
        user=user,
        action=AccessAction.VIEW,
        subject_id=attachment.complaint.citizen_id,
        target=f"attachment:{attachment.id}",
        address=address,
        now=now,
    )
    return attachment, content


def open_file_as_citizen(*, token: str, link: str, address: str, now: datetime) -> tuple[Attachment, IO[bytes]]:
    """Open the file behind a link made for who holds the status page's `token`, and record it.

    Raises LinkInvalid, FileLinkInvalid, FileQuarantined.
    """
    shown = shown_to_citizen(complaint_id=complaint_from_token(token))
    attachment, content = _opened(shown.filter(pk=attachment_behind(link=link, holder=token)).first())
    AttachmentOpening.objects.create(attachment=attachment, address=address, at=now)
    return attachment, content


def _opened(attachment: Attachment | None) -> tuple[Attachment, IO[bytes]]:
    if attachment is None:
        raise FileLinkInvalid
    if not attachment.may_be_opened:
        raise FileQuarantined
    try:
        return attachment, storage.open_kept(attachment.stored_as)
    except FileNotFoundError as error:
        logger.error("the content of attachment %s is missing", attachment.id)
        raise FileLinkInvalid from error


def scan_attachments_due(*, limit: int, now: datetime) -> int:
    """Have up to `limit` waiting files looked through, the longest waiting first; return how many.

    Each is its own transaction. A file in which something was found is thrown away; what remains of it is its line. A
    program that does not answer is asked again a minute later.
    """
    waiting = Attachment.objects.filter(scan=ScanState.PENDING, scan_at__lte=now).order_by("scan_at", "id")
    return sum(_scan(attachment_id, now) for attachment_id in list(waiting.values_list("id", flat=True)[:limit]))


def _scan(attachment_id: UUID, now: datetime) -> bool:
    with unit_of_work():
        attachment = (
            Attachment.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("complaint")
            .filter(pk=attachment_id, scan=ScanState.PENDING)
            .first()
        )
        if attachment is None:
            return False
        try:
            with storage.open_kept(attachment.stored_as) as content:
                clean = scanning.is_clean(content)
        except (scanning.ScannerAway, FileNotFoundError) as error:
            logger.warning("attachment %s was not scanned: %s", attachment_id, error)
            attachment.scan_at = now + SCAN_AGAIN_AFTER
            attachment.save(update_fields=["scan_at"])
            return False
        attachment.scan, attachment.scan_at = (ScanState.CLEAN if clean else ScanState.INFECTED), None
        attachment.save(update_fields=["scan", "scan_at"])
        _tell(attachment.complaint, now)
    if not clean:
        storage.throw_away(attachment.stored_as)
    return True
