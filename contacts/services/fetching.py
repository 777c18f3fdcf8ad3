"""Fetch what citizens sent before the messenger throws it away: bounded, looked into, drawn anew."""

import logging
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from contacts.download import NotFetched, fetch
from contacts.models import ContactFile
from contacts.policies import wording
from contacts.services.conversation import add_line, add_system_line, lock, tell_message
from contacts.services.files import WHOLE_TEXT_POSITION, FileNotThere
from contacts.services.responding import take_place
from contacts.types import LONGEST_MESSAGE, Author, Direction, FileState
from feed.services import unit_of_work
from files import scanning, storage
from files.intake import prepare_file
from files.refusal import FileRefused
from files.types import LARGEST_FILE, PreparedFile
from korean.privacy import clean_text, mask_personal_numbers
from messaging.types import Channel

ATTEMPTS = 6
LEASE = timedelta(seconds=90)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_TEXT_BYTES = 1024 * 1024
MOST_LINES = 20
NOW_SECONDS = 2.5
LEFT = "file:rest"

logger = logging.getLogger(__name__)


def fetch_files(*, now: datetime, limit: int = 50) -> int:
    """Fetch what is due, at most `limit` files; return how many were tried. Several workers may do so at once.

    Call it outside a transaction: nothing is locked while the messenger's server is asked.
    """
    tried = 0
    while tried < limit:
        file = _claim(now)
        if file is None:
            break
        tried += 1
        try:
            if file.position == WHOLE_TEXT_POSITION:
                _add_rest(file, _text(fetch(file.source, most_bytes=LONGEST_TEXT_BYTES)), now)
            else:
                _keep(file, _prepared(file), now)
        except NotFetched as error:
            _not_fetched(file, error, now)
        except FileRefused as error:
            _refuse(file, str(error.extra["reason"]), str(error), now)
        except Exception:
            logger.exception("file %s could not be taken in", file.pk)
            _not_fetched(file, NotFetched("failed", final=False), now)
    return tried


def fetch_now(*, address: str) -> bytes:
    """Return a picture that a citizen has just sent to the bot, within three seconds. Raises FileNotThere."""
    try:
        return fetch(address, most_bytes=LARGEST_FILE, seconds=NOW_SECONDS)
    except NotFetched as error:
        raise FileNotThere from error


def _claim(now: datetime) -> ContactFile | None:
    """Take the file that has waited longest for a minute and a half: a worker that dies leaves it to the next."""
    with unit_of_work():
        due = ContactFile.objects.select_for_update(skip_locked=True).filter(state=FileState.WAITING, next_at__lte=now)
        file = due.order_by("next_at", "id").first()
        if file is not None:
            file.attempts += 1
            file.next_at = now + LEASE
            file.save(update_fields=["attempts", "next_at"])
        return file


def _prepared(file: ContactFile) -> PreparedFile:
    content = fetch(file.source, most_bytes=LARGEST_FILE)
    name = unquote(PurePosixPath(urlsplit(file.source).path).name)
    prepared = prepare_file(file=ContentFile(content, name=name))
    if scanning.is_there():
        try:
            clean = scanning.is_clean(ContentFile(prepared.content))
        except scanning.ScannerAway as error:
            raise NotFetched("not_scanned", final=False) from error
        if not clean:
            raise NotFetched("infected", final=True)
    return prepared


def _keep(file: ContactFile, prepared: PreparedFile, now: datetime) -> None:
    stored_as = storage.keep(prepared.content)
    with unit_of_work():
        contact = lock(file.contact_id)
        kept = ContactFile.objects.filter(pk=file.pk, state=FileState.WAITING).update(
            state=FileState.KEPT,
            next_at=None,
            source="",
            name=prepared.name,
            content_type=prepared.content_type,
            size=len(prepared.content),
            stored_as=stored_as,
            latitude=prepared.point.latitude if prepared.point else None,
            longitude=prepared.point.longitude if prepared.point else None,
        )
        if kept and prepared.point is not None:
            point = prepared.point
            add_system_line(contact, wording.photo_place(latitude=point.latitude, longitude=point.longitude), now=now)
            take_place(contact, latitude=point.latitude, longitude=point.longitude, now=now)
        tell_message(contact, now=now)
    if not kept:
        storage.throw_away(stored_as)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp949", errors="replace")


def _add_rest(file: ContactFile, whole: str, now: datetime) -> None:
    """Add what the message did not hold of a very long text, as further lines of the citizen."""
    limit = LONGEST_MESSAGE[Channel.KAKAO]
    with unit_of_work():
        contact = lock(file.contact_id)
        if not ContactFile.objects.filter(pk=file.pk, state=FileState.WAITING).delete()[0]:
            return
        begun = file.message.text
        stored = mask_personal_numbers(clean_text(whole[: limit * MOST_LINES])).text
        rest = stored[len(begun) :] if stored.startswith(begun) else stored
        for number, start in enumerate(range(0, len(rest), limit)):
            add_line(
                contact,
                direction=Direction.INBOUND,
                author=Author.CITIZEN,
                text=rest[start : start + limit],
                provider=LEFT,
                provider_message_id=f"{file.pk}:{number}",
                now=now,
            )
        if len(whole) > limit * MOST_LINES:
            left_out = len(whole) - limit * MOST_LINES
            add_system_line(contact, wording.text_shortened(characters=left_out), now=now)
        tell_message(contact, now=now)


def _not_fetched(file: ContactFile, error: NotFetched, now: datetime) -> None:
    if error.final or file.attempts >= ATTEMPTS:
        _refuse(file, error.reason, _in_words(error.reason), now)
        return
    again = now + FIRST_PAUSE * 2 ** (file.attempts - 1)
    ContactFile.objects.filter(pk=file.pk, state=FileState.WAITING).update(next_at=again)


def _refuse(file: ContactFile, problem: str, told: str, now: datetime) -> None:
    with unit_of_work():
        contact = lock(file.contact_id)
        refused = ContactFile.objects.filter(pk=file.pk, state=FileState.WAITING).update(
            state=FileState.REFUSED, next_at=None, source="", problem=problem[:40]
        )
        if refused:
            add_system_line(contact, wording.file_not_taken(reason=told), now=now)
            tell_message(contact, now=now)


def _in_words(reason: str) -> str:
    told = {
        "not_allowed": _("카카오톡 서버가 아닌 주소라 열지 않았습니다."),
        "gone": _("카카오톡 서버에서 이미 지워졌습니다."),
        "too_large": _("20MB보다 큽니다."),
        "infected": _("바이러스가 있어 막았습니다."),
        "not_scanned": _("바이러스 검사를 하지 못했습니다."),
    }
    return told.get(reason, _("카카오톡 서버가 응답하지 않았습니다. 시민에게 다시 보내 달라고 하세요."))
