"""What cannot be taken in by the ordinary way is not lost: a person reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contacts import services
from contacts.models import Contact, InboundRequest
from contacts.types import ContactState, Direction, InboxState
from messaging.models import RefusedRequest

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.parametrize("error", [RuntimeError("broken"), services.NotYourMessage()])
def test_words_that_cannot_be_taken_in_are_kept_for_a_person(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*given: Any) -> None:
        raise error

    monkeypatch.setattr(services.inbox, "HANDLERS", {"text": fails})
    text = {"sender": "010-1234-5678", "recipient": "02120", "text": "주민번호 900101-1234567", "media": []}
    content = text | {"group": "", "part": 1, "parts": 1}
    now = timezone.now()
    services.write_down(provider="gateway", kind="text", key="t1", sender="010-1234-5678", content=content, now=now)
    for hours in range(8):
        services.take_in(now=now + timedelta(hours=hours))
    contact = Contact.objects.get()
    said = contact.messages.filter(direction=Direction.INBOUND).values_list("text", flat=True)
    assert (contact.state, list(said)) == (ContactState.WAITING, ["주민번호 900101-*******"])
    assert InboundRequest.objects.get().state == InboxState.TAKEN
    assert RefusedRequest.objects.get().count == 1
