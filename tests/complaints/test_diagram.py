from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from complaints.diagram import PLACES, rows, svg
from complaints.policies.transitions import TRANSITIONS
from complaints.types import Action, State
from tests.complaints.conftest import City


def test_the_picture_in_the_documents_is_the_table_in_the_code() -> None:
    with override("ko"):
        drawn = svg()
    assert Path(settings.BASE_DIR, "docs/complaint-life.svg").read_text(encoding="utf-8") == drawn + "\n"
    assert set(PLACES) == set(State)
    assert len(rows()) == len(TRANSITIONS)
    assert all(str(state.label) in drawn for state in State)
    assert str(Action.BOUNCE.label) in drawn


@pytest.mark.parametrize(("username", "status"), [("admin", 200), ("official", 302)])
def test_the_admin_shows_it_to_those_who_may_look_there(client: Client, city: City, username: str, status: int) -> None:
    client.force_login(city.user(username))
    response = client.get(reverse("admin:complaints_life"))
    assert response.status_code == status
    assert (b"<svg" in response.content) is (status == 200)
