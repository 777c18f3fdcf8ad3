"""Which action is possible in which state of a contact, where it leads, and for whom; nothing else decides."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.types import Role
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
    HOLD = "hold"
    TAKE_TRANSFER = "take_transfer"
    RETURN_TO_QUEUE = "return_to_queue"
    CORRECT_ROUTING = "correct_routing"
    CONFIRM_CITIZEN = "confirm_citizen"
    WRITE_NOTE = "write_note"
    RESEND = "resend"
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
    Action.CHOOSE_DISTRICT: _stays(ASKING, ACTIVE),
    Action.ENQUEUE: _all(AUTOMATIC, to=WAITING),
    # So does one who asks for a person.
    Action.ASK_FOR_AGENT: _all(AUTOMATIC, to=WAITING) | _stays(WAITING, ACTIVE) | {WRAP_UP: ACTIVE},
    Action.ACCEPT: {WAITING: ACTIVE},
    Action.ANSWER: _stays(ACTIVE, WRAP_UP),
    Action.CONNECT_OFFICIAL: _stays(ACTIVE),
    Action.HOLD: _stays(ACTIVE),
    Action.TAKE_TRANSFER: _stays(ACTIVE),
    Action.RETURN_TO_QUEUE: {ACTIVE: WAITING},
    Action.CORRECT_ROUTING: _stays(*UNFINISHED),
    Action.CONFIRM_CITIZEN: _stays(ACTIVE, WRAP_UP),
    Action.WRITE_NOTE: _stays(*ContactState),
    Action.RESEND: _stays(*ContactState),
    Action.END: {ACTIVE: WRAP_UP},
    Action.FINISH: {ACTIVE: CLOSED, WRAP_UP: CLOSED},
    Action.ABANDON: _all((*AUTOMATIC, WAITING), to=CLOSED),
    Action.CLOSE_IDLE: {ANSWERED: CLOSED},
}

OFFICIALS = frozenset({Role.OFFICIAL, Role.HEAD})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
CENTRE = SUPERVISORS | {Role.AGENT}

# Who may do by hand what staff do; an auditor only reads. Of officials it is always the one who has or had the contact.
ROLES: Mapping[Action, frozenset[Role]] = {
    Action.ANSWER: CENTRE | OFFICIALS,
    Action.CONNECT_OFFICIAL: CENTRE | OFFICIALS,
    Action.HOLD: CENTRE | OFFICIALS,
    Action.RETURN_TO_QUEUE: CENTRE | OFFICIALS,
    Action.CORRECT_ROUTING: CENTRE,
    Action.CONFIRM_CITIZEN: CENTRE | OFFICIALS,
    Action.WRITE_NOTE: CENTRE | OFFICIALS,
    Action.RESEND: CENTRE | OFFICIALS,
    Action.END: CENTRE | OFFICIALS,
    Action.FINISH: CENTRE | OFFICIALS,
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

BY_CITIZENS = frozenset({Action.CITIZEN_WRITES, Action.CHOOSE_DISTRICT, Action.ASK_FOR_AGENT})

WHAT_CITIZENS_MAY_DO: Mapping[ContactState, str | Promise] = {
    OPEN: _("적으신 내용을 살펴보고 있습니다. 잠시만 기다려 주세요."),
    ASKING: _("어느 구, 어느 동의 일인지 알려 주세요."),
    ANSWERED: _("이미 답변을 보냈습니다. 더 궁금하면 이어서 쓰시거나 '상담원 연결'을 눌러 주세요."),
    WAITING: _("상담사를 기다리는 중입니다. 더 알릴 것이 있으면 적어 주세요."),
    ACTIVE: _("상담사와 상담 중입니다. 하실 말씀을 적어 주세요."),
    WRAP_UP: _("상담을 마무리하고 있습니다. 더 알릴 것이 있으면 적어 주세요."),
    CLOSED: _("상담이 끝났습니다. 새로 적으시면 다시 상담이 시작됩니다."),
}


class ActionNotPossible(DomainError):
    """The contact is in a state in which this cannot be done (any more): 409, with the state it is in.

    What citizens try is answered in words for citizens.
    """

    code = "action_not_possible"
    status = 409

    def __init__(self, *, action: Action, state: ContactState, **extra: Any) -> None:
        told = WHAT_CITIZENS_MAY_DO if action in BY_CITIZENS else WHAT_TO_DO
        super().__init__(told[state], action=action.value, state=state.value, **extra)


class NotAllowed(DomainError):
    """The action exists, but not for this role: 403."""

    code = "not_allowed"
    status = 403
    message = _("이 일을 할 수 있는 역할이 아닙니다.")


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


def check_role(*, action: Action, role: str) -> None:
    """Let pass who may do `action`, whatever the state of the contact. Raises NotAllowed (403)."""
    if role not in ROLES[action]:
        raise NotAllowed
