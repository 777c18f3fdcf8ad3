"""How long somebody who came now would wait.

With a free seat: not at all. Otherwise the contacts ahead, and this one, each need one of the rooms to become free. A
room becomes free every `handling / rooms` seconds on average, and a queue that shares its agents with others gets the
part of the rooms that its contacts are of all who wait for these agents:

    share    = (ahead + 1) / (ahead + 1 + waiting elsewhere)
    expected = (ahead + 1) · handling / (rooms · share) = (ahead + 1 + waiting elsewhere) · handling / rooms

An average, told to citizens in whole minutes; it assumes that agents stay and contacts take as long as lately.
"""

from datetime import timedelta

from django.utils.translation import gettext as _

from routing.types import ExpectedWait

# A conversation of 120 where nothing was measured lately.
USUAL_HANDLING = timedelta(seconds=180)


def expected_wait(
    *, ahead: int, elsewhere: int, rooms: int, free_seats: int, handling: timedelta | None
) -> ExpectedWait:
    """Return the expected wait of a contact behind `ahead` others, with `elsewhere` waiting for the same agents.

    `rooms` is how many contacts the agents who are there can have in hand, `handling` how long one lately took.
    """
    taken = handling or USUAL_HANDLING
    share = (ahead + 1) / (ahead + 1 + elsewhere)
    if not rooms:
        seconds, reason = None, _("대기 상태인 상담사가 없습니다.")
    elif free_seats > ahead + elsewhere:
        seconds, reason = 0, _("비어 있는 상담사가 있습니다.")
    else:
        seconds = round((ahead + 1) * taken.total_seconds() / (rooms * share))
        reason = _("대기 중인 상담사가 모두 상담하고 있습니다.")
    return ExpectedWait(
        seconds=seconds,
        reason=reason,
        ahead=ahead,
        free_seats=free_seats,
        rooms=round(rooms * share, 2),
        handling_seconds=round(taken.total_seconds()),
    )
