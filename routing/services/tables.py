"""Keep the compiled tables of this process up to date without ever making a decision wait for the database."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from districts import selectors as districts
from korean import morphemes
from routing.policies.classifier import Classifier, UnreadableModel
from routing.policies.edits import edited_rows
from routing.policies.tables import Tables, compile_tables
from routing.selectors.versions import published_content
from routing.types import VersionContent

logger = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
CALENDAR_YEARS = 3
"""Holidays are known this year and the two that follow, however long a process runs."""


class TableKeeper:
    """Holds the last tables. The first are loaded while the caller waits; later ones in a thread of their own, which
    starts with the first look for newer ones (so after a server has forked) and keeps its database connection."""

    def __init__(
        self, *, version: Callable[[], int], load: Callable[[], Tables], check_seconds: float, in_background: bool
    ) -> None:
        self._version, self._load = version, load
        self._check_seconds, self._in_background = check_seconds, in_background
        self._tables: Tables | None = None
        self._loaded_version = -1
        self._checked_at = float("-inf")
        self._loading = threading.Lock()
        self._refresher = ThreadPoolExecutor(1, thread_name_prefix="routing-tables")
        self._refreshing: Future[None] | None = None
        self._stopped = threading.Event()

    def follow(self) -> None:
        """Look for newer tables all the time from now on, so that the first decision after an edit knows of it."""
        threading.Thread(target=self._follow, name="routing-follow", daemon=True).start()

    def stop(self) -> None:
        """End what `follow` began."""
        self._stopped.set()

    def current(self) -> Tables:
        """Return the last tables, and see to it at most once a second that a newer version is loaded."""
        if self._tables is None:
            with self._loading:
                if self._tables is None:
                    self._take()
        elif time.monotonic() - self._checked_at >= self._check_seconds:
            self._checked_at = time.monotonic()
            if not self._in_background:
                self._refresh()
            elif self._refreshing is None or self._refreshing.done():
                self._refreshing = self._refresher.submit(self._refresh_over_own_connection)
        assert self._tables is not None  # noqa: S101 - set above, for the type checker
        return self._tables

    def _follow(self) -> None:
        while not self._stopped.wait(self._check_seconds):
            try:
                self.current()
            except Exception:
                logger.exception("the routing tables could not be loaded, the next look tries again")

    def _refresh_over_own_connection(self) -> None:
        close_old_connections()
        self._refresh()
        close_old_connections()

    def _refresh(self) -> None:
        """Load newer tables if there are any; on any trouble the last ones stay."""
        if not self._loading.acquire(blocking=False):
            return
        try:
            if self._version() != self._loaded_version:
                self._take()
        except Exception:
            logger.exception("the routing tables could not be refreshed, the last ones stay")
        finally:
            self._loading.release()

    def _take(self) -> None:
        version = self._version()
        self._tables = self._load()
        self._loaded_version = version
        self._checked_at = time.monotonic()


def compile_content(content: VersionContent) -> Tables:
    """Compile the city's tables and the examples as they are now, with what a version adds to them."""
    rows = districts.gazetteer_rows()
    codes = {edit.department_code for edit in content.edits if edit.department_code}
    rows = edited_rows(rows, content.edits, department_names=districts.department_names(codes=codes))
    this_year = timezone.localdate().year
    calendars = districts.calendars(
        district_codes=[info.code for info in rows.districts], years=range(this_year, this_year + CALENDAR_YEARS)
    )
    return compile_tables(
        rows,
        version=f"{rows.version}.{content.number}",
        classifier=_classifier(content.artefact),
        geojson=districts.districts_geojson(),
        calendars=calendars,
    )


def _classifier(artefact: bytes | None) -> Classifier | None:
    """Return the trained model; None before the first, and where it cannot be read: then the synonyms alone decide."""
    try:
        return None if artefact is None else Classifier.read(artefact)
    except UnreadableModel:
        logger.exception("the trained model of routing cannot be read; train it again")
        return None


def load() -> Tables:
    """Compile the version that is live."""
    return compile_content(published_content())


# Tests change the city within transactions that no other connection sees: they look for themselves each time.
keeper = TableKeeper(
    version=districts.gazetteer_version,
    load=load,
    check_seconds=0.0 if settings.TESTING else CHECK_SECONDS,
    in_background=not settings.TESTING,
)


def follow_tables() -> None:
    """Have this process follow the published version by itself; called once in each process that serves."""
    keeper.follow()


def preload() -> None:
    """Load the analyser and the tables now, so that the first contact does not wait for them.

    Made to be called before a server forks: outside a transaction it leaves no database connection open.
    """
    morphemes.preload()
    keeper.current()
    if not connection.in_atomic_block:
        connection.close()
