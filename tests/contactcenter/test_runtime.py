"""The parts that run the product on one machine."""

import os
import subprocess
from pathlib import Path

import polib
import psycopg2
import pytest
import yaml
from django.conf import settings

from contactcenter import celery, staticfiles
from contactcenter import settings as settings_module
from contactcenter.runtime import child, environment, external, programs
from contactcenter.runtime.service import ServiceError
from contactcenter.runtime.sockets import socket_directory
from contactcenter.testing import ROOT
from contactcenter.translations import compile_translations


def test_sockets_live_in_a_short_folder_of_their_own(tmp_path: Path) -> None:
    assert socket_directory(var=tmp_path / "var") == tmp_path / "var" / "run"
    deep = socket_directory(var=tmp_path / ("d" * 100) / "var")
    assert len(str(deep)) < 80
    assert deep == socket_directory(var=tmp_path / ("d" * 100) / "var")
    assert deep != socket_directory(var=tmp_path / ("e" * 100) / "var")
    assert deep.stat().st_mode & 0o777 == 0o700
    deep.rmdir()
    socket_directory(var=tmp_path / ("e" * 100) / "var").rmdir()


def test_only_one_process_may_run_the_product(tmp_path: Path) -> None:
    first = environment.claim(var=tmp_path)
    assert first is not None
    first.write("http://127.0.0.1:8000/ (pid 7)")
    first.flush()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert environment.claim(var=tmp_path) is None
    assert environment.who_runs(var=tmp_path) == "http://127.0.0.1:8000/ (pid 7)"
    first.close()
    assert environment.who_runs(var=tmp_path) is None


def test_services_are_found_only_while_they_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACTCENTER_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL")
    environment.write_services_file(
        var=tmp_path, variables={"DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://x"}
    )
    environment.load_running_services(root=ROOT)
    assert "DATABASE_URL" not in os.environ

    running = environment.claim(var=tmp_path)
    assert running is not None
    given = os.environ["REDIS_URL"]
    environment.load_running_services(root=ROOT)
    assert os.environ["DATABASE_URL"] == "postgresql://x"
    assert os.environ["REDIS_URL"] == given
    assert environment.services_file(var=tmp_path).stat().st_mode & 0o777 == 0o600
    running.close()


def test_a_command_without_services_says_how_to_start_them(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    kept |= {"CONTACTCENTER_VAR": str(tmp_path), "CONTACTCENTER_ENV": "one-machine"}
    command = [programs.PYTHON, "manage.py", "migrate", "--check"]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True)
    assert done.returncode != 0
    assert "./run" in done.stderr
    assert "Traceback" not in done.stderr


def test_external_services_are_checked() -> None:
    external.check_postgres(url=os.environ["DATABASE_URL"])
    external.check_redis(url=os.environ["REDIS_URL"])
    with pytest.raises(ServiceError, match="DATABASE_URL"):
        external.check_postgres(url="postgresql://contactcenter@/contactcenter?host=/nonexistent")
    with pytest.raises(ServiceError, match="REDIS_URL"):
        external.check_redis(url="unix:///nonexistent/valkey.sock")


def test_the_test_cluster_is_fast_and_the_real_one_is_safe() -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
    connection.close()


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("redis://:secret@redis:6379/0", "redis://:secret@redis:6379/0"),
    ],
)
def test_broker_address(redis_url: str, broker_url: str) -> None:
    assert settings_module._broker_url(redis_url) == broker_url


def test_tasks_survive_a_killed_worker() -> None:
    conf = celery.application.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_soft_time_limit < conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert conf.result_backend is None


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("routing.tasks.dispatch_waiting", "routing"),
        ("routing.tasks.run_trials", "default"),
        ("routing.tasks.explain_newcomers", "default"),
        ("messaging.tasks.reconcile", "messaging"),
    ],
)
def test_nothing_that_takes_long_keeps_the_dispatcher(task: str, queue: str) -> None:
    assert celery.application.amqp.router.route({}, task)["queue"].name == queue
    listens = [
        options[options.index("--queues") + 1] for options in (programs.WORKER_OPTIONS, programs.DISPATCHER_OPTIONS)
    ]
    assert listens == ["default,messaging", "routing"]


def test_every_job_of_the_timetable_exists() -> None:
    application = celery.application
    application.loader.import_default_modules()
    application.finalize()
    jobs = application.conf.beat_schedule
    assert "contactcenter.heartbeat" in jobs
    assert {job["task"] for job in jobs.values()} <= set(application.tasks)


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="상담", msgstr="contact"))
    catalogue.save(str(folder / "django.po"))
    assert compile_translations(folder=tmp_path) == [folder / "django.mo"]
    assert compile_translations(folder=tmp_path) == []
    os.utime(folder / "django.po", (2e9, 2e9))
    assert compile_translations(folder=tmp_path) == [folder / "django.mo"]


def test_static_files_are_collected_when_they_changed(tmp_path: Path, settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body {}")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    assert staticfiles.collect()
    assert not staticfiles.collect()
    (source / "page.css").write_text("body { margin: 0 }")
    os.utime(source / "page.css", (2e9, 2e9))  # as if written later: collectstatic compares whole seconds
    assert staticfiles.collect()
    assert (tmp_path / "collected" / "page.css").read_text() == "body { margin: 0 }"


def test_front_server_understands_its_configuration(tmp_path: Path) -> None:
    sockets = programs.sockets_in(var=tmp_path)
    front = programs.front(sockets=sockets, var=tmp_path, host="127.0.0.1", port=8000, has_sandbox=True)
    command = [programs.caddy(), "validate", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
    done = subprocess.run(command, cwd=ROOT, env=front.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_program_steps_back_behind_other_sessions() -> None:
    command = ["sh", "-c", "nice; cat /proc/self/autogroup 2>/dev/null || true"]
    process = child.start(command, environment=dict(os.environ), output=subprocess.PIPE, niceness=7)
    printed = process.communicate()[0].decode()
    assert printed.startswith(f"{min(os.nice(0) + 7, 19)}\n")
    if Path("/proc/self/autogroup").exists():
        assert printed.rstrip().endswith("nice 7")


def test_containers_run_the_same_programs() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = compose["services"]
    works = {"worker": programs.WORKER_OPTIONS, "dispatcher": programs.DISPATCHER_OPTIONS}
    assert {"postgres", "redis", "prepare", "web", "live", "beat", "front", "sandbox", *works} == set(services)
    for name, options in works.items():
        before, after = services[name]["command"].split(" -A contactcenter.celery:application worker ")
        assert before == "python -m celery"
        assert set(options) == set(after.split())
    assert services["worker"]["cpu_shares"] < 1024
    named = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert named == set(compose["volumes"])
    assert settings.STATIC_URL == "/static/"
