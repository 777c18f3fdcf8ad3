"""Why a contact waits: told to newcomers at once, to all others when it changes."""

import uuid
from datetime import timedelta

import pytest

from routing import selectors, services
from routing.types import WorkKind

from .conftest import GANGNAM
from .test_queue import entry_of, reason_of, wait


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda agent, now: None, "NO_SEAT"),
        (lambda agent, now: agent("늦음", now=now - timedelta(minutes=5)), "NOBODY_READY"),
        (lambda agent, now: services.enqueue(
            contact_ref=uuid.uuid4(), district_code=GANGNAM, kind=WorkKind.TEXT, now=now - timedelta(seconds=9)
        ) and agent("바쁨", text_capacity=1), "ALL_BUSY"),
    ],
)  # fmt: skip
def test_why_a_contact_waits_is_stored(agent, now, prepare, code):
    prepare(agent, now)
    contact, behind = wait(now), wait(now + timedelta(seconds=1))
    services.dispatch_waiting(now=now)
    first, second = reason_of(contact, now), reason_of(behind, now)
    assert (first["code"], first["behind"]) == (code, False)
    assert (second["code"], second["behind"]) == (code, True)
    lines = {line.contact_ref: line.explanation for line in selectors.waiting(district_codes=[GANGNAM])}
    assert lines[contact]
    assert lines[behind].startswith(lines[contact])
    assert len(lines[behind]) > len(lines[contact])


def test_newcomers_are_told_why_they_wait_and_others_when_that_changes(agent, now):
    agent("김상담", now=now - timedelta(minutes=5))
    told, postponed = wait(now), wait(now)
    services.postpone(contact_ref=postponed, not_before=now + timedelta(hours=1), priority=60, now=now)
    assert services.explain_newcomers(now=now) == 1
    newcomer = wait(now + timedelta(seconds=1))
    user = agent("이상담", text_capacity=0)
    assert services.dispatch_waiting(now=now + timedelta(seconds=2)) == 0
    assert services.explain_newcomers(now=now + timedelta(seconds=2)) == 1
    assert [entry_of(contact).explanation for contact in (told, newcomer, postponed)] == [
        {"code": "NOBODY_READY", "behind": False},
        {"code": "NOBODY_READY", "behind": True},
        {"code": "CALL_BACK", "behind": False},
    ]
    services.ensure_seat(user_id=user.pk, queue_rings={GANGNAM: 0}, text_capacity=1, now=now)
    services.assign_directly(contact_ref=uuid.uuid4(), user_id=user.pk, district_code=GANGNAM, now=now)
    assert services.explain_newcomers(now=now) == 0
    assert services.explain_waiting(now=now) == 2
    assert entry_of(told).explanation["code"] == "ALL_BUSY"
    busy = agent("박상담", text_capacity=1)
    services.assign_directly(contact_ref=uuid.uuid4(), user_id=busy.pk, district_code=GANGNAM, now=now)
    assert services.explain_waiting(now=now) == 0, "one more who is busy changes nothing"
