"""Edits become live by publishing, in every process, and go back by rolling back."""

import threading
from datetime import timedelta
from importlib import import_module
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection

from accounts.services import create_user
from accounts.types import Role
from districts import selectors as districts
from districts.models import City, Department, District, Place, Responsibility, Topic
from districts.services import assign_topic
from routing import selectors, services
from routing.models import RoutingVersion
from routing.services.errors import EditRefused, NoDraft, NotAllowed, NotTried, UnknownVersion
from routing.services.tables import CHECK_SECONDS, TableKeeper, load
from routing.types import DistrictStatus, Edit, EditKind, TrialState
from telephony.selectors import route

from .conftest import CITY, EUNPYEONG, GANGNAM, NOW, make_city

VERSIONS = count(1_000_000, 1_000)
LAMP = "별빛마루 앞 가로등이 꺼졌어요"
STARLIGHT = Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code=EUNPYEONG)


@pytest.fixture
def small_city(db):
    """Three offices, two topics, and who is in charge of them."""
    make_city()
    # A number no other test has had: tables are loaded anew only when it differs.
    City.objects.create(code=CITY, name="서울", name_en="Seoul", call_number="120", gazetteer_version=next(VERSIONS))
    for code, name, words in (("streetlight", "가로등", ["가로등"]), ("noise", "소음", ["시끄러"])):
        Topic.objects.create(
            code=code,
            name=name,
            name_en=name,
            description="",
            complaint_kind="SIMPLE",
            handling="LONG",
            level="DISTRICT",
            synonyms=words,
        )
    for code, name, district, desk in (
        ("ep-road", "도로과", EUNPYEONG, False),
        ("ep-park", "공원과", EUNPYEONG, False),
        ("ep-desk", "민원과", EUNPYEONG, True),
        ("gn-road", "도로과", GANGNAM, True),
    ):
        Department.objects.create(code=code, name=name, district_id=district, is_main_desk=desk)
    Responsibility.objects.create(
        district_id=EUNPYEONG,
        topic_id="streetlight",
        department_id="ep-road",
        wording="가로등",
        basis="test",
        review="REVIEWED",
    )


def supervisor(*, district=""):
    return create_user(
        username=f"sup-{uuid4().hex[:8]}",
        password="p",
        role=Role.SUPERVISOR,
        display_name="박관리",
        scopes=[(district, "")],
    )


def decided(text=LAMP):
    return services.decide(text=text, now=NOW)


def try_out(user):
    services.request_trial(user=user, now=NOW)
    services.run_trials(clock=lambda: NOW)


def publish(user, *edits, note=""):
    for edit in edits:
        services.draft_edit(user=user, edit=edit, now=NOW)
    try_out(user)
    return services.publish_draft(user=user, note=note, now=NOW)


def test_a_draft_is_tried_published_and_rolled_back(small_city):
    user = supervisor()
    services.publish_model(model=None, note="처음", now=NOW)
    services.record_decision(subject_ref=uuid4(), decision=decided(), now=NOW - timedelta(days=1))
    services.record_decision(subject_ref=uuid4(), decision=decided(), now=NOW - timedelta(days=31))

    services.draft_edit(user=user, edit=STARLIGHT, now=NOW)
    assert decided().status == DistrictStatus.UNKNOWN
    with pytest.raises(NotTried):
        services.publish_draft(user=user, note="", now=NOW)

    try_out(user)
    draft = selectors.draft(user=user)
    assert draft.tried
    assert draft.dry_run["state"] == TrialState.DONE
    assert (draft.dry_run["replayed"], draft.dry_run["changed"]) == (1, 1)
    assert draft.dry_run["counts"]["district"] == [["알 수 없음 → 은평구", 1]]
    shown = draft.dry_run["sample"][0]
    assert shown["text"] == LAMP
    assert "은평구" in shown["after"]
    assert decided().status == DistrictStatus.UNKNOWN

    number = services.publish_draft(user=user, note="새 광장", now=NOW)
    after = decided()
    assert (after.district_name, after.department_name) == ("은평구", "도로과")
    assert selectors.draft(user=user) is None

    services.roll_back(user=user, number=number - 1, now=NOW)
    assert decided().status == DistrictStatus.UNKNOWN
    services.roll_back(user=user, number=number, now=NOW)
    assert decided().district_name == "은평구"
    assert [line.number for line in selectors.history()] == [4, 3, 2, 1]
    with pytest.raises(UnknownVersion):
        services.roll_back(user=user, number=99, now=NOW)


