"""The versions of what decisions are made from: which one is live, what a draft holds, what came before."""

from hashlib import sha256

from django.db.models import QuerySet

from accounts.models import User
from korean.dates import seoul_time
from routing.models import RoutingEdit, RoutingVersion
from routing.types import Draft, Edit, EditKind, EditLine, VersionContent, VersionLine, VersionState

HISTORY = 30


def published() -> RoutingVersion | None:
    """Return the version that is live, None before the first; the model's bytes are only read when asked for."""
    return _with_model().filter(state=VersionState.PUBLISHED).first()


def published_content() -> VersionContent:
    """Return what the live version adds to the tables; nothing before the first. Three queries."""
    version = published()
    return VersionContent(number=0) if version is None else content_of(version=version)


def content_of(*, version: RoutingVersion) -> VersionContent:
    """Return what a version adds to the tables."""
    artefact = None if version.model is None else bytes(version.model.artefact)
    return VersionContent(number=version.number or 0, edits=edits_of(version=version), artefact=artefact)


def edits_of(*, version: RoutingVersion) -> tuple[Edit, ...]:
    """Return the edits that a version holds, the oldest first."""
    return tuple(edit_of(row) for row in version.edits.order_by("pk"))


def edit_of(row: RoutingEdit) -> Edit:
    """Return the edit that a row keeps."""
    return Edit(
        kind=EditKind(row.kind),
        name=row.name,
        detail=row.detail,
        district_code=row.district_id or "",
        topic_code=row.topic_id or "",
        department_code=row.department_id or "",
        removed=row.removed,
        since=seoul_time(row.created_at).date(),
    )


def draft_row(*, user: User) -> RoutingVersion | None:
    """Return the user's draft as a row, None when there is none."""
    return _with_model().filter(state=VersionState.DRAFT, retraining=False, created_by=user).first()


def draft(*, user: User) -> Draft | None:
    """Return the user's draft with its dry run, None when there is none."""
    row = draft_row(user=user)
    if row is None:
        return None
    return Draft(id=row.pk, lines=lines_of(version=row), dry_run=row.dry_run, tried=is_tried(version=row))


def is_tried(*, version: RoutingVersion) -> bool:
    """Tell whether a draft's dry run is finished and was of exactly its edits, on the version that is live now."""
    run = version.dry_run
    live = published()
    return (
        bool(run)
        and run.get("state") == "DONE"
        and run.get("edits") == edits_digest(version=version)
        and run.get("base") == (live.number if live is not None else 0)
    )


def edits_digest(*, version: RoutingVersion) -> str:
    """Return a fingerprint of which edits a version holds."""
    ids = version.edits.order_by("pk").values_list("pk", flat=True)
    return sha256("".join(str(pk) for pk in ids).encode()).hexdigest()[:16]


def lines_of(*, version: RoutingVersion) -> tuple[EditLine, ...]:
    """Return the edits of a version as people read them, the newest first. One query."""
    rows = version.edits.select_related("district", "topic", "department", "department_before", "created_by")
    return tuple(
        EditLine(
            id=row.pk,
            edit=edit_of(row),
            district_name=row.district.name if row.district is not None else "",
            topic_name=row.topic.name if row.topic is not None else "",
            department_name=row.department.name if row.department is not None else "",
            department_before=row.department_before.name if row.department_before is not None else "",
            author=_name(row.created_by),
            at=row.created_at,
        )
        for row in rows.order_by("-pk")
    )


def history() -> list[VersionLine]:
    """Return the published and refused versions, the newest first, at most 30."""
    rows = (
        _with_model()
        .exclude(state=VersionState.DRAFT)
        .select_related("published_by", "created_by")
        .prefetch_related("edits")
        .order_by("-created_at", "-pk")[:HISTORY]
    )
    return [
        VersionLine(
            id=row.pk,
            number=row.number,
            state=VersionState(row.state),
            note=row.note,
            author=_name(row.published_by or row.created_by),
            at=row.published_at or row.created_at,
            edits=len(row.edits.all()),
            figures=row.model.figures if row.model is not None else {},
            dry_run=row.dry_run,
        )
        for row in rows
    ]


def _with_model() -> QuerySet[RoutingVersion]:
    """Versions with their models but for the bytes, 1.5 MB each."""
    return RoutingVersion.objects.select_related("model").defer("model__artefact")


def _name(user: User | None) -> str:
    return "" if user is None else user.display_name
