"""`manage.py up` (what `./run` calls): start the whole product on this machine."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from contactcenter.runtime import up


class Command(BaseCommand):
    help = "Start the whole product on this machine and keep it running until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--city", default=settings.CITY, help="the folder of districts/data to load (default: seoul)"
        )
        parser.add_argument("--fresh", action="store_true", help="start without demonstration contacts and complaints")

    def handle(self, *args: Any, port: int, host: str, city: str, fresh: bool, **options: Any) -> None:
        if city != settings.CITY:  # settings are of one city: begin again as the other
            os.environ["CITY"] = city
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  # this very command
        chosen = up.Options(
            root=settings.BASE_DIR,
            var=settings.VAR_DIR,
            host=host,
            port=port,
            city=city,
            fresh=fresh,
            demonstration=settings.DEMONSTRATION,
            durable=os.environ.get("CONTACTCENTER_DURABLE") != "0",
            gateway={
                "SMS_GATEWAY_SECRET": settings.SMS_GATEWAY_SECRET,
                "SMS_GATEWAY_SENDER": settings.SMS_GATEWAY_SENDER,
                "SERVICE_NAME": settings.CITY_PROFILE.service,
            },
        )
        sys.exit(up.run(chosen, say=lambda line: print(line, flush=True)))