def test_every_process_decides_the_same_after_a_publish(small_city):
    def process():
        return TableKeeper(version=districts.gazetteer_version, load=load, check_seconds=0, in_background=False)

    one, other = process(), process()
    assert one.current().version == other.current().version
    before = one.current().version
    publish(supervisor(), STARLIGHT)
    assert one.current().version == other.current().version != before
    for keeper in (one, other):
        assert "별빛마루" in {mention.text for mention in keeper.current().gazetteer.find("별빛마루 앞", [])}
    assert CHECK_SECONDS <= 2


def test_a_draft_changed_or_overtaken_must_be_tried_again(small_city):
    first, second = supervisor(), supervisor()
    services.draft_edit(user=first, edit=STARLIGHT, now=NOW)
    try_out(first)
    word = Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight")
    edit = services.draft_edit(user=first, edit=word, now=NOW)
    with pytest.raises(NotTried):
        services.publish_draft(user=first, note="", now=NOW)
    services.withdraw_edit(user=first, edit_id=edit)
    assert selectors.draft(user=first).tried

    publish(second, word)
    with pytest.raises(NotTried):
        services.publish_draft(user=first, note="", now=NOW)
    try_out(first)
    services.publish_draft(user=first, note="", now=NOW)
    live = RoutingVersion.objects.get(state="PUBLISHED")
    assert {row.name for row in live.edits.all()} == {"별빛마루", "보안등"}


def test_of_two_edits_about_the_same_thing_the_later_counts(small_city):
    user = supervisor()
    publish(user, STARLIGHT)
    publish(user, Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code=EUNPYEONG, removed=True))
    assert decided().status == DistrictStatus.UNKNOWN
    assert RoutingVersion.objects.get(state="PUBLISHED").edits.count() == 1


def test_words_and_examples_speak_for_their_topic(small_city):
    user = supervisor()
    assert decided("골목이 컴컴해요").topic_code == ""
    publish(
        user,
        Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight"),
        Edit(EditKind.EXAMPLE, name="골목이 컴컴해서 무서워요", detail="REPORT", topic_code="streetlight"),
    )
    assert decided("보안등이 나갔어요").topic_code == "streetlight"
    assert decided("골목이 컴컴해요").topic_code == "streetlight"


def test_a_start_trains_only_without_a_model_and_else_has_a_worker_learn_what_is_new(small_city):
    publish(supervisor(), Edit(EditKind.EXAMPLE, name="골목이 컴컴해요", detail="REPORT", topic_code="streetlight"))
    assert services.train_and_publish(now=NOW) is None
    assert not RoutingVersion.objects.filter(retraining=True).exists()
    Topic.objects.filter(code="noise").update(synonyms=["시끄러", "쿵쿵"])
    assert services.train_and_publish(now=NOW) is None
    waiting = RoutingVersion.objects.get(retraining=True)
    assert waiting.dry_run["state"] == TrialState.REQUESTED
    RoutingVersion.objects.filter(state="PUBLISHED").update(model=None)
    assert services.train_and_publish(now=NOW).version == 2


