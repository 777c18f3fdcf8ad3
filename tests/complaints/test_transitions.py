import itertools

import pytest

from accounts.types import Role
from complaints.policies import transitions
from complaints.policies.transitions import InvalidFields, NotAllowed, NotPossible
from complaints.types import Action, State

STATES = (None, *State)
FILED = {"title": "제목", "body": "내용"}
ACCEPTED = {
    "kind": "SIMPLE",
    "district_code": "11680",
    "topic_code": "parking_enf",
    "department_code": "11680-주차관리과",
}
PLAN = {"plan": "계획", "planned_for": "2026-11-30"}
RESULT = {"result": "결과", "closing_reason": "RESOLVED"}
INTAKE = {Role.AGENT, Role.SUPERVISOR, Role.INTEGRATION}
DEPARTMENT = {Role.OFFICIAL, Role.HEAD, Role.INTEGRATION}

# Written out by hand, apart from the code's own table.
EXPECTED: dict[tuple[State | None, Action], tuple[State, set[Role], dict[str, str]]] = {
    (None, Action.FILE): (State.FILED, INTAKE, FILED),
    (State.FILED, Action.ACCEPT): (State.ACCEPTED, INTAKE, ACCEPTED),
    (State.ACCEPTED, Action.HAND_OVER): (State.HANDED_OVER, set(), {}),
    (State.HANDED_OVER, Action.RECEIVE): (State.RECEIVED, DEPARTMENT, {}),
    (State.RECEIVED, Action.PLAN): (State.IN_PROGRESS, DEPARTMENT, PLAN),
    (State.IN_PROGRESS, Action.PLAN): (State.IN_PROGRESS, DEPARTMENT, PLAN),
    (State.RECEIVED, Action.COMPLETE): (State.COMPLETED, DEPARTMENT, RESULT),
    (State.IN_PROGRESS, Action.COMPLETE): (State.COMPLETED, DEPARTMENT, RESULT),
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(STATES, Action)))
def test_every_state_and_action(state: State | None, action: Action) -> None:
    everything = FILED | ACCEPTED | PLAN | RESULT
    if (state, action) not in EXPECTED:
        for role in (None, *Role):
            with pytest.raises(NotPossible):
                transitions.check(state=state, action=action, role=role, given=everything)
        return
    to_state, roles, required = EXPECTED[(state, action)]
    for role in Role:
        if role in roles:
            assert transitions.check(state=state, action=action, role=role, given=required).to_state == to_state
        else:
            with pytest.raises(NotAllowed):
                transitions.check(state=state, action=action, role=role, given=everything)
    assert transitions.check(state=state, action=action, role=None, given=required).to_state == to_state
    for name in required:
        with pytest.raises(InvalidFields) as error:
            transitions.check(state=state, action=action, role=None, given=required | {name: ""})
        assert list(error.value.extra["errors"]) == [name]


@pytest.mark.parametrize(("state", "role"), list(itertools.product(State, Role)))
def test_actions_on_screen_are_those_that_work(state: State, role: Role) -> None:
    offered = set(transitions.actions(state=state, role=role))
    assert offered == {
        action for (start, action), (_, roles, _) in EXPECTED.items() if start == state and role in roles
    }


def test_every_state_can_be_reached_and_only_completed_is_an_end() -> None:
    reached: set[State | None] = {None}
    while True:
        further = reached | {
            found.to_state for (start, _), found in transitions.TRANSITIONS.items() if start in reached
        }
        if further == reached:
            break
        reached = further
    assert reached == set(STATES)
    assert {state for state in State if not any(start == state for start, _ in transitions.TRANSITIONS)} == {
        State.COMPLETED
    }
