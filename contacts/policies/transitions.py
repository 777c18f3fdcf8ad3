"""Which action is possible in which state of a contact, and the state it leads to. One table; nothing else decides."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.types import ContactState
from feed.errors import DomainError

OPEN, ASKING, ANSWERED, WAITING, ACTIVE, WRAP_UP, CLOSED = ContactState


class Action(StrEnum):
    CITIZEN_WRITES = "citizen_writes"
    ASK_DISTRICT = "ask_district"
    ANSWER_AUTOMATICALLY = "answer_automatically"
    CHOOSE_DISTRICT = "choose_district"
    ENQUEUE = "enqueue"
    ASK_FOR_AGENT = "ask_for_agent"
    ACCEPT = "accept"
    ANSWER = "answer"
    CONNECT_OFFICIAL = "connect_official"
    TAKE_TRANSFER = "take_transfer"
    RETURN_TO_QUEUE = "return_to_queue"
    CORRECT_ROUTING = "correct_routing"
    WRITE_NOTE = "write_note"
    END = "end"
    FINISH = "finish"
    ABANDON = "abandon"
    CLOSE_IDLE = "close_idle"


AUTOMATIC = (OPEN, ASKING, ANSWERED)
UNFINISHED = (*AUTOMATIC, WAITING, ACTIVE, WRAP_UP)


def _stays(*states: ContactState) -> dict[ContactState, ContactState]:
    return {state: state for state in states}


def _all(states: tuple[ContactState, ...], *, to: ContactState) -> dict[ContactState, ContactState]:
    return dict.fromkeys(states, to)


TRANSITIONS: Mapping[Action, Mapping[ContactState, ContactState]] = {
    # A citizen who writes during wrap-up goes on with the same agent.
    Action.CITIZEN_WRITES: _stays(*AUTOMATIC, WAITING, ACTIVE) | {WRAP_UP: ACTIVE},
    Action.ASK_DISTRICT: _all(AUTOMATIC, to=ASKING),
    Action.ANSWER_AUTOMATICALLY: _all(AUTOMATIC, to=ANSWERED),
    Action.CHOOSE_DISTRICT: _stays(ASKING),
    Action.ENQUEUE: _all(AUTOMATIC, to=WAITING),
    Action.ASK_FOR_AGENT: _all(AUTOMATIC, to=WAITING) | _stays(WAITING, ACTIVE),
    Action.ACCEPT: {WAITING: ACTIVE},
    Action.ANSWER: _stays(ACTIVE, WRAP_UP),
    Action.CONNECT_OFFICIAL: _stays(ACTIVE),
    Action.TAKE_TRANSFER: _stays(ACTIVE),
    Action.RETURN_TO_QUEUE: {ACTIVE: WAITING},
    Action.CORRECT_ROUTING: _stays(*UNFINISHED),
    Action.WRITE_NOTE: _stays(*ContactState),
    Action.END: {ACTIVE: WRAP_UP},
    Action.FINISH: {ACTIVE: CLOSED, WRAP_UP: CLOSED},
    Action.ABANDON: _all((*AUTOMATIC, WAITING), to=CLOSED),
    Action.CLOSE_IDLE: _all(AUTOMATIC, to=CLOSED),
}

WHAT_TO_DO: Mapping[ContactState, str | Promise] = {
    OPEN: _("아직 자동 응답 중인 상담입니다. 대기열에 들어온 뒤에 할 수 있습니다."),
    ASKING: _("시민에게 자치구를 묻고 있는 상담입니다. 대기열에 들어온 뒤에 할 수 있습니다."),
    ANSWERED: _("자동으로 답변한 상담입니다. 시민이 상담원을 찾으면 대기열에 들어옵니다."),
    WAITING: _("아직 맡은 상담사가 없습니다. 배정 제안을 수락한 뒤에 하세요."),
    ACTIVE: _("상담사가 상담하고 있습니다. 화면을 새로 고쳐 지금 상태를 확인하세요."),
    WRAP_UP: _("대화가 끝나 후처리 중입니다. 상담 결과를 골라 마치세요."),
    CLOSED: _("이미 끝난 상담입니다. 시민이 다시 연락하면 새 상담이 열립니다."),
}


class ActionNotPossible(DomainError):
    """The contact is in a state in which this cannot be done (any more): 409, with the state it is in."""

    code = "action_not_possible"
    status = 409

    def __init__(self, *, action: Action, state: ContactState, **extra: Any) -> None:
        super().__init__(WHAT_TO_DO[state], action=action.value, state=state.value, **extra)


def is_possible(*, action: Action, state: str) -> bool:
    """Tell whether `action` can be done on a contact in `state`."""
    return ContactState(state) in TRANSITIONS[action]


def next_state(*, action: Action, state: str) -> ContactState:
    """Return the state that `action` leads to from `state`. Raises ActionNotPossible (409)."""
    current = ContactState(state)
    target = TRANSITIONS[action].get(current)
    if target is None:
        raise ActionNotPossible(action=action, state=current)
    return target
