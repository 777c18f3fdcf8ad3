"""Where the running product keeps its files, and how another process finds its services."""

import os
from pathlib import Path

NOT_RUNNING = (
    "contactcenter 가 실행 중이 아닙니다. 먼저 다른 창에서 ./run 을 실행하거나 DATABASE_URL 을 지정하세요.\n"
    "contactcenter is not running: start ./run in another window first, or set DATABASE_URL."
)


def var_directory(*, root: Path) -> Path:
    """Return the folder of everything that is made while running: `$CONTACTCENTER_VAR`, or `var/` in `root`."""
    return Path(os.environ.get("CONTACTCENTER_VAR") or root / "var").resolve()


def services_file(*, var: Path) -> Path:
    """Return the file that tells the addresses of the running services; it exists only while they run."""
    return var / "services.env"


def load_running_services(*, root: Path) -> None:
    """Put the addresses of the running services into `os.environ`; what is already there wins."""
    path = services_file(var=var_directory(root=root))
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
