"""The life of a complaint: one table from (state, action) to what follows, who may do it and what must be given.

What is not in the table is not possible. Escalating (독촉) changes no state and is therefore not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.types import Role
from complaints.types import Action, State
from feed.errors import DomainError

INTAKE = frozenset({Role.AGENT, Role.SUPERVISOR, Role.INTEGRATION})
DEPARTMENT = frozenset({Role.OFFICIAL, Role.HEAD, Role.INTEGRATION})
SYSTEM: frozenset[Role] = frozenset()
ACCEPTED_WITH = ("kind", "district_code", "topic_code", "department_code")


@dataclass(frozen=True)
class Transition:
    """Where an action leads, the roles that may take it (none: only the system), and the fields it needs."""

    to_state: State
    roles: frozenset[Role]
    requires: tuple[str, ...] = ()


TRANSITIONS: Mapping[tuple[State | None, Action], Transition] = {
    (None, Action.FILE): Transition(State.FILED, INTAKE, requires=("title", "body")),
    (State.FILED, Action.ACCEPT): Transition(State.ACCEPTED, INTAKE, requires=ACCEPTED_WITH),
    (State.ACCEPTED, Action.HAND_OVER): Transition(State.HANDED_OVER, SYSTEM),
    (State.HANDED_OVER, Action.RECEIVE): Transition(State.RECEIVED, DEPARTMENT),
    (State.RECEIVED, Action.PLAN): Transition(State.IN_PROGRESS, DEPARTMENT, requires=("plan", "planned_for")),
    (State.IN_PROGRESS, Action.PLAN): Transition(State.IN_PROGRESS, DEPARTMENT, requires=("plan", "planned_for")),
    (State.RECEIVED, Action.COMPLETE): Transition(State.COMPLETED, DEPARTMENT, requires=("result", "closing_reason")),
    (State.IN_PROGRESS, Action.COMPLETE): Transition(
        State.COMPLETED, DEPARTMENT, requires=("result", "closing_reason")
    ),
}


class NotPossible(DomainError):
    """The action does not exist in the complaint's present state."""

    code = "not_possible"
    status = 409


class NotAllowed(DomainError):
    """The action exists, but not for this role."""

    code = "not_allowed"
    status = 403
    message = gettext_lazy("이 일을 할 수 있는 역할이 아닙니다.")


class InvalidFields(DomainError):
    """Something the action needs is empty or cannot be; `extra["errors"]` has the messages of each field."""

    code = "invalid"
    status = 400
    message = gettext_lazy("입력한 내용을 확인해 주세요.")


def transition(*, state: State | None, action: Action) -> Transition:
    """Return what `action` does in `state` (None: there is no complaint yet). Raises NotPossible."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise NotPossible(
            _("‘%(state)s’ 상태의 민원은 ‘%(action)s’을(를) 할 수 없습니다.")
            % {"state": state.label if state else _("없음"), "action": action.label}
        )
    return found


def check(
    *, state: State | None, action: Action, role: Role | None, given: Mapping[str, object] | None = None
) -> Transition:
    """Return the transition if `role` (None: the system itself) may take it with the fields `given`.

    Raises NotPossible, NotAllowed, InvalidFields.
    """
    found = transition(state=state, action=action)
    if role is not None and role not in found.roles:
        raise NotAllowed
    errors = missing(found, given or {})
    if errors:
        raise InvalidFields(errors=errors)
    return found


def missing(found: Transition, given: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the message of each field that `found` needs and that is empty in `given`."""
    return {name: [_("필수 항목입니다.")] for name in found.requires if not given.get(name)}


def actions(*, state: State, role: Role) -> tuple[Action, ...]:
    """Return what `role` may do with a complaint in `state`, in the order of the table."""
    return tuple(action for (start, action), found in TRANSITIONS.items() if start == state and role in found.roles)
