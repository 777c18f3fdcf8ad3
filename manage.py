#!/usr/bin/env python
"""Django's command line, with the services of a running `./run` found by itself."""

import os
import sys
from pathlib import Path


def main() -> None:
    from contactcenter.runtime import environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    environment.load_running_services(root=Path(__file__).resolve().parent)

    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "DATABASE_URL" in os.environ:
            raise
        sys.exit(f"{environment.NOT_RUNNING}\n({error})".rstrip())


if __name__ == "__main__":
    main()
