"""Files that citizens upload into the web chat."""

from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from contacts.services.files import Upload
from contacts.services.receiving import receive_message
from contacts.types import Reception
from feed.errors import DomainError
from files import scanning, storage
from files.intake import prepare_file
from messaging.types import Channel


class NotScanned(DomainError):
    """The antivirus program does not answer, so nothing is taken in now: 503."""

    code = "not_scanned"
    status = 503
    message = _("지금은 파일을 검사할 수 없어 받지 못했습니다. 잠시 뒤에 다시 올려 주세요.")


class Infected(DomainError):
    """The antivirus program found something in the file: 422."""

    code = "infected"
    status = 422
    message = _("바이러스가 있는 파일이라 받지 않았습니다.")


def receive_upload(*, contact_id: UUID, file: File[bytes], request_key: str, language: str, now: datetime) -> Reception:
    """Take one uploaded file in as a message of the citizen; the same `request_key` again stores nothing.

    Its content decides what it is; a photo is drawn anew without what the camera wrote into it, and the place it was
    taken at counts as the citizen's. Raises FileRefused and Infected (422), NotScanned (503), and what
    `receive_message` raises.
    """
    prepared = prepare_file(file=file)
    _look_for_viruses(prepared.content)
    stored_as = storage.keep(prepared.content)
    try:
        reception = receive_message(
            channel=Channel.WEB,
            sender="",
            text="",
            provider="web",
            provider_message_id=request_key,
            contact_id=contact_id,
            language=language,
            uploads=(Upload(file=prepared, stored_as=stored_as),),
            now=now,
        )
    except BaseException:
        storage.throw_away(stored_as)
        raise
    if reception.duplicate:
        storage.throw_away(stored_as)
    return reception


def _look_for_viruses(content: bytes) -> None:
    if not scanning.is_there():
        return
    try:
        clean = scanning.is_clean(ContentFile(content))
    except scanning.ScannerAway as error:
        raise NotScanned from error
    if not clean:
        raise Infected
