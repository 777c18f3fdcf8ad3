import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from contactcenter.runtime import secrets
from contactcenter.testing import ROOT

PRODUCTION = {name: make() for name, make in secrets.GENERATORS.items()} | {"PUBLIC_BASE_URL": "https://minwon.example"}


def check_settings(**variables: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own with these environment variables."""
    command = [sys.executable, "-c", "from django.conf import settings; print(settings.DEMONSTRATION, settings.DEBUG)"]
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "contactcenter.settings"} | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_machine_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    made = secrets.machine_secrets(var=tmp_path)
    assert secrets.machine_secrets(var=tmp_path) == made
    assert len(set(made.values())) == len(secrets.GENERATORS)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    Fernet(made["FIELD_ENCRYPTION_KEYS"])


def test_machine_secrets_keep_old_ones_when_a_new_one_is_needed(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": "old"}))
    made = secrets.machine_secrets(var=tmp_path)
    assert made["SECRET_KEY"] == "old"
    assert len(made["LOOKUP_HASH_KEY"]) >= secrets.MINIMUM_LENGTH


def test_production_starts_with_strong_keys_and_without_demonstration() -> None:
    done = check_settings(CONTACTCENTER_ENV="production", **PRODUCTION)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"LOOKUP_HASH_KEY": "short"}, "LOOKUP_HASH_KEY"),
        ({"LOOKUP_HASH_KEY": PRODUCTION["SECRET_KEY"]}, "must differ"),
        ({"DEMONSTRATION": "1", "DEMONSTRATION_PBX_SECRET": ""}, "DEMONSTRATION_PBX_SECRET"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL"),
    ],
)
def test_production_refuses_weak_keys_and_links_to_nowhere(change: dict[str, str], message: str) -> None:
    done = check_settings(CONTACTCENTER_ENV="production", **(PRODUCTION | change))
    assert done.returncode != 0
    assert message in done.stderr


def test_unknown_environment_is_refused() -> None:
    assert "CONTACTCENTER_ENV" in check_settings(CONTACTCENTER_ENV="prod", **PRODUCTION).stderr
