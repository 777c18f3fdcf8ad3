"""`manage.py prepare`: everything between a new version and serving; safe to run twice, or on two machines at once."""

import os
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from contactcenter import staticfiles
from contactcenter.runtime.postgres import create_extensions
from contactcenter.translations import compile_translations

LOCK = (120, 2)


class Command(BaseCommand):
    help = "Migrate, collect static files, compile translations, load the city and the demonstration."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="no demonstration contacts and complaints")

    def handle(self, *args: Any, fresh: bool, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", LOCK)
            try:
                self._prepare(fresh=fresh)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)

    def _prepare(self, *, fresh: bool) -> None:
        self._step("데이터베이스 / database", self._migrate)
        self._step("번역 / translations", self._compile_translations)
        self._step("정적 파일 / static files", staticfiles.collect)
        self._step(f"지역 자료 / city data: {settings.CITY}", lambda: self._call("load_city", settings.CITY))
        self._step("분류 자료 / routing examples", lambda: self._call("load_routing"))
        self._step("분류 모형 / routing model", lambda: self._call("train_routing"))
        self._step("상담 DB / knowledge articles", lambda: self._call("load_articles"))
        self._step("알림톡 템플릿 / templates", lambda: self._call("load_message_templates"))
        if settings.DEMONSTRATION:
            self._step("시연 자료 / demonstration", lambda: self._create_demonstration(fresh=fresh))

    @staticmethod
    def _migrate() -> None:
        create_extensions(url=os.environ["DATABASE_URL"])
        call_command("migrate", interactive=False, verbosity=0)
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            call_command("check", databases=["default"], fail_level="ERROR", stdout=nowhere)

    @staticmethod
    def _compile_translations() -> None:
        for folder in settings.LOCALE_PATHS:
            compile_translations(folder=folder)

    @staticmethod
    def _call(name: str, *arguments: str) -> None:
        if name in get_commands():
            call_command(name, *arguments, verbosity=0)

    @staticmethod
    def _create_demonstration(*, fresh: bool) -> None:
        """Keep what the command says of its accounts for the end of `./run`."""
        if "create_demonstration" in get_commands():
            accounts = StringIO()
            call_command("create_demonstration", *([] if fresh else ["--contacts"]), stdout=accounts)
            (settings.VAR_DIR / "demonstration.txt").write_text(accounts.getvalue(), encoding="utf-8")

    def _step(self, what: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {what}")
        self.stdout.flush()
