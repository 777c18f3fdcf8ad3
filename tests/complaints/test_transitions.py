"""The life of a complaint, written out by hand a second time, apart from the code's own table."""

import itertools

import pytest

from accounts.types import Role
from complaints.models import complaint as columns
from complaints.policies import transitions
from complaints.policies.transitions import InvalidFields, NotAllowed, NotPossible, Who
from complaints.types import Action, Party, PublicState, State

EVERYBODY: tuple[Who, ...] = (*Role, *Party)
GIVEN = {
    "title": "제목",
    "body": "내용",
    "kind": "SIMPLE",
    "district_code": "11680",
    "topic_code": "parking_enf",
    "department_code": "11680-주차관리과",
    "plan": "계획",
    "planned_for": "2026-11-30",
    "result": "결과",
    "closing_reason": "RESOLVED",
    "reason": "사유",
    "agency": "경찰서",
    "official": "담당",
    "supplement_request": "사진",
    "text": "내용",
    "starts_on": "2026-11-23",
    "ends_on": "2026-11-24",
    "remedy": "이의신청",
    "exception_ground": "PRIVATE",
    "merged_into": "다른 민원",
}
LIFE = """
-                     FILE               FILED                 agent supervisor integration citizen
FILED                 ACCEPT             ACCEPTED              agent supervisor integration
FILED                 WITHDRAW           WITHDRAWN             agent supervisor integration citizen
FILED                 MERGE              MERGED                agent supervisor integration official head auditor
ACCEPTED              HAND_OVER          HANDED_OVER           system
ACCEPTED              TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
ACCEPTED              WITHDRAW           WITHDRAWN             agent supervisor integration citizen
ACCEPTED              MERGE              MERGED                agent supervisor integration official head auditor
HANDED_OVER           RECEIVE            RECEIVED              official head integration
HANDED_OVER           BOUNCE             RETURNED              official head integration
HANDED_OVER           TRANSFER           HANDED_OVER           official head integration supervisor system
HANDED_OVER           TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
HANDED_OVER           WITHDRAW           WITHDRAWN             agent supervisor integration citizen
HANDED_OVER           MERGE              MERGED                agent supervisor integration official head auditor
RETURNED              REFER              REFERRED              system
RETURNED              ASSIGN             HANDED_OVER           agent supervisor auditor
RETURNED              TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
RETURNED              WITHDRAW           WITHDRAWN             agent supervisor integration citizen
RETURNED              MERGE              MERGED                agent supervisor integration official head auditor
REFERRED              ASSIGN             HANDED_OVER           auditor
REFERRED              TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
REFERRED              WITHDRAW           WITHDRAWN             agent supervisor integration citizen
REFERRED              MERGE              MERGED                agent supervisor integration official head auditor
RECEIVED              BOUNCE             RETURNED              official head integration
RECEIVED              TRANSFER           HANDED_OVER           official head integration supervisor system
RECEIVED              TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
RECEIVED              REASSIGN           RECEIVED              official head integration
RECEIVED              PLAN               IN_PROGRESS           official head integration
RECEIVED              REQUEST_SUPPLEMENT SUPPLEMENT_REQUESTED  official head integration
RECEIVED              EXTEND             RECEIVED              official head integration
RECEIVED              EXCLUDE            RECEIVED              official head integration supervisor
RECEIVED              REPORT_PROGRESS    RECEIVED              official head integration system
RECEIVED              COMPLETE           COMPLETED             official head integration
RECEIVED              REFUSE             REFUSED               official head integration
RECEIVED              CLOSE_REPEATED     CLOSED_REPEATED       official head integration
RECEIVED              CLOSE_EXCEPTION    CLOSED_EXCEPTION      official head integration
RECEIVED              WITHDRAW           WITHDRAWN             agent supervisor integration citizen
RECEIVED              MERGE              MERGED                agent supervisor integration official head auditor
IN_PROGRESS           TRANSFER           HANDED_OVER           official head integration supervisor system
IN_PROGRESS           TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
IN_PROGRESS           REASSIGN           IN_PROGRESS           official head integration
IN_PROGRESS           PLAN               IN_PROGRESS           official head integration
IN_PROGRESS           REQUEST_SUPPLEMENT SUPPLEMENT_REQUESTED  official head integration
IN_PROGRESS           EXTEND             IN_PROGRESS           official head integration
IN_PROGRESS           EXCLUDE            IN_PROGRESS           official head integration supervisor
IN_PROGRESS           REPORT_PROGRESS    IN_PROGRESS           official head integration system
IN_PROGRESS           COMPLETE           COMPLETED             official head integration
IN_PROGRESS           REFUSE             REFUSED               official head integration
IN_PROGRESS           CLOSE_REPEATED     CLOSED_REPEATED       official head integration
IN_PROGRESS           CLOSE_EXCEPTION    CLOSED_EXCEPTION      official head integration
IN_PROGRESS           WITHDRAW           WITHDRAWN             agent supervisor integration citizen
IN_PROGRESS           MERGE              MERGED                agent supervisor integration official head auditor
SUPPLEMENT_REQUESTED  REASSIGN           SUPPLEMENT_REQUESTED  official head integration
SUPPLEMENT_REQUESTED  REQUEST_SUPPLEMENT SUPPLEMENT_REQUESTED  official head integration
SUPPLEMENT_REQUESTED  EXTEND_SUPPLEMENT  SUPPLEMENT_REQUESTED  citizen agent supervisor integration official head
SUPPLEMENT_REQUESTED  SUPPLEMENT         IN_PROGRESS           citizen agent supervisor integration official head
SUPPLEMENT_REQUESTED  REFUSE             REFUSED               official head integration
SUPPLEMENT_REQUESTED  WITHDRAW           WITHDRAWN             citizen agent supervisor integration official head
SUPPLEMENT_REQUESTED  MERGE              MERGED                agent supervisor integration official head auditor
COMPLETED             REOPEN             REOPENED              citizen agent supervisor
COMPLETED             CORRECT            COMPLETED             official head integration
REFUSED               REOPEN             REOPENED              citizen agent supervisor
REFUSED               CORRECT            REFUSED               official head integration
CLOSED_REPEATED       REOPEN             REOPENED              citizen agent supervisor
CLOSED_REPEATED       CORRECT            CLOSED_REPEATED       official head integration
CLOSED_EXCEPTION      REOPEN             REOPENED              citizen agent supervisor
CLOSED_EXCEPTION      CORRECT            CLOSED_EXCEPTION      official head integration
REOPENED              RECEIVE            RECEIVED              official head integration
REOPENED              TRANSFER           HANDED_OVER           official head integration supervisor system
REOPENED              TRANSFER_OUT       TRANSFERRED_OUT       agent supervisor official head integration auditor
REOPENED              REASSIGN           REOPENED              official head integration
REOPENED              WITHDRAW           WITHDRAWN             agent supervisor integration citizen
"""
NEEDS = {
    "FILE": {"title", "body"},
    "ACCEPT": {"kind", "district_code", "topic_code", "department_code"},
    "BOUNCE": {"reason"},
    "ASSIGN": {"department_code"},
    "TRANSFER": {"department_code", "reason"},
    "TRANSFER_OUT": {"agency", "reason"},
    "REASSIGN": {"official"},
    "PLAN": {"plan", "planned_for"},
    "REQUEST_SUPPLEMENT": {"supplement_request"},
    "SUPPLEMENT": {"text"},
    "EXTEND": {"reason"},
    "EXCLUDE": {"reason", "starts_on", "ends_on"},
    "COMPLETE": {"result", "closing_reason"},
    "REFUSE": {"result", "remedy"},
    "CLOSE_REPEATED": {"result"},
    "CLOSE_EXCEPTION": {"result", "exception_ground"},
    "MERGE": {"merged_into"},
    "REOPEN": {"text"},
    "CORRECT": {"result", "reason"},
}
EXPECTED: dict[tuple[State | None, Action], tuple[State, set[str]]] = {
    (None if state == "-" else State(state), Action(action)): (State(to_state), {name.upper() for name in who})
    for state, action, to_state, *who in (line.split() for line in LIFE.strip().splitlines())
}
ENDS = {State.WITHDRAWN, State.TRANSFERRED_OUT, State.MERGED}


