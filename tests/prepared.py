"""The product as it prepares itself, made once in a run: a start from a copy migrates, loads and trains nothing."""

import shutil
from pathlib import Path

from contactcenter.testing import free_port, once, start_stack

OF_A_RUN = shutil.ignore_patterns("run", "log", "up.lock", "run.txt")


def copy_prepared(*, into: Path) -> Path:
    """Copy everything that a product makes before it serves into the folder `into`, and return that."""
    prepared = once("prepared", _start_truly)
    shutil.copytree(prepared, into, ignore=OF_A_RUN, dirs_exist_ok=True)
    return into


def _start_truly(folder: Path) -> None:
    """Start the product on nothing, until all of it is ready, and stop it."""
    with start_stack(var=folder, port=free_port()):
        pass
