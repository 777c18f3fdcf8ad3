"""The sweeps are on the timetable, and the throttles let citizens in without Redis."""

from typing import Any

import pytest
import redis
from rest_framework.test import APIRequestFactory

from contacts import tasks
from contacts.api.chat import OpenChatView
from contacts.api.throttles import NewChats
from contacts.models import Contact, Transfer
from contacts.types import ContactState
from tests.contacts.conftest import text_in

pytestmark = pytest.mark.usefixtures("city")


def test_every_line_of_the_timetable_names_a_task() -> None:
    for line in tasks.SCHEDULE.values():
        module, _, name = str(line["task"]).rpartition(".")
        assert module == tasks.__name__
        assert getattr(tasks, name).name == line["task"]


def test_the_sweeps_run() -> None:
    contact = text_in("여권 재발급은 어떻게 하나요?")
    Contact.objects.update(last_citizen_message_at="2020-01-01T00:00:00Z")
    tasks.close_idle()
    tasks.expire_transfers()
    contact.refresh_from_db()
    assert contact.state == ContactState.CLOSED
    assert not Transfer.objects.exists()


def test_without_redis_nobody_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any) -> None:
        raise redis.ConnectionError("down")

    monkeypatch.setattr(NewChats.cache, "get", unreachable)
    request = OpenChatView().initialize_request(APIRequestFactory().post("/api/chat/"))
    assert NewChats().allow_request(request, OpenChatView())
