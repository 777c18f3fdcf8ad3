"""One open screen: the words that wait to be written to it."""

import asyncio
import random

FRAMES_WAITING = 200
BEAT_SECONDS = 15
# A stream ends after this long; the browser comes back by itself with a fresh check of its rights, and misses nothing.
LIFETIME_SECONDS = (600.0, 900.0)


class Listener:
    """A screen that listens to `streams`, and the task that writes to it."""

    def __init__(self, streams: frozenset[str]) -> None:
        self.streams = streams
        self.turn = random.randrange(BEAT_SECONDS)  # noqa: S311  # pings are spread over the seconds
        self.ends_at = asyncio.get_running_loop().time() + random.uniform(*LIFETIME_SECONDS)  # noqa: S311
        self.too_slow = False
        self._writer = asyncio.current_task()
        self._frames: list[bytes] = []
        self._ended = False
        self._something = asyncio.Event()

    def offer(self, frame: bytes) -> None:
        """Put a word in line. Who lets 200 wait is cut off, not buffered: it comes back and catches up."""
        if len(self._frames) < FRAMES_WAITING:
            self._frames.append(frame)
            self._something.set()
        elif not self.too_slow:
            self.too_slow = True
            if self._writer:
                self._writer.cancel()

    def end(self) -> None:
        """Close the stream once what is in line has been written."""
        self._ended = True
        self._something.set()

    async def take(self) -> bytes:
        """Wait for words and return all of them in one piece; nothing when the stream has ended."""
        await self._something.wait()
        frames, self._frames = self._frames, []
        if not self._ended:
            self._something.clear()
        return b"".join(frames)
