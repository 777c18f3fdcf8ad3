"""The transition table as a picture, drawn from the code: it cannot say anything else than what holds."""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from complaints.policies.transitions import CLOSED, OPEN, TRANSITIONS
from complaints.types import Action, State

BOX_WIDTH, BOX_HEIGHT = 150, 44
COLUMN, ROW, MARGIN = 270, 118, 30
PLACES: dict[State, tuple[int, int]] = {
    State.FILED: (0, 0),
    State.ACCEPTED: (0, 1),
    State.HANDED_OVER: (0, 2),
    State.RETURNED: (0, 3),
    State.REFERRED: (0, 4),
    State.REOPENED: (1, 0),
    State.RECEIVED: (1, 2),
    State.IN_PROGRESS: (1, 3),
    State.SUPPLEMENT_REQUESTED: (1, 4),
    State.COMPLETED: (2, 0),
    State.REFUSED: (2, 1),
    State.CLOSED_REPEATED: (2, 2),
    State.CLOSED_EXCEPTION: (2, 3),
    State.TRANSFERRED_OUT: (3, 0),
    State.WITHDRAWN: (3, 1),
    State.MERGED: (3, 2),
}
STYLE = (
    "text{font:12px sans-serif;fill:#1e2124}.name{font-size:14px;font-weight:600;text-anchor:middle}"
    ".open{fill:#ecf2fe;stroke:#256ef4}.closed{fill:#f4f5f6;stroke:#58616a}"
    ".edge{fill:none;stroke:#464c53;marker-end:url(#arrow)}.what{font-size:11px;text-anchor:middle;paint-order:stroke;"
    "stroke:#fff;stroke-width:4px}"
)


@dataclass(frozen=True)
class Row:
    """One row of the transition table in words."""

    state: str
    action: str
    to_state: str
    who: str
    requires: str


def rows() -> list[Row]:
    """Return the transition table as people read it, in its own order."""
    return [
        Row(
            state=str(state.label) if state else "–",
            action=str(action.label),
            to_state=str(found.to_state.label),
            who=", ".join(sorted(str(who.label) for who in found.who)),
            requires=", ".join(found.requires),
        )
        for (state, action), found in TRANSITIONS.items()
    ]


def svg() -> SafeString:
    """Return the picture: open states left, closed ones right. Lines are drawn between open states only; an end, and
    what is reopened from one, name the states they come from instead."""
    width = MARGIN * 2 + COLUMN * 3 + BOX_WIDTH + 140
    height = MARGIN * 2 + ROW * 4 + BOX_HEIGHT + 30
    edges = "".join(_edge(start, end, actions) for (start, end), actions in _edges().items())
    boxes = "".join(_box(state) for state in State)
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<style>{STYLE}</style><defs><marker id='arrow' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='8' "
        "markerHeight='8' orient='auto'><path d='M0,0 L8,4 L0,8 z' fill='#464c53'/></marker></defs>"
        f"{edges}{boxes}</svg>"
    )


def _edges() -> dict[tuple[State, State], list[Action]]:
    """Return the actions between each pair of different open states."""
    found: dict[tuple[State, State], list[Action]] = {}
    for (start, action), transition in TRANSITIONS.items():
        if start and start != transition.to_state and not {start, transition.to_state} & set(CLOSED):
            found.setdefault((start, transition.to_state), []).append(action)
    return found


def _box(state: State) -> str:
    x, y = _corner(state)
    kind = "closed" if state in CLOSED else "open"
    lines = [f"↻ {', '.join(str(action.label) for action in _staying(state))}"] if _staying(state) else []
    lines += [f"← {sources}"] if (sources := _not_drawn(state)) else []
    beside = state in OPEN
    note_x, note_y = (x + BOX_WIDTH + 10, y + 2) if beside else (x, y + BOX_HEIGHT + 16)
    notes = "".join(
        f'<text x="{note_x}" y="{note_y + 14 * count}">{escape(line)}</text>'
        for count, line in enumerate(part for line in lines for part in _wrapped(line, 14 if beside else 24))
    )
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
        f'<text class="name" x="{x + BOX_WIDTH / 2}" y="{y + 27}">{escape(str(state.label))}</text>{notes}'
    )


def _not_drawn(state: State) -> str:
    """Return in words the states from which no line is drawn to `state`."""
    sources = [
        start
        for (start, _action), found in TRANSITIONS.items()
        if found.to_state == state and start and {start, state} & set(CLOSED)
    ]
    others = [str(other.label) for other in OPEN if other not in sources]
    if len(others) > 2:
        return ", ".join(dict.fromkeys(str(source.label) for source in sources))
    if not others:
        return _("진행 중인 모든 상태")
    return _("진행 중인 모든 상태(%(states)s 제외)") % {"states": ", ".join(others)}


def _wrapped(line: str, width: int) -> list[str]:
    """Return the line in pieces of at most about `width` characters, broken at spaces."""
    pieces = [""]
    for word in line.split():
        if pieces[-1] and len(pieces[-1]) + len(word) >= width:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def _staying(state: State) -> list[Action]:
    return [action for (start, action), found in TRANSITIONS.items() if start == found.to_state == state]


def _edge(start: State, end: State, actions: list[Action]) -> str:
    (x1, y1), (x2, y2) = _corner(start), _corner(end)
    down, across = (y2 > y1) - (y2 < y1), (x2 > x1) - (x2 < x1)
    if across:
        x1, y1 = x1 + (BOX_WIDTH if across > 0 else 0), y1 + BOX_HEIGHT // 2 + 6 * across
        x2, y2 = x2 + (0 if across > 0 else BOX_WIDTH), y2 + BOX_HEIGHT // 2 + 6 * across
        bend_x, bend_y = (x1 + x2) / 2, (y1 + y2) / 2
    else:
        side = BOX_WIDTH * (0.3 if down > 0 else 0.7)
        x1, x2 = int(x1 + side), int(x2 + side)
        y1, y2 = y1 + (BOX_HEIGHT if down > 0 else 0), y2 + (0 if down > 0 else BOX_HEIGHT)
        far = abs(y2 - y1) > ROW
        bend_x, bend_y = x1 + (-130 if far and down > 0 else 130 if far else 0), (y1 + y2) / 2
    what = ", ".join(str(action.label) for action in actions)
    middle_x, middle_y = _along(x1, bend_x, x2), _along(y1, bend_y, y2) + 4
    return (
        f'<path class="edge" d="M{x1},{y1} Q{bend_x:.0f},{bend_y:.0f} {x2},{y2}"/>'
        f'<text class="what" x="{middle_x:.0f}" y="{middle_y:.0f}">{escape(what)}</text>'
    )


def _along(start: float, bend: float, end: float, part: float = 0.38) -> float:
    """Return a coordinate of a curve, `part` of the way: beside the middle, where lines cross."""
    return (1 - part) ** 2 * start + 2 * part * (1 - part) * bend + part**2 * end


def _corner(state: State) -> tuple[int, int]:
    column, row = PLACES[state]
    return MARGIN + 30 + column * COLUMN + (60 if column > 1 else 0), MARGIN + row * ROW
