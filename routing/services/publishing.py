"""Make a version live in every process, or bring an earlier one back. What was published never changes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from districts import services as districts
from korean.dates import seoul_time
from routing.models import RoutingEdit, RoutingVersion, TrainedModel
from routing.selectors.editors import may_edit, may_edit_everything
from routing.selectors.versions import edit_of, is_tried, published
from routing.services.errors import NoDraft, NotAllowed, NotTried, UnknownVersion
from routing.services.examples import ExamplesLoaded, load_examples
from routing.types import EditKind, VersionState


def publish_draft(*, user: User, note: str, now: datetime) -> int:
    """Make the user's draft live, on top of what is published; return the number of the version.

    It must have been tried as it is now (see `trials`); where trying it trained a model, that model goes live with it.
    Raises NoDraft (409), NotTried (409), NotAllowed (403).
    """
    with transaction.atomic():
        live = _lock_live()
        draft = (
            RoutingVersion.objects.select_for_update(of=("self",))
            .select_related("model")
            .filter(state=VersionState.DRAFT, retraining=False, created_by=user)
            .first()
        )
        drafted = [] if draft is None else list(draft.edits.order_by("pk"))
        if draft is None or not drafted:
            raise NoDraft
        if not is_tried(version=draft):
            raise NotTried
        if not all(may_edit(user=user, edit=edit_of(row)) for row in drafted):
            raise NotAllowed
        before = [] if live is None else list(live.edits.order_by("pk"))
        draft.edits.set({edit_of(row).key: row for row in (*before, *drafted)}.values())
        draft.model = draft.model or (None if live is None else live.model)
        return _go_live(draft, live=live, user=user, note=note, now=now)


def roll_back(*, user: User, number: int, note: str = "", now: datetime) -> int:
    """Make the edits and the model of an earlier version live again, as a new version; return its number.

    Raises UnknownVersion (404), NotAllowed (403) unless the whole city is in the user's scope.
    """
    if not may_edit_everything(user=user):
        raise NotAllowed
    with transaction.atomic():
        live = _lock_live()
        earlier = RoutingVersion.objects.select_related("model").filter(number=number).first()
        if earlier is None:
            raise UnknownVersion
        note = note or _("%(number)s판으로 되돌림") % {"number": number}
        return _publish(edits=earlier.edits.all(), model=earlier.model, live=live, user=user, note=note, now=now)


def publish_model(*, model: TrainedModel | None, note: str, user: User | None = None, now: datetime) -> int:
    """Make a trained model live with the edits that are live; return the number of the version."""
    with transaction.atomic():
        live = _lock_live()
        edits = RoutingEdit.objects.none() if live is None else live.edits.all()
        return _publish(edits=edits, model=model, live=live, user=user, note=note, now=now)


def publish_retraining(*, version_id: UUID, model: TrainedModel, now: datetime) -> int:
    """Make a retrained model live, with the edits that are live by now; return the number of the version."""
    with transaction.atomic():
        live = _lock_live()
        version = RoutingVersion.objects.select_for_update(of=("self",)).get(pk=version_id, state=VersionState.DRAFT)
        version.edits.set([] if live is None else live.edits.all())
        version.model = model
        return _go_live(version, live=live, user=version.created_by, note=version.note, now=now)


def load_tables(*, now: datetime) -> ExamplesLoaded:
    """Load the examples from their files, and write what people published over a new edition of the city's files.

    Where the files are still the same, the city's table stays as it is: somebody may have corrected it since.
    """
    with transaction.atomic():
        if districts.is_new_edition(table="responsibility", reader="routing"):
            apply_responsibilities(now=now)
        return load_examples(now=now)


def apply_responsibilities(*, now: datetime) -> int:
    """Write the published responsibilities into the city's table again, after its files were loaded.

    Returns how many lines changed.
    """
    with transaction.atomic():
        live = _lock_live()
        rows = [] if live is None else live.edits.filter(kind=EditKind.RESPONSIBILITY)
        return sum(_assign(row, row.department_id, now=now) for row in rows)


def _lock_live() -> RoutingVersion | None:
    """Return the live version, locked, so that versions go live one after the other."""
    version = published()
    if version is None:
        return None
    locked = RoutingVersion.objects.select_for_update(of=("self",)).select_related("model").get(pk=version.pk)
    return locked if locked.state == VersionState.PUBLISHED else _lock_live()


def _publish(
    *,
    edits: Iterable[RoutingEdit],
    model: TrainedModel | None,
    live: RoutingVersion | None,
    user: User | None,
    note: str,
    now: datetime,
) -> int:
    version = RoutingVersion.objects.create(state=VersionState.DRAFT, created_at=now, model=model)
    version.edits.set(edits)
    return _go_live(version, live=live, user=user, note=note, now=now)


def _go_live(
    version: RoutingVersion, *, live: RoutingVersion | None, user: User | None, note: str, now: datetime
) -> int:
    """Retire the live version and publish this one; the city's table of responsibilities follows."""
    _follow_responsibilities(before=live, after=version, now=now)
    if live is not None:
        live.state = VersionState.RETIRED
        live.save(update_fields=["state"])
    number = (RoutingVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version.number, version.state, version.note = number, VersionState.PUBLISHED, note[:300]
    version.published_by, version.published_at = user, now
    version.save()
    return number


def _follow_responsibilities(*, before: RoutingVersion | None, after: RoutingVersion, now: datetime) -> None:
    """Write what differs between two versions into the city's table; what was corrected there since stays."""
    old = {} if before is None else _responsibilities(before)
    new = _responsibilities(after)
    for key in old.keys() - new.keys():
        _assign(old[key], old[key].department_before_id, now=now)
    for key, row in new.items():
        if key not in old or old[key].pk != row.pk:
            _assign(row, row.department_id, now=now)


def _responsibilities(version: RoutingVersion) -> dict[tuple[str, str, str, str], RoutingEdit]:
    return {edit_of(row).key: row for row in version.edits.filter(kind=EditKind.RESPONSIBILITY)}


def _assign(row: RoutingEdit, department_code: str | None, *, now: datetime) -> bool:
    return districts.assign_topic(
        district_code=row.district_id or "",
        topic_code=row.topic_id or "",
        department_code=department_code or "",
        basis=_("상담 관리자가 고침 (%(name)s)") % {"name": row.created_by.display_name},
        on=seoul_time(now).date(),
    )