def test_the_table_has_these_rows_and_no_other() -> None:
    assert set(transitions.TRANSITIONS) == set(EXPECTED)


@pytest.mark.parametrize(("state", "action"), list(itertools.product((None, *State), Action)))
def test_every_state_and_action(state: State | None, action: Action) -> None:
    if (state, action) not in EXPECTED:
        for who in EVERYBODY:
            with pytest.raises(NotPossible):
                transitions.check(state=state, action=action, who=who, given=GIVEN)
        return
    to_state, may = EXPECTED[(state, action)]
    needs = NEEDS.get(action, set())
    only_needed = {name: GIVEN[name] for name in needs}
    for who in EVERYBODY:
        if who.value in may:
            assert transitions.check(state=state, action=action, who=who, given=only_needed).to_state == to_state
        else:
            with pytest.raises(NotAllowed):
                transitions.check(state=state, action=action, who=who, given=GIVEN)
    somebody = next(who for who in EVERYBODY if who.value in may)
    for name in needs:
        with pytest.raises(InvalidFields) as error:
            transitions.check(state=state, action=action, who=somebody, given=GIVEN | {name: ""})
        assert list(error.value.extra["errors"]) == [name]


@pytest.mark.parametrize("state", list(State))
def test_actions_on_screen_are_those_that_work(state: State) -> None:
    for who in EVERYBODY:
        offered = set(transitions.actions(state=state, who=who))
        assert offered == {
            action for (start, action), (_, may) in EXPECTED.items() if start == state and who.value in may
        }


def test_every_state_can_be_reached_and_only_three_are_an_end_for_ever() -> None:
    reached: set[State | None] = {None}
    while True:
        further = reached | {
            found.to_state for (start, _), found in transitions.TRANSITIONS.items() if start in reached
        }
        if further == reached:
            break
        reached = further
    assert reached == {None, *State}
    assert {state for state in State if not any(start == state for start, _ in transitions.TRANSITIONS)} == ENDS


def test_the_database_knows_the_same_open_and_closed_states() -> None:
    assert set(columns.CLOSED) == set(transitions.CLOSED)
    assert set(columns.ANSWERED) == set(transitions.ANSWERED)
    assert set(transitions.OPEN) | set(transitions.CLOSED) == set(State)
    placed = (*columns.BEFORE_HAND_OVER, *columns.WITH_DEPARTMENT, *columns.WITH_OFFICIAL, *columns.ENDED_ANYWHERE)
    assert sorted(placed) == sorted(State)


def test_what_happens_inside_the_office_is_not_told_outside() -> None:
    told = {state: transitions.public_state(state=state) for state in State}
    assert told[State.RETURNED] == told[State.REFERRED] == told[State.HANDED_OVER] == PublicState.ACCEPTED
    assert told[State.SUPPLEMENT_REQUESTED] == PublicState.WAITING_FOR_YOU
    assert told[State.CLOSED_REPEATED] == told[State.CLOSED_EXCEPTION] == PublicState.CLOSED
    assert set(told.values()) == set(PublicState)
