"""Content without a row and rows without content: what a crash between the two, or a restored backup, leaves behind."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from complaints.models import Attachment, Export
from complaints.types.lists import ExportState
from contacts.selectors.rooms import files_named as files_of_contacts
from files import storage
from files.types import ScanState
from knowledgebase.selectors.files import files_named as files_of_articles
from korean.dates import seoul_time

LEFT_ALONE_FOR = timedelta(days=1)
"""Content is stored before its row is committed: what is younger may still find it."""
ROUNDS = 24
logger = logging.getLogger(__name__)


def sweep_files(*, now: datetime) -> int:
    """Throw away what nobody has named for a day, in the folders whose hour it is; return how many files.

    Called every hour, it comes to every folder once a day. An attachment whose content is missing is told in the log
    and keeps its row: it says what was there. An export without its file is over, and can be asked for again.
    """
    hour, before = seoul_time(now).hour, now - LEFT_ALONE_FOR
    removed = 0
    for folder in storage.folders():
        if sum(folder.encode()) % ROUNDS == hour:
            there = set(storage.names_in(folder))
            removed += _throw_away_unnamed(there, before)
            _tell_missing(folder, there, before, now)
    return removed


def _throw_away_unnamed(there: Collection[str], before: datetime) -> int:
    removed = 0
    for name in sorted(set(there) - _named(there)):
        try:
            if storage.kept_at(name) >= before:
                continue
        except FileNotFoundError:
            continue
        storage.throw_away(name)
        logger.warning("the file %s belonged to nothing for a day and was thrown away", name)
        removed += 1
    return removed


def _named(names: Collection[str]) -> set[str]:
    """Return those of `names` that some row names, in whichever app keeps files."""
    return {
        *Attachment.objects.filter(stored_as__in=names).values_list("stored_as", flat=True),
        *Export.objects.filter(stored_as__in=names).values_list("stored_as", flat=True),
        *files_of_contacts(names=names),
        *files_of_articles(names=names),
    }


def _tell_missing(folder: str, there: Collection[str], before: datetime, now: datetime) -> None:
    kept = Attachment.objects.exclude(scan=ScanState.INFECTED).filter(stored_as__startswith=f"{folder}/", at__lt=before)
    for attachment_id, name in kept.values_list("id", "stored_as"):
        if name not in there:
            logger.error("the content of attachment %s is missing", attachment_id)
    exports = Export.objects.filter(stored_as__startswith=f"{folder}/", state=ExportState.READY, finished_at__lt=now)
    for export in exports.exclude(stored_as__in=there):
        logger.error("the file of export %s is missing", export.id)
        export.state, export.stored_as = ExportState.EXPIRED, ""
        export.save(update_fields=["state", "stored_as"])
