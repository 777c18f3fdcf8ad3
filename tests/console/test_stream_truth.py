"""What a screen shows after old state and events is what a fresh fetch shows: no change goes untold."""

import random
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from console.subscriptions import streams_of_user
from contacts import services
from contacts.models import Contact
from feed import selectors as feed
from messaging.models import OutboundMessage
from messaging.services.events import tell
from messaging.types import Channel, OutboundState
from routing import selectors as routing_selectors
from routing import services as routing
from routing.types import Intent
from tests.console.conftest import GANGNAM, chat_in, held_by

STEPS = 14
MOMENTS = re.compile(r"\d+:\d\d|방금|\d+\s*[초분](?: 전)?")


class Fragment:
    """A part of a page that fetches itself when it hears one of its names, as in live.js."""

    def __init__(self, browser: Client, address: str) -> None:
        self._browser, self._address = browser, address
        markup = self._markup()
        found = re.search(r'hx-trigger="([^"]*)"', markup)
        assert found
        self._names = set(re.findall(r"(live:\S+) from:body", found[1]))
        self.shown = self.words(markup)

    def hear(self, names: set[str]) -> None:
        if names & self._names:
            self.shown = self.fresh()

    def fresh(self) -> str:
        return self.words(self._markup())

    def _markup(self) -> str:
        answer = self._browser.get(self._address)
        assert answer.status_code == 200
        return str(answer.content.decode())

    @staticmethod
    def words(markup: str) -> str:
        return " ".join(MOMENTS.sub("", re.sub(r"<[^>]*>", " ", markup)).split())


class Ears:
    """What an agent's page has heard so far."""

    def __init__(self, user: User) -> None:
        self._cursors = feed.heads(streams=streams_of_user(user=user))

    def names(self) -> set[str]:
        names = set()
        for event in feed.events_after(cursors=self._cursors):
            self._cursors[event.stream] = event.seq
            names.add(f"live:{event.kind.partition('.')[0]}")
            if event.stream.startswith("user:"):
                names.add("live:user")
            names |= {f"live:{kind}:{event.ids[kind]}" for kind in ("contact", "complaint") if kind in event.ids}
        return names


def writes(contact: Contact) -> None:
    services.receive_message(
        channel=Channel.WEB,
        sender="",
        text="아직 기다리고 있어요",
        provider="web",
        provider_message_id="",
        contact_id=contact.pk,
        now=timezone.now(),
    )


def accept_first(agent: User) -> None:
    now = timezone.now()
    for offer in routing_selectors.offers_for(user_id=agent.id, now=now)[:1]:
        services.accept(offer_id=offer.offer_id, user=agent, now=now)


@pytest.mark.parametrize("seed", [1, 2])
def test_old_state_and_events_are_a_fresh_fetch(agent: User, desk: Client, seed: int) -> None:
    contact = held_by(agent, chat_in())
    screens = [Fragment(desk, "/console/desk/"), Fragment(desk, f"/console/contacts/{contact.pk}/conversation/")]
    ears, chooser = Ears(agent), random.Random(seed)
    actions: dict[str, Callable[[], object]] = {
        "somebody comes": chat_in,
        "dispatch": lambda: routing.dispatch_waiting(now=timezone.now()),
        "accept": lambda: accept_first(agent),
        "the citizen writes": lambda: writes(contact),
        "break": lambda: routing.set_intent(user_id=agent.id, intent=Intent.BREAK, now=timezone.now()),
        "ready": lambda: routing.set_intent(user_id=agent.id, intent=Intent.READY, now=timezone.now()),
    }
    changes = 0
    for _ in range(STEPS):
        name = chooser.choice(list(actions))
        before = [screen.shown for screen in screens]
        actions[name]()
        heard = ears.names()
        for screen in screens:
            screen.hear(heard)
            assert screen.shown == screen.fresh(), name
        changes += before != [screen.shown for screen in screens]
    assert changes > 1


def test_what_became_of_a_message_is_told_to_staff_of_its_district(agent: User) -> None:
    ears, contact_id = Ears(agent), uuid4()
    message = OutboundMessage(
        channel=Channel.SMS, reference=f"contact:{contact_id}", state=OutboundState.FAILED, district_code=GANGNAM
    )
    tell(message, now=timezone.now())
    assert {"live:message", f"live:contact:{contact_id}"} <= ears.names()
