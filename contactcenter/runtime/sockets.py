"""Where unix sockets live."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST_PATH = 80  # a socket's whole path may have 107 bytes


def socket_directory(*, var: Path) -> Path:
    """Return the folder of the sockets, made with mode 0700: `var/run`, or a short one when that path is too long."""
    directory = var / "run"
    if len(os.fsencode(directory)) > LONGEST_PATH:
        digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
        directory = Path(tempfile.gettempdir()) / f"contactcenter-{os.getuid()}-{digest}"
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if directory.stat().st_uid != os.getuid():
        raise PermissionError(f"{directory} belongs to another user")
    directory.chmod(0o700)
    return directory
