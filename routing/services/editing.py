"""A supervisor's draft: edits of places, citizens' words, examples and responsibilities, not yet live."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from districts import selectors as districts
from districts.types import CITY_HALL, PlaceKind
from korean.dates import seoul_time
from korean.privacy import clean_text, mask_personal_numbers
from routing.models import RoutingEdit, RoutingVersion
from routing.selectors.editors import may_edit
from routing.selectors.versions import edit_of, published
from routing.services.errors import EditRefused, NoDraft, NotAllowed
from routing.types import Edit, EditKind, ExampleKind, VersionState

SHORTEST_NAME = 2
LONGEST = {EditKind.PLACE: 60, EditKind.SYNONYM: 40, EditKind.EXAMPLE: 500}


def draft_edit(*, user: User, edit: Edit, now: datetime) -> UUID:
    """Put an edit into the user's draft, in place of one about the same thing there; return its id.

    Raises NotAllowed (403), EditRefused (422) with what is wrong with it.
    """
    edit = _cleaned(edit)
    if not may_edit(user=user, edit=edit):
        raise NotAllowed
    _check(edit)
    with transaction.atomic():
        version = _draft(user, now)
        version.edits.remove(*[row for row in version.edits.all() if edit_of(row).key == edit.key])
        row = RoutingEdit.objects.create(
            kind=edit.kind,
            name=edit.name,
            detail=edit.detail,
            district_id=edit.district_code or None,
            topic_id=edit.topic_code or None,
            department_id=edit.department_code or None,
            department_before_id=_department_before(edit, on=seoul_time(now).date()),
            removed=edit.removed,
            created_by=user,
            created_at=now,
        )
        version.edits.add(row)
        return row.pk


def withdraw_edit(*, user: User, edit_id: UUID) -> None:
    """Take an edit out of the user's draft. Raises NoDraft (409) when it is not in it."""
    with transaction.atomic():
        version = _drafts(user).first()
        row = None if version is None else version.edits.filter(pk=edit_id).first()
        if version is None or row is None:
            raise NoDraft
        version.edits.remove(row)


def discard_draft(*, user: User) -> None:
    """Drop the user's draft with all its edits. Raises NoDraft (409)."""
    with transaction.atomic():
        version = _drafts(user).first()
        if version is None:
            raise NoDraft
        version.delete()


def _drafts(user: User) -> QuerySet[RoutingVersion]:
    return RoutingVersion.objects.select_for_update().filter(
        state=VersionState.DRAFT, retraining=False, created_by=user
    )


def _draft(user: User, now: datetime) -> RoutingVersion:
    version, _created = RoutingVersion.objects.get_or_create(
        state=VersionState.DRAFT, retraining=False, created_by=user, defaults={"created_at": now}
    )
    return RoutingVersion.objects.select_for_update().get(pk=version.pk)


def _cleaned(edit: Edit) -> Edit:
    """Return the edit with its name tidied, and without personal numbers where it is a citizen's sentence."""
    name = " ".join(clean_text(edit.name).split())
    if edit.kind == EditKind.EXAMPLE:
        name = mask_personal_numbers(name).text
    return Edit(
        kind=edit.kind,
        name="" if edit.kind == EditKind.RESPONSIBILITY else name,
        detail=edit.detail,
        district_code=edit.district_code,
        topic_code=edit.topic_code,
        department_code=edit.department_code,
        removed=edit.removed,
    )


def _check(edit: Edit) -> None:
    """Raise EditRefused where the edit is incomplete or names something unknown."""
    if edit.kind != EditKind.RESPONSIBILITY:
        if len(edit.name) < SHORTEST_NAME:
            raise EditRefused(_("두 글자 이상 적어 주세요."))
        if len(edit.name) > LONGEST[edit.kind]:
            raise EditRefused(_("%(limit)s자까지 적을 수 있습니다.") % {"limit": LONGEST[edit.kind]})
    if edit.kind in (EditKind.SYNONYM, EditKind.EXAMPLE) and (edit.district_code or edit.department_code):
        raise EditRefused(_("시민의 말과 예문은 서울 전체에 쓰입니다. 자치구와 부서 없이 담아 주세요."))
    if edit.kind in (EditKind.SYNONYM, EditKind.RESPONSIBILITY) and edit.detail:
        raise EditRefused(_("이 수정에는 세부 구분이 없습니다."))
    if edit.kind == EditKind.PLACE and (edit.topic_code or edit.department_code):
        raise EditRefused(_("장소에는 업무 분야나 부서가 없습니다."))
    if edit.kind == EditKind.RESPONSIBILITY and edit.removed:
        raise EditRefused(_("업무 분장은 지울 수 없습니다. 담당할 부서를 골라 주세요."))
    if edit.kind in (EditKind.PLACE, EditKind.RESPONSIBILITY):
        known = {info.code for info in districts.all_districts()}
        if edit.district_code not in known or (edit.kind == EditKind.PLACE and edit.district_code == CITY_HALL):
            raise EditRefused(_("자치구를 골라 주세요."))
    if edit.kind != EditKind.PLACE and edit.topic_code not in {topic.code for topic in districts.topics()}:
        raise EditRefused(_("업무 분야를 골라 주세요."))
    if edit.kind == EditKind.PLACE and edit.detail not in PlaceKind.values:
        raise EditRefused(_("장소의 구분을 골라 주세요."))
    if edit.kind == EditKind.EXAMPLE and edit.detail not in ExampleKind.values:
        raise EditRefused(_("문의인지 신고·요청인지 골라 주세요."))
    if edit.kind == EditKind.RESPONSIBILITY:
        offices = {edit.district_code, CITY_HALL}
        known = {row.code for office in offices for row in districts.departments_of(district_code=office)}
        if edit.department_code not in known:
            raise EditRefused(_("그 자치구의 부서를 골라 주세요."))


def _department_before(edit: Edit, *, on: date) -> str | None:
    """Return the department that is in charge without any edit, None for nobody or for another kind of edit."""
    if edit.kind != EditKind.RESPONSIBILITY:
        return None
    live = published()
    earlier = [] if live is None else [row for row in live.edits.all() if edit_of(row).key == edit.key]
    if earlier:
        return earlier[0].department_before_id
    return districts.topic_holder(district_code=edit.district_code, topic_code=edit.topic_code, on=on) or None
