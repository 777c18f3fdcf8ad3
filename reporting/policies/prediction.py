"""Which queue will let somebody wait too long, and why."""

from collections.abc import Collection

from reporting.types import Hindrance, Prediction
from routing.types import SeatState

AT_WORK = (SeatState.FREE, SeatState.OFFERED, SeatState.BUSY, SeatState.WRAP_UP)
USUAL_HANDLING_SECONDS = 240.0
"""Where nothing has been handled today yet."""


def predict(
    *,
    waiting: int,
    longest_wait_seconds: int,
    seats: Collection[SeatState],
    handling_seconds: float | None,
    within_seconds: int,
) -> Prediction:
    """Return how long a contact that came now would wait, whether the goal will be missed, and what hinders.

    With n agents at work (free, offered, busy or wrapping up) who serve the queue first, f of them free, and w waiting:
    0 while w < f, else (w − f + 1) × handling time ÷ n: each of the n gets free once in a handling time, and those who
    wait take their turns before. None where nobody is at work. The goal is missed where that, or the longest wait so
    far, is over `within_seconds`. Agents of other districts, who help later, are not counted on.
    """
    at_work = sum(state in AT_WORK for state in seats)
    free = sum(state == SeatState.FREE for state in seats)
    seconds: float | None
    if waiting < free:
        seconds = 0.0
    elif not at_work:
        seconds = None
    else:
        seconds = (waiting - free + 1) * (handling_seconds or USUAL_HANDLING_SECONDS) / at_work
    late = longest_wait_seconds > within_seconds or seconds is None or seconds > within_seconds
    return Prediction(
        seconds=None if seconds is None else round(seconds), breach=late and waiting > 0, hindrance=_hindrance(seats)
    )


def _hindrance(seats: Collection[SeatState]) -> Hindrance:
    if not seats:
        return Hindrance.NO_SEAT
    at_work = [state for state in seats if state in AT_WORK]
    if not at_work:
        return Hindrance.NOBODY_THERE
    if SeatState.FREE in at_work:
        return Hindrance.NOTHING
    if all(state == SeatState.WRAP_UP for state in at_work):
        return Hindrance.ALL_WRAPPING_UP
    return Hindrance.ALL_BUSY