def test_who_may_change_what(small_city):
    of_district, nobody = (
        supervisor(district=EUNPYEONG),
        create_user(username="agent", password="p", role=Role.AGENT, display_name="김상담", scopes=[("", "")]),
    )
    for user, edit in (
        (of_district, Edit(EditKind.PLACE, name="달빛마루", detail="LANDMARK", district_code=GANGNAM)),
        (of_district, Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight")),
        (of_district, Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight", district_code=EUNPYEONG)),
        (nobody, STARLIGHT),
    ):
        with pytest.raises(NotAllowed):
            services.draft_edit(user=user, edit=edit, now=NOW)
    publish(of_district, STARLIGHT)
    with pytest.raises(NotAllowed):
        services.roll_back(user=of_district, number=1, now=NOW)
    with pytest.raises(NotAllowed):
        services.request_training(user=of_district, note="", now=NOW)


def test_a_district_sees_only_its_own_cases_in_the_sample(small_city):
    for code in (EUNPYEONG, GANGNAM):
        name = {EUNPYEONG: "은평구", GANGNAM: "강남구"}[code]
        decision = decided(f"{name} 달빛마루 가로등")
        services.record_decision(subject_ref=uuid4(), decision=decision, now=NOW - timedelta(days=1))
    user = supervisor(district=GANGNAM)
    services.draft_edit(
        user=user,
        edit=Edit(EditKind.RESPONSIBILITY, district_code=GANGNAM, topic_code="streetlight", department_code="gn-road"),
        now=NOW,
    )
    services.draft_edit(
        user=user, edit=Edit(EditKind.PLACE, name="달빛마루", detail="LANDMARK", district_code=GANGNAM), now=NOW
    )
    try_out(user)
    run = selectors.draft(user=user).dry_run
    assert run["replayed"] == 2
    assert all("은평구 달빛마루" not in line["text"] or "강남구" in line["after"] for line in run["sample"])


@pytest.mark.parametrize(
    "edit",
    [
        Edit(EditKind.PLACE, name="별", detail="LANDMARK", district_code=EUNPYEONG),
        Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code="99999"),
        Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code=CITY),
        Edit(EditKind.PLACE, name="별빛마루", detail="CASTLE", district_code=EUNPYEONG),
        Edit(EditKind.SYNONYM, name="보안등", topic_code="nothing"),
        Edit(EditKind.EXAMPLE, name="가로등이 꺼졌어요", topic_code="streetlight"),
        Edit(EditKind.RESPONSIBILITY, district_code=EUNPYEONG, topic_code="noise", department_code="gn-road"),
        Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight", district_code=EUNPYEONG),
        Edit(EditKind.SYNONYM, name="보안등", topic_code="streetlight", detail="가" * 13),
        Edit(EditKind.EXAMPLE, name="골목이 컴컴해요", detail="REPORT", topic_code="noise", district_code=EUNPYEONG),
        Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code=EUNPYEONG, topic_code="noise"),
        Edit(
            EditKind.RESPONSIBILITY,
            district_code=EUNPYEONG,
            topic_code="noise",
            department_code="ep-park",
            removed=True,
        ),
    ],
)
def test_what_cannot_be_is_refused(small_city, edit):
    with pytest.raises(EditRefused):
        services.draft_edit(user=supervisor(), edit=edit, now=NOW)


def test_responsibilities_follow_the_version_and_survive_a_load_of_the_city(small_city):
    user = supervisor()
    services.publish_model(model=None, note="처음", now=NOW)

    def in_charge():
        found = districts.department_in_charge(district_code=EUNPYEONG, topic_code="streetlight", on=NOW.date())
        return found.code, decided("은평구 가로등").department_code

    def hand_to(code):
        edit = Edit(EditKind.RESPONSIBILITY, district_code=EUNPYEONG, topic_code="streetlight", department_code=code)
        return publish(user, edit)

    hand_to("ep-park")
    assert in_charge() == ("ep-park", "ep-park")
    hand_to("ep-desk")
    assert in_charge() == ("ep-desk", "ep-desk")
    Responsibility.objects.filter(valid_until=None).update(
        department_id="ep-road"
    )  # as a new edition of the files does
    services.apply_responsibilities(now=NOW)
    assert in_charge() == ("ep-desk", "ep-desk")
    services.roll_back(user=user, number=1, now=NOW)
    assert in_charge() == ("ep-road", "ep-road")


def test_a_publish_leaves_what_was_corrected_in_the_table_since(small_city):
    user = supervisor()
    to_park = Edit(
        EditKind.RESPONSIBILITY, district_code=EUNPYEONG, topic_code="streetlight", department_code="ep-park"
    )
    publish(user, to_park)
    Responsibility.objects.filter(valid_until=None).update(department_id="ep-desk")  # as in the administration
    publish(user, STARLIGHT)
    assert districts.topic_holder(district_code=EUNPYEONG, topic_code="streetlight", on=NOW.date()) == "ep-desk"


