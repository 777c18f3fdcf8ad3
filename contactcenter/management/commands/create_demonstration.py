"""`manage.py create_demonstration`: accounts to try the product with, and on wish a few days of work."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from contactcenter.demonstration.accounts import PASSWORD, create_accounts
from contactcenter.demonstration.cases import PASTS
from contactcenter.demonstration.exchange import create_exchange
from contactcenter.demonstration.history import create_history
from contactcenter.demonstration.macros import create_macros

ACCOUNTS = """\
시연 계정 / demonstration accounts (비밀번호 / password: {password})
  agent1 … agent10         상담사 / agents            /console/
  {official}         담당 공무원 / an official   /work/    (모든 부서에 하나씩 / one in every department)
  {official}-장       부서장 / a head            /work/
  supervisor               관리자 / supervisor        /board/
  admin                    시스템 관리자 / administrator /admin/
시민 / a citizen: /            문자 / texts: /sandbox/
"""


class Command(BaseCommand):
    help = "Make the demonstration accounts, and with --contacts a few days of work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contacts", action="store_true", help="contacts and complaints of the last days too")

    def handle(self, *args: Any, contacts: bool, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("DEMONSTRATION=0: this is no demonstration machine")
        create_accounts(now=timezone.now())
        create_exchange()
        create_macros(user=User.objects.get(username="supervisor"), now=timezone.now())
        made = create_history(now=timezone.now()) if contacts else 0
        text = ACCOUNTS.format(password=PASSWORD, official=PASTS[settings.CITY].official)
        (settings.VAR_DIR / "demonstration.txt").write_text(text, encoding="utf-8")
        self.stdout.write(f"{text}contacts made: {made}")
