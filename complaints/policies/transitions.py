"""The life of a complaint: one table from (state, action) to what follows, who may do it and what must be given.

What is not in the table is not possible. Escalating (독촉), cooperation tasks, linking repeated complaints and counting
a due date again change no state and are therefore not in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.types import Role
from complaints.types import Action, Party, PublicState, State
from feed.errors import DomainError

Who = Role | Party

CITIZEN = frozenset[Who]({Party.CITIZEN})
SYSTEM = frozenset[Who]({Party.SYSTEM})
INTAKE = frozenset[Who]({Role.AGENT, Role.SUPERVISOR, Role.INTEGRATION})
DEPARTMENT = frozenset[Who]({Role.OFFICIAL, Role.HEAD, Role.INTEGRATION})
DESK = frozenset[Who]({Role.AGENT, Role.SUPERVISOR})
REFEREE = frozenset[Who]({Role.AUDITOR})
MAY_TRANSFER = frozenset[Who]({*DEPARTMENT, Role.SUPERVISOR, Party.SYSTEM})
ACCEPTED_WITH = ("kind", "district_code", "topic_code", "department_code")

IN_HAND = (State.RECEIVED, State.IN_PROGRESS)
AT_DEPARTMENT = (State.HANDED_OVER, State.REOPENED, *IN_HAND)
CLOSED = (
    State.COMPLETED,
    State.REFUSED,
    State.WITHDRAWN,
    State.CLOSED_REPEATED,
    State.CLOSED_EXCEPTION,
    State.TRANSFERRED_OUT,
    State.MERGED,
)
ANSWERED = (State.COMPLETED, State.REFUSED, State.CLOSED_REPEATED, State.CLOSED_EXCEPTION)
OPEN = tuple(state for state in State if state not in CLOSED)


@dataclass(frozen=True)
class Transition:
    """Where an action leads, who may take it, and the fields it needs."""

    to_state: State
    who: frozenset[Who]
    requires: tuple[str, ...] = ()


def _from(
    states: Iterable[State], action: Action, to_state: State | None, who: frozenset[Who], *requires: str
) -> dict[tuple[State | None, Action], Transition]:
    """Return the rows of one action; `to_state` None leaves the state as it is."""
    return {(state, action): Transition(to_state or state, who, requires) for state in states}


TRANSITIONS: Mapping[tuple[State | None, Action], Transition] = {
    (None, Action.FILE): Transition(State.FILED, INTAKE | CITIZEN, ("title", "body")),
    **_from([State.FILED], Action.ACCEPT, State.ACCEPTED, INTAKE, *ACCEPTED_WITH),
    **_from([State.ACCEPTED], Action.HAND_OVER, State.HANDED_OVER, SYSTEM),
    # The department takes it, or says that it is not theirs (민원처리법 §16, 시행령 §13).
    **_from([State.HANDED_OVER, State.REOPENED], Action.RECEIVE, State.RECEIVED, DEPARTMENT),
    **_from([State.HANDED_OVER, State.RECEIVED], Action.BOUNCE, State.RETURNED, DEPARTMENT, "reason"),
    **_from([State.RETURNED], Action.REFER, State.REFERRED, SYSTEM),
    **_from([State.RETURNED], Action.ASSIGN, State.HANDED_OVER, DESK | REFEREE, "department_code"),
    **_from([State.REFERRED], Action.ASSIGN, State.HANDED_OVER, REFEREE, "department_code"),
    **_from(AT_DEPARTMENT, Action.TRANSFER, State.HANDED_OVER, MAY_TRANSFER, "department_code", "reason"),
    **_from(
        (State.ACCEPTED, State.RETURNED, State.REFERRED, *AT_DEPARTMENT),
        Action.TRANSFER_OUT,
        State.TRANSFERRED_OUT,
        DEPARTMENT | DESK | REFEREE,
        "agency",
        "reason",
    ),
    **_from((*IN_HAND, State.SUPPLEMENT_REQUESTED, State.REOPENED), Action.REASSIGN, None, DEPARTMENT, "official"),
    # The work (시행령 §20, §21, §23–25).
    **_from(IN_HAND, Action.PLAN, State.IN_PROGRESS, DEPARTMENT, "plan", "planned_for"),
    **_from(IN_HAND, Action.REQUEST_SUPPLEMENT, State.SUPPLEMENT_REQUESTED, DEPARTMENT, "supplement_request"),
    **_from([State.SUPPLEMENT_REQUESTED], Action.REQUEST_SUPPLEMENT, None, DEPARTMENT, "supplement_request"),
    **_from([State.SUPPLEMENT_REQUESTED], Action.EXTEND_SUPPLEMENT, None, CITIZEN | INTAKE | DEPARTMENT),
    **_from([State.SUPPLEMENT_REQUESTED], Action.SUPPLEMENT, State.IN_PROGRESS, CITIZEN | INTAKE | DEPARTMENT, "text"),
    **_from(IN_HAND, Action.EXTEND, None, DEPARTMENT, "reason"),
    **_from(IN_HAND, Action.EXCLUDE, None, DEPARTMENT | {Role.SUPERVISOR}, "reason", "starts_on", "ends_on"),
    **_from(IN_HAND, Action.REPORT_PROGRESS, None, DEPARTMENT | SYSTEM),
    # How it ends (민원처리법 §21, §22, §23, §27).
    **_from(IN_HAND, Action.COMPLETE, State.COMPLETED, DEPARTMENT, "result", "closing_reason"),
    **_from((*IN_HAND, State.SUPPLEMENT_REQUESTED), Action.REFUSE, State.REFUSED, DEPARTMENT, "result", "remedy"),
    **_from(IN_HAND, Action.CLOSE_REPEATED, State.CLOSED_REPEATED, DEPARTMENT, "result"),
    **_from(IN_HAND, Action.CLOSE_EXCEPTION, State.CLOSED_EXCEPTION, DEPARTMENT, "result", "exception_ground"),
    **_from(OPEN, Action.WITHDRAW, State.WITHDRAWN, CITIZEN | INTAKE),
    **_from([State.SUPPLEMENT_REQUESTED], Action.WITHDRAW, State.WITHDRAWN, CITIZEN | INTAKE | DEPARTMENT),
    **_from(
        [state for state in OPEN if state != State.REOPENED],
        Action.MERGE,
        State.MERGED,
        INTAKE | DEPARTMENT | REFEREE,
        "merged_into",
    ),
    **_from(ANSWERED, Action.REOPEN, State.REOPENED, CITIZEN | DESK, "text"),
    # An obvious slip of the pen in an answer (행정절차법 §25).
    **_from(ANSWERED, Action.CORRECT, None, DEPARTMENT, "result", "reason"),
}
PUBLIC: Mapping[State, PublicState] = {
    State.FILED: PublicState.FILED,
    State.ACCEPTED: PublicState.ACCEPTED,
    State.HANDED_OVER: PublicState.ACCEPTED,
    State.RETURNED: PublicState.ACCEPTED,
    State.REFERRED: PublicState.ACCEPTED,
    State.RECEIVED: PublicState.IN_PROGRESS,
    State.IN_PROGRESS: PublicState.IN_PROGRESS,
    State.SUPPLEMENT_REQUESTED: PublicState.WAITING_FOR_YOU,
    State.REOPENED: PublicState.IN_PROGRESS,
    State.COMPLETED: PublicState.COMPLETED,
    State.REFUSED: PublicState.REFUSED,
    State.WITHDRAWN: PublicState.WITHDRAWN,
    State.CLOSED_REPEATED: PublicState.CLOSED,
    State.CLOSED_EXCEPTION: PublicState.CLOSED,
    State.TRANSFERRED_OUT: PublicState.TRANSFERRED,
    State.MERGED: PublicState.IN_PROGRESS,
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


def check(*, state: State | None, action: Action, who: Who, given: Mapping[str, object] | None = None) -> Transition:
    """Return the transition if `who` may take it with the fields `given`.

    Raises NotPossible, NotAllowed, InvalidFields.
    """
    found = transition(state=state, action=action)
    if who not in found.who:
        raise NotAllowed
    errors = missing(found, given or {})
    if errors:
        raise InvalidFields(errors=errors)
    return found


def missing(found: Transition, given: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the message of each field that `found` needs and that is empty in `given`."""
    return {name: [_("필수 항목입니다.")] for name in found.requires if not given.get(name)}


def actions(*, state: State, who: Who) -> tuple[Action, ...]:
    """Return what `who` may do with a complaint in `state`, in the order of the table."""
    return tuple(action for (start, action), found in TRANSITIONS.items() if start == state and who in found.who)


def public_state(*, state: State) -> PublicState:
    """Return what a citizen is told about `state`; what happens inside the office is not told."""
    return PUBLIC[state]


def role_of(user: User) -> Role:
    """Return the role in which a user acts."""
    return Role(user.role)
