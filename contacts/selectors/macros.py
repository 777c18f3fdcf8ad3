"""The ready-made answers somebody can use."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import User
from contacts.models import Macro
from contacts.policies.macros import VARIABLES, fill, left_open
from contacts.types import FilledMacro

MOST = 300


def macro_variables() -> Mapping[str, str]:
    """Return what may stand in braces in a ready-made answer, each with what it is replaced by."""
    return {name: str(label) for name, label in VARIABLES.items()}


def macros(*, user: User) -> QuerySet[Macro]:
    """Return the user's own, those of their districts and the city's, in this order and by code."""
    own_first = Case(
        When(owner=user, then=Value(0)), When(district__isnull=False, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    return Macro.objects.visible_to(user).select_related("district").order_by(own_first, "code")


def filled_macros(*, user: User, values: Mapping[str, str]) -> list[FilledMacro]:
    """Return what the user can put into an answer, filled with `values`; of one code the nearest: own, district, city.

    A district's stands only where `values["district"]` is that district's name, or is not known.
    """
    nearest: dict[str, Macro] = {}
    for macro in macros(user=user)[:MOST]:
        elsewhere = macro.district is not None and values.get("district") not in ("", None, macro.district.name)
        if not elsewhere:
            nearest.setdefault(macro.code, macro)
    filled = []
    for code, macro in sorted(nearest.items()):
        text = fill(text=macro.text, values=values)
        filled.append(FilledMacro(code=code, title=macro.title, text=text, left_open=tuple(left_open(text))))
    return filled
