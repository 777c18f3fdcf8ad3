"""The transition table, every action in every state."""

import pytest

from contacts.policies.transitions import (
    BY_CITIZENS,
    TRANSITIONS,
    WHAT_CITIZENS_MAY_DO,
    WHAT_TO_DO,
    Action,
    ActionNotPossible,
    is_possible,
    next_state,
)
from contacts.types import ContactState

EXPECTED = """
action               OPEN      ASKING    ANSWERED  WAITING   ACTIVE    WRAP_UP   CLOSED
citizen_writes       OPEN      ASKING    ANSWERED  WAITING   ACTIVE    ACTIVE    -
ask_district         ASKING    ASKING    ASKING    -         -         -         -
answer_automatically ANSWERED  ANSWERED  ANSWERED  -         -         -         -
choose_district      -         ASKING    -         -         ACTIVE    -         -
enqueue              WAITING   WAITING   WAITING   -         -         -         -
ask_for_agent        WAITING   WAITING   WAITING   WAITING   ACTIVE    ACTIVE    -
accept               -         -         -         ACTIVE    -         -         -
answer               -         -         -         -         ACTIVE    WRAP_UP   -
connect_official     -         -         -         -         ACTIVE    -         -
hold                 -         -         -         -         ACTIVE    -         -
take_transfer        -         -         -         -         ACTIVE    -         -
return_to_queue      -         -         -         -         WAITING   -         -
correct_routing      OPEN      ASKING    ANSWERED  WAITING   ACTIVE    WRAP_UP   -
confirm_citizen      -         -         -         -         ACTIVE    WRAP_UP   -
write_note           OPEN      ASKING    ANSWERED  WAITING   ACTIVE    WRAP_UP   CLOSED
resend               OPEN      ASKING    ANSWERED  WAITING   ACTIVE    WRAP_UP   CLOSED
end                  -         -         -         -         WRAP_UP   -         -
finish               -         -         -         -         CLOSED    CLOSED    -
abandon              CLOSED    CLOSED    CLOSED    CLOSED    -         -         -
close_idle           -         -         CLOSED    -         -         -         -
"""
HEADER, *ROWS = [line.split() for line in EXPECTED.strip().splitlines()]
CASES = [
    (Action(name), ContactState(state), None if target == "-" else ContactState(target))
    for name, *targets in ROWS
    for state, target in zip(HEADER[1:], targets, strict=True)
]


def test_the_expected_table_names_every_action_and_state() -> None:
    assert {action for action, _, _ in CASES} == set(Action) == set(TRANSITIONS)
    assert {state for _, state, _ in CASES} == set(ContactState) == set(WHAT_TO_DO) == set(WHAT_CITIZENS_MAY_DO)


@pytest.mark.parametrize(("action", "state", "target"), CASES)
def test_transition(action: Action, state: ContactState, target: ContactState | None) -> None:
    assert is_possible(action=action, state=state) == (target is not None)
    if target is not None:
        assert next_state(action=action, state=state) == target
        return
    with pytest.raises(ActionNotPossible) as refused:
        next_state(action=action, state=state)
    assert refused.value.status == 409
    told = WHAT_CITIZENS_MAY_DO if action in BY_CITIZENS else WHAT_TO_DO
    assert str(refused.value) == str(told[state])
    assert refused.value.extra == {"action": action.value, "state": state.value}


def test_what_is_closed_stays_closed_but_for_notes_and_what_failed() -> None:
    possible = [action for action in Action if is_possible(action=action, state="CLOSED")]
    assert possible == [Action.WRITE_NOTE, Action.RESEND]


def test_nothing_closes_a_contact_in_hand_but_its_holder() -> None:
    closing = {action for action in Action if TRANSITIONS[action].get(ContactState.ACTIVE) == ContactState.CLOSED}
    assert closing == {Action.FINISH}
