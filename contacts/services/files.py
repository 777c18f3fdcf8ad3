"""Files that citizens send: noted with the message, fetched at once, looked into, opened by who may see the contact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from contacts.models import Contact, ContactFile, Message
from contacts.policies import wording
from contacts.services.conversation import add_system_line
from contacts.types import FileState
from feed.doorbell import ring
from feed.errors import DomainError
from files import storage
from files.types import Point, PreparedFile

FETCH_TASK = "contacts.tasks.fetch_files"
WHOLE_TEXT_POSITION = 0
"""The whole of a very long text lies before the files of a message, which count from 1."""


class FileNotThere(DomainError):
    """There is no such file for this user, or it is not here (yet): 404."""

    code = "file_not_there"
    status = 404
    message = _("파일이 없거나 아직 받는 중입니다.")


@dataclass(frozen=True)
class Upload:
    """A file a citizen has uploaded: looked into, and stored under a name."""

    file: PreparedFile
    stored_as: str


def note_files(message: Message, *, addresses: Iterable[str], whole_text: str, now: datetime) -> None:
    """Note what has to be fetched for a message that is being stored, and have it fetched after the commit."""
    wanted = list(enumerate(addresses, start=1))
    if whole_text:
        wanted.append((WHOLE_TEXT_POSITION, whole_text))
    if not wanted:
        return
    ContactFile.objects.bulk_create(
        ContactFile(
            contact_id=message.contact_id, message=message, position=position, source=address, next_at=now, at=now
        )
        for position, address in wanted
    )
    ring(FETCH_TASK)


def keep_uploads(contact: Contact, message: Message, *, uploads: Sequence[Upload], now: datetime) -> Point | None:
    """Put uploaded files to a message that is being stored; return where the first photo says it was taken."""
    ContactFile.objects.bulk_create(
        ContactFile(
            contact_id=message.contact_id,
            message=message,
            position=position,
            state=FileState.KEPT,
            name=upload.file.name,
            content_type=upload.file.content_type,
            size=len(upload.file.content),
            stored_as=upload.stored_as,
            latitude=upload.file.point.latitude if upload.file.point else None,
            longitude=upload.file.point.longitude if upload.file.point else None,
            at=now,
        )
        for position, upload in enumerate(uploads, start=1)
    )
    point = next((upload.file.point for upload in uploads if upload.file.point), None)
    if point is not None:
        add_system_line(contact, wording.photo_place(latitude=point.latitude, longitude=point.longitude), now=now)
    return point


def open_file(*, file_id: UUID, user: User, address: str, now: datetime) -> tuple[ContactFile, IO[bytes]]:
    """Return a file of a contact that `user` may see, and its content; that they opened it is recorded.

    `address` is the network address for the access record. Raises FileNotThere.
    """
    found = ContactFile.objects.filter(pk=file_id, state=FileState.KEPT, contact__in=Contact.objects.visible_to(user))
    file = found.select_related("contact").first()
    if file is None:
        raise FileNotThere
    try:
        content = storage.open_kept(file.stored_as)
    except FileNotFoundError as error:
        raise FileNotThere from error
    record_access(
        user=user,
        action=AccessAction.VIEW,
        subject_id=file.contact.citizen_id,
        target=f"file:{file.pk}",
        address=address,
        now=now,
    )
    return file, content
