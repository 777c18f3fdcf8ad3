"""How long somebody who came now would wait.

With a free seat for everybody ahead: not at all. Otherwise the contacts ahead, and this one, each need a room to become
free, which takes `handling` seconds for each room on average. An agent who serves several queues is shared among them
as their lines are long; `w` counts who waits in a queue, with the newcomer:

    rooms    = Σ over the agents who are there: capacity · w(queue) / Σ over the agent's queues: w
    expected = w(queue) · handling / rooms

An average, told to citizens in whole minutes; it assumes that agents stay and contacts take as long as lately.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from routing.types import ExpectedWait

# How long a conversation takes where none was measured lately.
USUAL_HANDLING = timedelta(seconds=180)


@dataclass(frozen=True, slots=True)
class Room:
    """An agent who is there: how many contacts at once, whether one more fits now, the codes of the queues served.

    `waiting` counts who waits in these queues.
    """

    capacity: int
    is_free: bool
    queues: frozenset[str]
    waiting: int


def expected_wait_of(
    code: str, *, waiting: Mapping[str, int], rooms: Sequence[Room], handling: timedelta | None
) -> ExpectedWait:
    """Return the expected wait in one queue, from who waits in each, who is there, and how long one lately took."""
    serving = [room for room in rooms if code in room.queues]
    ahead = waiting.get(code, 0)
    others = frozenset[str]().union(*{room.queues for room in serving}) - {code}
    elsewhere = sum(waiting.get(other, 0) for other in others)
    free = sum(room.is_free for room in serving)
    share = sum(room.capacity * (ahead + 1) / (1 + room.waiting) for room in serving)
    taken = (handling or USUAL_HANDLING).total_seconds()
    if not serving:
        seconds, reason = None, _("대기 상태인 상담사가 없습니다.")
    elif free > ahead + elsewhere:
        seconds, reason = 0, _("비어 있는 상담사가 있습니다.")
    else:
        seconds, reason = round((ahead + 1) * taken / share), _("대기 중인 상담사가 모두 상담하고 있습니다.")
    return ExpectedWait(
        seconds=seconds,
        reason=reason,
        ahead=ahead,
        free_seats=free,
        rooms=round(share, 2),
        handling_seconds=round(taken),
    )
