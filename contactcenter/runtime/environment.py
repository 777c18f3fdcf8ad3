"""Where the running product keeps its files, and how another process finds its services."""

import fcntl
import os
from pathlib import Path
from typing import IO

USUAL_CITY = "seoul"
NOT_RUNNING = (
    "contactcenter 가 실행 중이 아닙니다. 먼저 다른 창에서 ./run 을 실행하거나 DATABASE_URL 을 지정하세요.\n"
    "contactcenter is not running: start ./run in another window first, or set DATABASE_URL."
)


def var_directory(*, root: Path) -> Path:
    """Return the folder of everything that is made while running: `$CONTACTCENTER_VAR`, or `var/` in `root`.

    Another city than the usual one has a folder of its own there, so that both keep their data.
    """
    usual = root / "var"
    city = os.environ.get("CITY", USUAL_CITY)
    return Path(os.environ.get("CONTACTCENTER_VAR") or (usual if city == USUAL_CITY else usual / city)).resolve()


def services_file(*, var: Path) -> Path:
    """Return the file that tells the addresses of the running services; it exists only while they run."""
    return var / "services.env"


def write_services_file(*, var: Path, variables: dict[str, str]) -> None:
    """Tell other processes of this user where the services are."""
    path = services_file(var=var)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in variables.items()), encoding="utf-8")


def claim(*, var: Path) -> IO[str] | None:
    """Return the open lock file that shows that this process runs the product in `var`, or None when another does.

    The lock ends with the process, however it ends.
    """
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o700)
    file = (var / "up.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    return file


def who_runs(*, var: Path) -> str | None:
    """Return what the process that runs the product wrote of itself (address and pid), or None when none runs."""
    path = var / "up.lock"
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip()
    return None


def load_running_services(*, root: Path) -> None:
    """Put the addresses of the running services into `os.environ`; what is already there wins."""
    var = var_directory(root=root)
    path = services_file(var=var)
    if not path.exists() or who_runs(var=var) is None:
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of an environment variable that are separated by commas, without blanks around them."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
