"""The antivirus program: clamd over its socket, or any command that reads a file from its input."""

import shlex
import socket
import subprocess
from typing import IO

from django.conf import settings

ANSWER_SECONDS = 60
CHUNK = 64 * 1024


class ScannerAway(Exception):
    """The program did not answer, or not in a way we understand: ask again later."""


def is_there() -> bool:
    """Tell whether an antivirus program is set up (`ATTACHMENT_SCANNER`)."""
    return bool(settings.ATTACHMENT_SCANNER)


def is_clean(content: IO[bytes]) -> bool:
    """Return whether the program finds nothing in `content`. Raises ScannerAway."""
    scanner = settings.ATTACHMENT_SCANNER
    try:
        if scanner.startswith(("unix:", "tcp:")):
            return _clamd(scanner, content)
        return _command(scanner, content)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ScannerAway(str(error)) from error


def _command(command: str, content: IO[bytes]) -> bool:
    done = subprocess.run(
        shlex.split(command), input=content.read(), capture_output=True, timeout=ANSWER_SECONDS, check=False
    )
    if done.returncode not in (0, 1):
        raise ScannerAway(f"{command} ended with {done.returncode}")
    return done.returncode == 0


def _clamd(address: str, content: IO[bytes]) -> bool:
    """Send the content with clamd's INSTREAM command: chunks with their lengths, at the end one of none."""
    with _connection(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while (part := connection.recv(4096)) and len(answer) < 4096:
            answer += part
    verdict = answer.rstrip(b"\0\n")
    if verdict.endswith(b"FOUND"):
        return False
    if verdict.endswith(b"OK"):
        return True
    raise ScannerAway(verdict.decode(errors="replace"))


def _connection(address: str) -> socket.socket:
    kind, _colon, place = address.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS)
