"""Write ready-made answers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from contacts.models import Macro
from contacts.policies.macros import CODE, VARIABLES, unknown_variables
from feed.errors import DomainError
from korean.privacy import clean_text

LONGEST_TEXT = 2_000
LONGEST_TITLE = 80
WRITERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.OFFICIAL, Role.HEAD, Role.ADMIN})
WRITERS_FOR_OTHERS = frozenset({Role.SUPERVISOR, Role.ADMIN})


class MacroScope(StrEnum):
    OWN = "own"
    DISTRICT = "district"
    CITY = "city"


class MacroInvalid(DomainError):
    """A ready-made answer lacks a part, or names a variable there is not: 422, with `errors` by field."""

    code = "macro_invalid"
    status = 422

    def __init__(self, *, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)


class MacroNotFound(DomainError):
    """There is no such ready-made answer, or it is not this user's to change: 404."""

    code = "macro_not_found"
    status = 404
    message = gettext_lazy("그런 상용구가 없거나 고칠 수 없는 상용구입니다.")


class MacroNotAllowed(DomainError):
    """Only supervisors write for a district or the city: 403."""

    code = "macro_not_allowed"
    status = 403
    message = gettext_lazy("구나 시 전체의 상용구는 관리자가 만듭니다.")


def save_macro(
    *,
    user: User,
    code: str,
    title: str,
    text: str,
    scope: str = MacroScope.OWN,
    district_code: str = "",
    macro_id: UUID | None = None,
    now: datetime,
) -> Macro:
    """Make a ready-made answer, or change the one with `macro_id` (its scope stays).

    Raises MacroInvalid (422), MacroNotAllowed (403), MacroNotFound (404).
    """
    code, title, text = code.strip().removeprefix("/"), clean_text(title).strip(), clean_text(text).strip()
    _check(code=code, title=title, text=text)
    if macro_id is None:
        macro = _new(user=user, scope=scope, district_code=district_code)
    else:
        macro = _changeable(user=user, macro_id=macro_id)
    macro.code, macro.title, macro.text, macro.changed_by, macro.changed_at = code, title, text, user, now
    try:
        with transaction.atomic():
            macro.save()
    except IntegrityError as error:
        raise MacroInvalid(errors={"code": _("이미 쓰는 코드입니다. 다른 코드를 적어 주세요.")}) from error
    return macro


def remove_macro(*, user: User, macro_id: UUID) -> None:
    """Take a ready-made answer away. Raises MacroNotFound (404)."""
    _changeable(user=user, macro_id=macro_id).delete()


def may_change(*, user: User, macro: Macro) -> bool:
    """Tell whether the ready-made answer is the user's own, or one that a supervisor of its district or city keeps."""
    if macro.owner_id is not None:
        return macro.owner_id == user.id
    return _writes_for(user=user, district_code=macro.district_id)


def _writes_for(*, user: User, district_code: str | None) -> bool:
    if user.role not in WRITERS_FOR_OTHERS:
        return False
    access = access_of(user=user)
    return access.district_codes is None if district_code is None else access.covers_district(district_code)


def _new(*, user: User, scope: str, district_code: str) -> Macro:
    if user.role not in WRITERS:
        raise MacroNotAllowed
    if scope == MacroScope.OWN:
        return Macro(owner=user)
    if scope == MacroScope.DISTRICT and not district_code:
        raise MacroInvalid(errors={"district": _("자치구를 골라 주세요.")})
    target = district_code if scope == MacroScope.DISTRICT else None
    if not _writes_for(user=user, district_code=target):
        raise MacroNotAllowed
    return Macro(district_id=target)


def _changeable(*, user: User, macro_id: UUID) -> Macro:
    macro = Macro.objects.visible_to(user).filter(pk=macro_id).first()
    if macro is None or not may_change(user=user, macro=macro):
        raise MacroNotFound
    return macro


def _check(*, code: str, title: str, text: str) -> None:
    errors: dict[str, str] = {}
    if not CODE.fullmatch(code):
        errors["code"] = _("코드는 한글, 영문, 숫자 20자까지 적어 주세요.")
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("제목을 80자까지 적어 주세요.")
    if not text or len(text) > LONGEST_TEXT:
        errors["text"] = _("문구를 2,000자까지 적어 주세요.")
    elif unknown := unknown_variables(text):
        errors["text"] = _("모르는 변수가 있습니다: %(unknown)s. 쓸 수 있는 변수: %(known)s") % {
            "unknown": ", ".join(f"{{{name}}}" for name in unknown),
            "known": ", ".join(f"{{{name}}}" for name in VARIABLES),
        }
    if errors:
        raise MacroInvalid(errors=errors)
