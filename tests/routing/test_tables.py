"""Tables follow the gazetteer, and answer without it."""

import threading
import time
import uuid
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from accounts.services import create_user
from accounts.types import Role
from districts.models import Place
from routing import selectors, services
from routing.models import DecisionRecord, LabelledCase
from routing.services.recording import NoDecision, UnknownTopic
from routing.services.tables import TableKeeper
from routing.types import DistrictStatus


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def keeper_of(state, **options):
    return TableKeeper(version=lambda: state.version(), load=lambda: state.load(), **options)


def test_a_stalled_database_does_not_hold_up_a_decision():
    stalled, goes_on = threading.Event(), threading.Event()
    state = SimpleNamespace(version=lambda: 1, load=lambda: "first")
    keeper = keeper_of(state, check_seconds=0, in_background=True)
    assert keeper.current() == "first"

    def stall():
        stalled.set()
        goes_on.wait(20)
        return 2

    state.version, state.load = stall, lambda: "second"
    assert keeper.current() == "first"
    assert stalled.wait(20)
    assert keeper.current() == "first"
    goes_on.set()
    wait_until(lambda: keeper.current() == "second")


def test_one_thread_looks_for_newer_tables_again_and_again():
    threads = set()

    def version():
        threads.add(threading.current_thread())
        return len(versions)

    versions = [1]
    keeper = keeper_of(
        SimpleNamespace(version=version, load=lambda: len(versions)), check_seconds=0, in_background=True
    )
    keeper.current()
    for newest in range(2, 6):
        versions.append(newest)
        wait_until(lambda: keeper.current() == len(versions))
    assert len(threads - {threading.current_thread()}) == 1


def test_who_follows_knows_of_an_edit_before_anybody_asks():
    versions, loaded = [1], []
    state = SimpleNamespace(version=lambda: len(versions), load=lambda: loaded.append(len(versions)) or len(versions))
    keeper = keeper_of(state, check_seconds=0.01, in_background=True)
    keeper.follow()
    wait_until(lambda: loaded == [1])
    versions.append(2)
    wait_until(lambda: loaded == [1, 2])
    keeper.stop()
    assert keeper.current() == 2


def test_a_database_that_is_down_leaves_the_last_tables(caplog):
    state = SimpleNamespace(version=lambda: 1, load=lambda: "first")
    keeper = keeper_of(state, check_seconds=0, in_background=False)
    keeper.current()

    def down():
        raise DatabaseError("away")

    state.version = down
    assert keeper.current() == "first"
    assert "could not be refreshed" in caplog.text


def test_the_version_is_asked_at_most_once_in_a_while():
    asked = []
    state = SimpleNamespace(version=lambda: asked.append(1) or 1, load=lambda: "first")
    keeper = keeper_of(state, check_seconds=3600, in_background=False)
    for _ in range(50):
        keeper.current()
    assert len(asked) == 1


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_city", "seoul", verbosity=0)
        call_command("load_routing", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    """The whole city in the database; each test takes back only what it changed."""


def test_an_edit_changes_the_next_decision(loaded, now):
    text = "별빛마루 앞 가로등이 꺼졌어요"
    before = services.decide(text=text, now=now)
    assert before.status == DistrictStatus.UNKNOWN
    Place.objects.create(name="별빛마루", kind="LANDMARK", district_id="11350", distance=0)
    after = services.decide(text=text, now=now)
    assert after.district_name == "노원구"
    assert after.version != before.version


def test_a_decision_costs_no_query_beyond_the_version(loaded, now, django_assert_max_num_queries):
    services.decide(text="망원동", now=now)
    with django_assert_max_num_queries(1):
        services.decide(text="망원동 가로등이 꺼졌어요", now=now)


def test_recording_and_correcting(loaded, now):
    subject = uuid.uuid4()
    user = create_user(username="kim", password="p", role=Role.AGENT, display_name="김상담", scopes=[("", "")])
    with pytest.raises(NoDecision):
        services.correct_decision(
            subject_ref=subject, district_code="11380", topic_code="noise", user=user, reason="", now=now
        )
    decision = services.decide(text="신사동인데 불법주차가 심해요", now=now)
    record = services.record_decision(subject_ref=subject, decision=decision, now=now)
    assert (record.district_id, record.topic_id) == (None, "parking_enf")
    assert selectors.decision_of(subject_ref=subject) == decision

    with pytest.raises(UnknownTopic):
        services.correct_decision(
            subject_ref=subject, district_code="11380", topic_code="nothing", user=user, reason="", now=now
        )
    services.correct_decision(
        subject_ref=subject,
        district_code="11380",
        topic_code="noise",
        user=user,
        reason="은평구 신사동",
        text="신사동인데 900101-1234567",
        now=now,
    )
    corrected = selectors.decision_of(subject_ref=subject)
    assert (corrected.status, corrected.district_name, corrected.topic_code) == (
        DistrictStatus.RESOLVED,
        "은평구",
        "noise",
    )
    assert corrected.department_name
    assert corrected.evidence[-1].kind == "corrected"
    case = LabelledCase.objects.get()
    assert (case.record, case.user, case.reason) == (record, user, "은평구 신사동")
    assert "1234567" not in case.text
    assert DecisionRecord.objects.filter(subject_ref=subject).count() == 2


def test_route_and_evaluate_commands(loaded, tmp_path, capsys):
    call_command("route", "신사동인데 불법주차가 심해요")
    printed = capsys.readouterr().out
    assert "강남구" in printed
    assert "parking_enf" in printed

    cases = tmp_path / "cases.csv"
    cases.write_text(
        "query_id,query,stratum,district,accept,alternatives,duty,departments,handling,dialled,lat,lon\n"
        "A,망원동 가로등이 꺼졌어요,dong,마포구,마포구,,streetlight,도로,long,,,\n"
        "B,여권 사진 규격이요,none,none,none,,passport,여권,simple,,,\n"
        "C,가로등이 꺼졌어요,phone,종로구,종로구,,streetlight,도로,long,02-2148-1114,,\n",
        encoding="utf-8",
    )
    answers = tmp_path / "answers.csv"
    call_command("evaluate_routing", str(cases), answers=answers)
    lines = answers.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "query_id,district,duty,department,handling,confidence,latency_ms"
    assert [line.split(",")[1] for line in lines[1:]] == ["마포구", "none", "종로구"]
    assert lines[1].split(",")[2].split(";")[0] == "streetlight"
    assert "p50" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("evaluate_routing", str(tmp_path / "missing.csv"))
