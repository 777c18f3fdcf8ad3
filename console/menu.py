"""Which screens each role has. The first one is where it lands after signing in."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.types import Role

__all__ = ["Entry", "Role", "entries", "landing_page"]


@dataclass(frozen=True)
class Entry:
    """One screen in the bar on top."""

    name: str | Promise
    address: str


CONSOLE = Entry(_("상담"), "/console/")
WORK = Entry(_("민원 처리"), "/work/")
ACCEPT = Entry(_("민원 접수"), "/work/")
TASKS = Entry(_("확인할 일"), "/tasks/")
KNOWLEDGE = Entry(_("상담 DB"), "/knowledge/")
BOARD = Entry(_("현황판"), "/board/")
REPORTS = Entry(_("통계"), "/reports/")
OWN_REPORTS = Entry(_("내 실적"), "/reports/")
ROUTING = Entry(_("분류 자료"), "/routing/")
PROTECTION = Entry(_("상담사 보호"), "/protection/")
MESSAGES = Entry(_("발송 관리"), "/messages/")
NOTICES = Entry(_("통지 문안"), "/notices/")
ADMIN = Entry(_("관리"), "/admin/")

SCREENS: dict[Role, list[Entry]] = {
    Role.AGENT: [CONSOLE, ACCEPT, KNOWLEDGE, OWN_REPORTS],
    Role.SUPERVISOR: [BOARD, REPORTS, CONSOLE, WORK, TASKS, KNOWLEDGE, ROUTING, NOTICES, MESSAGES, PROTECTION],
    Role.OFFICIAL: [WORK, TASKS, CONSOLE],
    Role.HEAD: [WORK, TASKS, CONSOLE],
    Role.AUDITOR: [BOARD, REPORTS, WORK, TASKS, KNOWLEDGE],
    Role.INTEGRATION: [],
    Role.ADMIN: [BOARD, REPORTS, CONSOLE, WORK, KNOWLEDGE, ROUTING, NOTICES, MESSAGES, ADMIN],
}


def entries(*, role: Role) -> list[Entry]:
    """Return the screens of `role`, in the order of the bar."""
    return SCREENS[Role(role)]


def landing_page(*, role: Role) -> str:
    """Return the address `role` starts at; "/" for one without screens."""
    screens = entries(role=role)
    return screens[0].address if screens else "/"
