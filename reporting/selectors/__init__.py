"""The state of the contact centre now, and what it was."""

from reporting.selectors.board import live_board

__all__ = ["live_board"]
