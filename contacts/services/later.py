"""What cannot be worked off yet."""

from datetime import timedelta


class Later(Exception):
    """Something is still on its way: look again after `pause`."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__()
        self.pause = pause
