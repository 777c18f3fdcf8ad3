"""Fixtures of all tests: the whole product on its own, and the browser that looks at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from contactcenter.testing import Stack, free_port, has_own_database, once, start_stack
from tests.prepared import copy_prepared
from tests.scheduling import GroupScheduling, make_scheduler, put_in_order

# A slow machine must not fail a test.
hypothesis_settings.register_profile("contactcenter", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("contactcenter")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name long texts after their argument: a token or a random id would be another one in each process of a run."""
    return argname if isinstance(val, str) and len(val) > 30 else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> GroupScheduling:
    """Hand out the tests in groups; marks of xdist do nothing with pytest 9.2."""
    return make_scheduler(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the longest first, and what starts the whole product last."""
    put_in_order(items)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Migrate one database in a run; each process copies it for its tests."""

    def migrate(_folder: Path) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()  # a database that somebody uses cannot be copied

    if has_own_database():
        with django_db_blocker.unblock():
            once("migrated", migrate)
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real product with its own services and demonstration accounts, started once for all tests that ask for it."""
    var = copy_prepared(into=tmp_path_factory.mktemp("stack"))
    with start_stack(var=var, port=free_port()) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's Chromium: nothing is downloaded. Without one the test is skipped, or fails where CI is set."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        missing = "no Chromium: apt-get install --no-install-recommends chromium fonts-nanum"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    arguments += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a camera for video rooms
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Korean desktop: `page` and `new_context()`."""
    return {
        **browser_context_args,
        "locale": "ko-KR",
        "timezone_id": "Asia/Seoul",
        "viewport": {"width": 1366, "height": 768},
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def phone_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Korean telephone: `browser.new_context(**phone_context_args)`, which the test closes."""
    return {**browser_context_args, "viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def project_root() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent.parent
