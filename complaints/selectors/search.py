"""Finding complaints: by number, by what was written, by filters that can be saved."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from complaints.filters import ComplaintFilter
from complaints.models import Complaint, ComplaintQuerySet
from complaints.policies.transitions import InvalidFields
from complaints.selectors.lines import line, with_names
from complaints.selectors.matching import matching
from complaints.selectors.worklist import LONGEST_PAGE, PAGE_SIZE, InvalidCursor
from complaints.types import Page

Filters = Mapping[str, Sequence[str]]
"""The values of each filter by its name, as an address has them: {"state": ["FILED", "ACCEPTED"], "q": ["맨홀"]}."""


def search(*, user: User, text: str, now: datetime, cursor: str = "", limit: int = PAGE_SIZE) -> Page:
    """Return a page of the complaints that contain `text`, newest first.

    A whole complaint number finds that complaint alone, open or closed. Text is found in any part of a word, also while
    its last syllable is half typed. Nothing to search for finds nothing. Raises InvalidCursor, SearchTooShort.
    """
    return page_of(matching(Complaint.objects.visible_to(user), text=text), now=now, cursor=cursor, limit=limit)


def listing(*, user: User, filters: Filters, now: datetime, cursor: str = "", limit: int = PAGE_SIZE) -> Page:
    """Return a page of what `filters` leave of the complaints `user` may see, newest first; one query.

    Raises InvalidFields (per filter), InvalidCursor, SearchTooShort.
    """
    return page_of(filtered(user=user, filters=filters, now=now), now=now, cursor=cursor, limit=limit)


def count_at_most(*, user: User, filters: Filters, most: int, now: datetime) -> int:
    """Return how many complaints `filters` leave, counted up to `most`. Raises InvalidFields, SearchTooShort."""
    return filtered(user=user, filters=filters, now=now).order_by().values("pk")[:most].count()


def filtered(*, user: User, filters: Filters, now: datetime) -> ComplaintQuerySet:
    """Return the rows that `filters` leave of those `user` may see. Raises InvalidFields, SearchTooShort."""
    found = ComplaintFilter(
        data=filter_values(filters), queryset=Complaint.objects.visible_to(user), now=now, user_id=user.id
    )
    if not found.is_valid():
        raise InvalidFields(errors={name: list(messages) for name, messages in found.form.errors.items()})
    return cast("ComplaintQuerySet", found.qs)


def filter_values(filters: Filters) -> QueryDict:
    """Return the values as a form reads them; names that are no filter are left out."""
    values = QueryDict(mutable=True)
    for name, given in filters.items():
        if name in ComplaintFilter.base_filters:
            values.setlist(name, [value for value in given if value])
    return values


def page_of(complaints: ComplaintQuerySet, *, now: datetime, cursor: str, limit: int) -> Page:
    """Return a page of `complaints`, newest first: by the id, which is in the order of time and has every index.

    A common word is found by walking back from the newest, a rare one by its trigrams: PostgreSQL chooses.
    """
    size = min(max(limit, 1), LONGEST_PAGE)
    if cursor:
        complaints = complaints.filter(id__lt=_read_cursor(cursor))
    rows = list(with_names(complaints).order_by("-id")[: size + 1])
    return Page(
        lines=tuple(line(complaint, now=now) for complaint in rows[:size]),
        next_cursor=_write_cursor(rows[size - 1].id) if len(rows) > size else "",
    )


def _write_cursor(last_id: UUID) -> str:
    return base64.urlsafe_b64encode(last_id.bytes).decode()


def _read_cursor(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor from error
