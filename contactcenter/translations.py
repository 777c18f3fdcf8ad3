"""Compiling the translations without the gettext tools."""

import os
from pathlib import Path

import polib


def compile_translations(*, folder: Path) -> list[Path]:
    """Make the `.mo` file beside each `.po` under `folder` where it is missing or older; return those made."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        temporary = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(temporary))
        temporary.rename(target)
        made.append(target)
    return made
