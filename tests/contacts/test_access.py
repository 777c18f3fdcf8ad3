"""The citizen's token."""

from uuid import UUID

import pytest
import uuid6
from django.core import signing

from contacts.access import TokenInvalid, citizen_token, contact_from_token


def test_a_token_opens_its_contact() -> None:
    contact_id = UUID(str(uuid6.uuid7()))
    assert contact_from_token(citizen_token(contact_id)) == contact_id


@pytest.mark.parametrize(
    "token",
    ["", "nothing", signing.dumps("x", salt="another"), citizen_token(UUID(int=1))[:-1] + "!"],
)
def test_anything_else_opens_nothing(token: str) -> None:
    with pytest.raises(TokenInvalid) as refused:
        contact_from_token(token)
    assert refused.value.status == 401


def test_an_old_token_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000_000)
    old = citizen_token(UUID(int=1))
    monkeypatch.undo()
    with pytest.raises(TokenInvalid):
        contact_from_token(old)
