"""A city of 26 queues and 500 seats for `queues.py`, and the agents and dispatchers that work in it."""

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import redis
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from districts.models import District
from feed.errors import DomainError
from routing import services
from routing.models import Offer, Queue, QueueEntry, Seat
from routing.types import EntryState, Intent, IntentReason, OfferState, WorkKind

ZONE_SIZE = 5
DISTRICTS = 26
OFFER_SECONDS = 20
WRAP_UP_SECONDS = 2
HEARTBEAT_SECONDS = 9
SIGNERS = 20
DOORBELLS = "routing"
LATEST = datetime.max.replace(tzinfo=UTC)


def build(*, seats: int, now: datetime) -> None:
    """Make queues and seats: an agent serves a district first, then its zone, then the city. Some sign."""
    for number in range(DISTRICTS):
        code = f"11{number:03}"
        District.objects.create(
            code=code,
            name=f"{number}구",
            name_en=f"District {number}",
            office_address="",
            zip="00000",
            main_phone=f"+82212{number:05}",
            latitude=37.5,
            longitude=127.0,
            source="benchmark",
        )
        Queue.objects.create(
            code=code,
            name=f"{number}구",
            district_id=code,
            offer_seconds=OFFER_SECONDS,
            wrap_up_seconds=WRAP_UP_SECONDS,
        )
    codes = list(Queue.objects.order_by("code").values_list("code", flat=True))
    users = User.objects.bulk_create(
        User(username=f"agent{number}", role=Role.AGENT, display_name=f"상담사 {number}", password="!")
        for number in range(seats)
    )
    for number, user in enumerate(users):
        home = number % DISTRICTS
        rings = {
            code: 0 if place == home else 1 if place // ZONE_SIZE == home // ZONE_SIZE else 2
            for place, code in enumerate(codes)
        }
        services.ensure_seat(user_id=user.pk, queue_rings=rings, now=now)
        if number % (seats // SIGNERS or 1) == 0:
            services.set_skills(user_id=user.pk, levels={"KSL": 3}, now=now)


def let_wait(*, contacts: int, since: timedelta, dice: random.Random, now: datetime) -> int:
    """Enqueue so many contacts that came evenly within `since`; return how many."""
    codes = list(Queue.objects.order_by("code").values_list("code", flat=True))
    for number in range(contacts):
        came = now - since * (1 - number / contacts)
        come(dice, codes, now=came)
    return contacts


def come(dice: random.Random, codes: list[str], *, now: datetime) -> None:
    """Let one contact come: mostly chats, some calls, a few urgent, a few that need sign language."""
    services.enqueue(
        contact_ref=uuid.uuid4(),
        district_code=dice.choice(codes),
        kind=WorkKind.VOICE if dice.random() < 0.2 else WorkKind.TEXT,
        priority=dice.choices((0, 20, 50, 100), (90, 6, 3, 1))[0],
        required_skills=["KSL"] if dice.random() < 0.02 else (),
        now=now,
    )


def arrive_until(until: float, *, a_second: int) -> int:
    """Let contacts come until the clock says `until`, so many a second on average; return how many came."""
    dice, came = random.Random(7), 0
    codes = list(Queue.objects.order_by("code").values_list("code", flat=True))
    while time.monotonic() < until:
        come(dice, codes, now=timezone.now())
        came += 1
        time.sleep(dice.expovariate(a_second))
    return came


def all_ready(*, now: datetime) -> None:
    """Let all agents be there and ready."""
    for user_id in Seat.objects.order_by("pk").values_list("user_id", flat=True):
        services.set_intent(user_id=user_id, intent=Intent.READY, now=now)


@dataclass
class Agents:
    """Some of the agents, played by one process: they accept, decline, keep silent, vanish, change their capacity."""

    user_ids: list[uuid.UUID]
    dice: random.Random
    held: list[tuple[float, str, uuid.UUID]] = field(default_factory=list)
    away_until: dict[uuid.UUID, float] = field(default_factory=dict)
    ignored: set[uuid.UUID] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    freed: list[tuple[uuid.UUID, datetime]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    beats: int = 0

    def work(self, *, until: float, contact_seconds: tuple[float, float]) -> None:
        """Work until the clock says `until`, first on what is in hand already."""
        in_hand = QueueEntry.objects.filter(seat__user_id__in=self.user_ids, state=EntryState.ASSIGNED)
        for contact_ref in in_hand.values_list("contact_ref", flat=True):
            over_at = time.monotonic() + self.dice.uniform(*contact_seconds)
            self.held.append((over_at, self.dice.choice(("release", "wrap up")), contact_ref))
        while time.monotonic() < until:
            acted = self._beat() + self._answer(contact_seconds) + self._go_on() + self._change()
            if not acted:
                time.sleep(0.05)

    def accept_all(self) -> None:
        """Accept every live offer, and keep the contacts in hand."""
        offers = Offer.objects.filter(seat__user_id__in=self.user_ids, state=OfferState.OFFERED)
        for offer_id, user_id in offers.order_by("offered_at").values_list("pk", "seat__user_id"):
            try:
                taken = services.accept_offer(offer_id=offer_id, user_id=user_id, now=timezone.now())
            except DomainError as error:
                self.done[f"refused: {error.code}"] += 1
                continue
            self.held.append((0.0, str(user_id), taken.contact_ref))

    def work_steadily(self, *, until: float, ends_a_second: int) -> "Agents":
        """Accept all offers at once and end so many contacts a second, until the clock says `until`."""
        self.began, ended = time.monotonic(), 0
        while (now := time.monotonic()) < until:
            self._beat()
            self.accept_all()
            while ended < (now - self.began) * ends_a_second and time.monotonic() < until:
                _at, user_id, contact_ref = self.held.pop(self.dice.randrange(len(self.held)))
                moment = timezone.now()
                services.release(contact_ref=contact_ref, now=moment)
                self.freed.append((uuid.UUID(user_id), moment))
                ended += 1
            time.sleep(0.05)
        return self

    def _there(self) -> list[uuid.UUID]:
        now = time.monotonic()
        return [user_id for user_id in self.user_ids if self.away_until.get(user_id, 0) < now]

    def _beat(self) -> int:
        """Send the heartbeats that are due, one of each agent within `HEARTBEAT_SECONDS`; return how many."""
        due = int((time.monotonic() - self.began) * len(self.user_ids) / HEARTBEAT_SECONDS) - self.beats
        there = set(self._there())
        for _number in range(due):
            user_id = self.user_ids[self.beats % len(self.user_ids)]
            self.beats += 1
            if user_id in there:
                services.heartbeat(user_id=user_id, now=timezone.now())
        return due

    def _answer(self, contact_seconds: tuple[float, float]) -> int:
        offers = Offer.objects.filter(seat__user_id__in=self._there(), state=OfferState.OFFERED)
        live = [row for row in offers.values_list("pk", "seat__user_id") if row[0] not in self.ignored]
        for offer_id, user_id in live:
            self._decide(offer_id, user_id, contact_seconds)
        return len(live)

    def _decide(self, offer_id: uuid.UUID, user_id: uuid.UUID, contact_seconds: tuple[float, float]) -> None:
        what = self.dice.choices(("accept", "decline", "silence", "vanish"), (90, 5, 4, 1))[0]
        try:
            if what == "accept":
                taken = services.accept_offer(offer_id=offer_id, user_id=user_id, now=timezone.now())
                over_at = time.monotonic() + self.dice.uniform(*contact_seconds)
                self.held.append((over_at, self.dice.choice(("release", "wrap up")), taken.contact_ref))
            elif what == "decline":
                services.decline_offer(offer_id=offer_id, user_id=user_id, reason="", now=timezone.now())
            else:
                self.ignored.add(offer_id)
                if what == "vanish":
                    self.away_until[user_id] = time.monotonic() + self.dice.uniform(35, 50)
            self.done[what] += 1
        except DomainError as error:
            self.done[f"refused: {error.code}"] += 1

    def _go_on(self) -> int:
        """End the contacts whose time has come: released, or wrapped up first and released later or never."""
        now = time.monotonic()
        over = [item for item in self.held if item[0] <= now]
        self.held = [item for item in self.held if item[0] > now]
        for _at, what, contact_ref in over:
            moment = timezone.now()
            entry = QueueEntry.objects.filter(contact_ref=contact_ref).values_list("seat__user_id", flat=True).first()
            if what == "wrap up":
                services.start_wrap_up(contact_ref=contact_ref, now=moment)
                if self.dice.random() < 0.7:
                    self.held.append((now + self.dice.uniform(0.2, WRAP_UP_SECONDS), "release", contact_ref))
            else:
                services.release(contact_ref=contact_ref, now=moment)
                if entry is not None:
                    self.freed.append((entry, moment))
            self.done[what] += 1
        return len(over)

    def _change(self) -> int:
        """Now and then one agent takes more or fewer chats, rests, comes back, or will rest after the work in hand."""
        if self.dice.random() > 0.02:
            return 0
        user_id, now = self.dice.choice(self.user_ids), timezone.now()
        if self.away_until.get(user_id, 0) > time.monotonic():
            return 0
        what = self.dice.choice(("capacity", "rest", "rest later"))
        try:
            if what == "capacity":
                queues = dict(Seat.objects.get(user_id=user_id).seat_queues.values_list("queue_id", "ring"))
                services.ensure_seat(
                    user_id=user_id, queue_rings=queues, text_capacity=self.dice.randint(1, 5), now=now
                )
            elif what == "rest":
                services.set_intent(user_id=user_id, intent=Intent.BREAK, reason=IntentReason.REST, now=now)
                services.set_intent(user_id=user_id, intent=Intent.READY, now=timezone.now())
            else:
                services.set_next_intent(user_id=user_id, intent=Intent.BREAK, now=now)
                services.set_next_intent(user_id=user_id, intent=Intent.READY, now=timezone.now())
                services.set_intent(user_id=user_id, intent=Intent.READY, now=timezone.now())
            self.done[what] += 1
        except DomainError as error:
            self.done[f"refused: {error.code}"] += 1
        return 1


def doorbells() -> Any:
    """Return the connection to where the product rings for its dispatchers."""
    return redis.Redis.from_url(settings.REDIS_URL)


@dataclass
class Sweeps:
    """Some of the sweeps of `routing.tasks`, each with the seconds between two of it."""

    paces: dict[Callable[..., int], float]
    due_at: dict[str, float] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Run those that are due."""
        for sweep, seconds in self.paces.items():
            if time.monotonic() >= self.due_at.get(sweep.__name__, 0):
                self.due_at[sweep.__name__] = time.monotonic() + seconds
                self.done[sweep.__name__] += sweep(now=timezone.now())


def dispatchers_sweeps() -> Sweeps:
    """Return what the dispatcher's process does beside dispatching."""
    return Sweeps({services.expire_offers: 1, services.end_wrap_ups: 1, services.withdraw_stale: 2})


def explain_until(until: float) -> Counter[str]:
    """Explain to the waiting why they wait, as the product's other workers do; return how often."""
    sweeps = Sweeps({services.explain_newcomers: 1, services.explain_waiting: 5})
    while time.monotonic() < until:
        sweeps.run()
        time.sleep(0.1)
    return sweeps.done


def dispatch_until(
    until: float, *, dice: random.Random, sweeps: Sweeps | None = None
) -> list[tuple[datetime, datetime, int]]:
    """Dispatch whenever the product rings, and every second, with the sweeps (if any) in between.

    Returns when each dispatching began and had committed, and how many offers it made.
    """
    bells, made = doorbells(), []
    time.sleep(dice.random() / 10)
    while time.monotonic() < until:
        bells.blpop([DOORBELLS], timeout=1)
        began = timezone.now()
        if number := services.dispatch_waiting(now=began):
            made.append((began, timezone.now(), number))
        if sweeps:
            sweeps.run()
    return made


def sweep_until(until: float) -> Counter[str]:
    """Run the dispatcher's sweeps beside many dispatchers; return what each did."""
    sweeps = dispatchers_sweeps()
    while time.monotonic() < until:
        sweeps.run()
        time.sleep(0.1)
    return sweeps.done


def miscounted(seats: Iterable[Seat], entries: Iterable[QueueEntry]) -> tuple[int, int]:
    """Return how many seats are above their capacity, and how many count other than they have in hand."""
    held: Counter[tuple[uuid.UUID, str]] = Counter()
    states: Counter[tuple[uuid.UUID, str]] = Counter()
    for entry in entries:
        if entry.seat_id is not None:
            held[entry.seat_id, entry.kind] += 1
            states[entry.seat_id, entry.state] += 1
    over = wrong = 0
    for seat in seats:
        voice, text = held[seat.pk, WorkKind.VOICE], held[seat.pk, WorkKind.TEXT]
        over += voice > seat.voice_capacity or text > seat.text_capacity
        counted = (seat.voice_active, seat.text_active, seat.offered, seat.wrapping_up)
        wrong += counted != (voice, text, states[seat.pk, EntryState.OFFERED], states[seat.pk, EntryState.WRAP_UP])
    return over, wrong


def broken_spans() -> int:
    """Return how many seats have a history with a gap, an overlap, or another state than theirs at its end."""
    broken = 0
    for seat in Seat.objects.prefetch_related("spans"):
        # Of two that begin at the same instant, the one that lasted no time at all came first.
        spans = sorted(seat.spans.all(), key=lambda span: (span.started_at, span.ended_at or LATEST, span.pk))
        joined = all(first.ended_at == second.started_at for first, second in pairwise(spans))
        if spans and not (joined and spans[-1].ended_at is None and spans[-1].state == seat.state):
            broken += 1
            told = [f"{span.pk} {span.state} {span.started_at} {span.ended_at}" for span in spans]
            print(f"broken: {seat.state}", *told, sep="\n  ")
    return broken
