"""Which streams a request for the live stream may listen to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from accounts.types import Role
from console.subscriptions import streams_of_request
from contacts import access
from contacts.access import citizen_token
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")


def streams_of(client: Client, query: str = "") -> frozenset[str]:
    name = settings.SESSION_COOKIE_NAME
    return streams_of_request(query=query, cookies=f"{name}={client.cookies[name].value}")


def test_a_citizen_listens_to_the_conversation_the_token_opens() -> None:
    contact_id = uuid4()
    assert streams_of_request(query=f"contact={citizen_token(contact_id)}", cookies="") == {f"contact:{contact_id}"}


@pytest.mark.parametrize("query", ["contact=forged", "complaint=forged", "complaint=a.b.c", "contact=%00", "contact="])
def test_a_wrong_token_opens_nothing(query: str) -> None:
    assert streams_of_request(query=query, cookies="") == frozenset()


def test_a_token_out_of_date_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LIFETIME", timedelta(seconds=-1))
    assert streams_of_request(query=f"contact={citizen_token(uuid4())}", cookies="") == frozenset()


def test_staff_listen_to_themselves_and_their_districts(client: Client) -> None:
    agent = make_user(Role.AGENT, scopes=[(GANGNAM, "")])
    client.force_login(agent)
    assert streams_of(client) == {f"user:{agent.id}", "staff", f"deliveries:{GANGNAM}", f"district:{GANGNAM}"}


def test_an_official_listens_to_the_department(client: Client) -> None:
    user = make_user(Role.OFFICIAL, scopes=[(GANGNAM, "11680-x")])
    client.force_login(user)
    assert streams_of(client) == {f"user:{user.id}", "staff", f"deliveries:{GANGNAM}", "department:11680-x"}


def test_who_is_not_signed_in_listens_to_nothing(client: Client) -> None:
    user = make_user(Role.AGENT)
    client.force_login(user)
    user.is_active = False
    user.save()
    assert streams_of(client) == frozenset()
    assert streams_of_request(query="", cookies="") == frozenset()
    assert streams_of_request(query="", cookies="session=unknown") == frozenset()