def test_a_planned_responsibility_stays_when_another_department_takes_over_today(small_city):
    today, later = NOW.date(), NOW.date() + timedelta(days=30)
    Responsibility.objects.update(valid_until=later)
    Responsibility.objects.create(
        district_id=EUNPYEONG,
        topic_id="streetlight",
        department_id="ep-park",
        basis="",
        review="REVIEWED",
        valid_from=later,
    )
    assign = {"district_code": EUNPYEONG, "topic_code": "streetlight", "basis": "", "on": today}
    assert assign_topic(department_code="ep-desk", **assign)
    assert not assign_topic(department_code="ep-desk", **assign)

    def in_charge(on):
        return districts.department_in_charge(district_code=EUNPYEONG, topic_code="streetlight", on=on).code

    days = (today - timedelta(days=1), today, later - timedelta(days=1), later)
    assert [in_charge(day) for day in days] == ["ep-road", "ep-desk", "ep-desk", "ep-park"]


def test_an_empty_draft_cannot_be_tried_and_a_dropped_one_is_gone(small_city):
    user = supervisor()
    with pytest.raises(NoDraft):
        services.request_trial(user=user, now=NOW)
    services.draft_edit(user=user, edit=STARLIGHT, now=NOW)
    services.discard_draft(user=user)
    assert selectors.draft(user=user) is None
    with pytest.raises(NoDraft):
        services.publish_draft(user=user, note="", now=NOW)


def test_a_trial_whose_worker_died_is_taken_up_again(small_city):
    user = supervisor()
    services.draft_edit(user=user, edit=STARLIGHT, now=NOW)
    services.request_trial(user=user, now=NOW)
    RoutingVersion.objects.update(dry_run={"state": TrialState.RUNNING, "at": NOW.isoformat()})
    assert services.run_trials(clock=lambda: NOW + timedelta(minutes=9)) == 0
    assert services.run_trials(clock=lambda: NOW + timedelta(minutes=11)) == 1
    assert selectors.draft(user=user).tried


def test_one_trial_runs_at_a_time(small_city):
    first, second = supervisor(), supervisor()
    for user in (first, second):
        services.draft_edit(user=user, edit=STARLIGHT, now=NOW)
        services.request_trial(user=user, now=NOW)
    running = {"state": TrialState.RUNNING, "at": NOW.isoformat(), "done": 0, "total": 0}
    RoutingVersion.objects.filter(created_by=first).update(dry_run=running)
    assert services.run_trials(clock=lambda: NOW + timedelta(minutes=1)) == 0
    assert services.run_trials(clock=lambda: NOW + timedelta(minutes=11)) == 2


def test_a_place_of_the_city_can_be_taken_out(small_city):
    Place.objects.create(name="별빛마루", kind="LANDMARK", district_id=GANGNAM, distance=0)
    assert decided().district_name == "강남구"
    out = Edit(EditKind.PLACE, name="별빛마루", detail="LANDMARK", district_code=GANGNAM, removed=True)
    publish(supervisor(), out, STARLIGHT)
    assert decided().district_name == "은평구"


def test_a_call_is_routed_by_the_last_tables_while_the_database_stalls(small_city, monkeypatch):
    District.objects.filter(code=GANGNAM).update(main_phone="+8225550000")
    stalled, goes_on, versions = threading.Event(), threading.Event(), [1]

    def version():
        if len(versions) > 1:
            stalled.set()
            goes_on.wait(20)
        return versions[-1]

    keeper = TableKeeper(version=version, load=load, check_seconds=0, in_background=True)
    keeper.current()
    versions.append(1)
    monkeypatch.setattr(import_module("routing.services.decide"), "keeper", keeper)

    def refuse(execute, sql, *args):
        raise AssertionError(sql)

    with connection.execute_wrapper(refuse):
        first = route(dialled="02-555-0000", now=NOW)
        assert stalled.wait(20)
        second = route(dialled="02-555-0000", now=NOW)
    goes_on.set()
    assert first.district == second.district == GANGNAM
