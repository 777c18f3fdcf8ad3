"""Who somebody is, and how far they may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "AGENT", _("상담사")
    SUPERVISOR = "SUPERVISOR", _("관리자")
    OFFICIAL = "OFFICIAL", _("담당 공무원")
    HEAD = "HEAD", _("부서장")
    AUDITOR = "AUDITOR", _("민원심사관")
    INTEGRATION = "INTEGRATION", _("연계 시스템")
    ADMIN = "ADMIN", _("시스템 관리자")


class AccessAction(models.TextChoices):
    VIEW = "VIEW", _("열람")
    SEARCH = "SEARCH", _("검색")
    REVEAL = "REVEAL", _("가림 해제")
    CHANGE = "CHANGE", _("변경")
    EXPORT = "EXPORT", _("내려받기")
    LISTEN = "LISTEN", _("청취 요청")


@dataclass(frozen=True)
class Access:
    """How far a user may see. `None` means without a limit on that axis; the other axis still holds."""

    user_id: UUID
    role: Role
    scopes: frozenset[tuple[str, str]]
    district_codes: frozenset[str] | None
    department_codes: frozenset[str] | None

    def rows(self, *, district: str, department: str) -> models.Q:
        """Return the condition on rows in scope, given the names of their district and department columns.

        Exact where the two sets above are not: a whole district beside one department of another. It may be combined
        with other conditions: "everything" is a condition that always holds, not an empty one that `|` would drop.
        """
        if ("", "") in self.scopes:
            return ~models.Q(pk__in=[])
        condition = models.Q(pk__in=[])
        for district_code, department_code in self.scopes:
            limits = {}
            if district_code:
                limits[district] = district_code
            if department_code:
                limits[department] = department_code
            condition |= models.Q(**limits)
        return condition

    def covers_district(self, code: str | None) -> bool:
        """Tell whether the district with `code` is in scope; what has none yet is for whoever sees all of them."""
        return self.district_codes is None or code in self.district_codes

    def covers_department(self, code: str | None) -> bool:
        """Tell whether the department with `code` is in scope."""
        return self.department_codes is None or code in self.department_codes


@dataclass(frozen=True)
class NewAccount:
    """An account to make: its scopes are pairs of district code and department code, blank for all."""

    username: str
    role: Role
    display_name: str
    scopes: tuple[tuple[str, str], ...]
    email: str = ""
    extension: str = ""
