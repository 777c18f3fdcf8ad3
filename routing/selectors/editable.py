"""The tables as a supervisor edits them: what is live, with what their own draft would do to it."""

from collections.abc import Callable, Iterable

from accounts.models import User
from districts import selectors as districts
from districts.types import CITY_HALL, Level, PlaceKind
from routing.selectors.editors import may_edit
from routing.selectors.examples import examples
from routing.selectors.versions import draft_row, edits_of, published
from routing.types import Drafted, Edit, EditableRow, EditKind, ExampleKind

MOST_PLACES = 60
NAMED_FROM = 2
_Key = tuple[str, str, str, str]


def editable_places(*, text: str, user: User) -> list[EditableRow]:
    """Return the places whose name contains `text` (two characters or more), at most about 60."""
    if len(text.strip()) < NAMED_FROM:
        return []
    wanted = text.strip().casefold()
    base = [
        Edit(EditKind.PLACE, name=row.name, detail=row.kind, district_code=row.district_code)
        for row in districts.places_named(text=text.strip(), limit=MOST_PLACES)
    ]
    return _rows(EditKind.PLACE, base, user=user, keep=lambda edit: wanted in edit.name.casefold())


def editable_words(*, topic_code: str, user: User) -> list[EditableRow]:
    """Return the words citizens use for a topic."""
    base = [
        Edit(EditKind.SYNONYM, name=word, topic_code=topic_code)
        for topic in districts.topics()
        if topic.code == topic_code
        for word in topic.synonyms
    ]
    return _rows(EditKind.SYNONYM, base, user=user, keep=lambda edit: edit.topic_code == topic_code)


def editable_examples(*, topic_code: str, user: User) -> list[EditableRow]:
    """Return the example sentences of a topic."""
    base = [
        Edit(EditKind.EXAMPLE, name=example.text, detail=example.kind, topic_code=topic_code)
        for example in examples()
        if example.topic_code == topic_code
    ]
    return _rows(EditKind.EXAMPLE, base, user=user, keep=lambda edit: edit.topic_code == topic_code)


def editable_departments(*, district_code: str, user: User) -> list[EditableRow]:
    """Return who is in charge of each topic that an office answers for; also the topics nobody has there.

    What the city or the state owns is city hall's in every district.
    """
    in_charge = {
        row.topic_code: row.department_code for row in districts.responsibilities_of(district_code=district_code)
    }
    base = [
        Edit(
            EditKind.RESPONSIBILITY,
            district_code=district_code,
            topic_code=topic.code,
            department_code=in_charge.get(topic.code, ""),
        )
        for topic in districts.topics()
        if topic.code in in_charge or (topic.level == Level.DISTRICT) == (district_code != CITY_HALL)
    ]
    return _rows(EditKind.RESPONSIBILITY, base, user=user, keep=lambda edit: edit.district_code == district_code)


def _rows(kind: EditKind, base: Iterable[Edit], *, user: User, keep: Callable[[Edit], bool]) -> list[EditableRow]:
    """Lay the published edits over the base rows, and beside each row show what the user's draft does to it."""
    version, published_version = draft_row(user=user), published()
    drafted = {} if version is None else {edit.key: edit for edit in edits_of(version=version)}
    live = {edit.key: edit for edit in base}
    for edit in () if published_version is None else edits_of(version=published_version):
        if edit.kind == kind and keep(edit):
            live.pop(edit.key, None)
            if not edit.removed:
                live[edit.key] = edit
    shown = dict(live)
    shown.update({key: edit for key, edit in drafted.items() if edit.kind == kind and keep(edit)})
    names = _Names(shown.values())
    rows = [names.row(edit, drafted=_drafted(edit, live, drafted), user=user) for edit in shown.values()]
    return sorted(rows, key=lambda row: (row.topic_name, row.edit.name, row.district_name))


def _drafted(edit: Edit, live: dict[_Key, Edit], drafted: dict[_Key, Edit]) -> Drafted:
    if edit.key not in drafted:
        return Drafted.UNTOUCHED
    if edit.removed:
        return Drafted.REMOVED
    return Drafted.CHANGED if edit.key in live else Drafted.ADDED


class _Names:
    """The names of the districts, topics and departments of some edits."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._districts = {info.code: info.name for info in districts.all_districts()}
        self._topics = {topic.code: topic.name for topic in districts.topics()}
        codes = {edit.department_code for edit in edits if edit.department_code}
        self._departments = districts.department_names(codes=codes)

    def row(self, edit: Edit, *, drafted: Drafted, user: User) -> EditableRow:
        return EditableRow(
            edit=edit,
            district_name=self._districts.get(edit.district_code, ""),
            topic_name=self._topics.get(edit.topic_code, ""),
            department_name=self._departments.get(edit.department_code, ""),
            detail=_detail(edit),
            drafted=drafted,
            editable=may_edit(user=user, edit=edit),
        )


def _detail(edit: Edit) -> str:
    if edit.kind == EditKind.PLACE and edit.detail in PlaceKind.values:
        return str(PlaceKind(edit.detail).label)
    if edit.kind == EditKind.EXAMPLE and edit.detail in ExampleKind.values:
        return str(ExampleKind(edit.detail).label)
    return ""
