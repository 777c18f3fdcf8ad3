"""The play: citizens come for some minutes while agents and officials work; then everybody finishes; then the audit."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from simulation.arrivals import arrivals
from simulation.audit import Audit, audit
from simulation.citizens import Citizens
from simulation.client import Client, Target
from simulation.ledger import Ledger
from simulation.staff import Agent, Exchange, Officials
from simulation.words import inquiry

SETTLE_SECONDS = 120.0
LIMITS = httpx.Limits(max_connections=60, max_keepalive_connections=60)

Progress = Callable[[str, int, int], None]
"""Told what goes on, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Plan:
    """How long citizens come, how many a minute on the average, how many agents work, and how much they hurry."""

    minutes: float
    per_minute: float
    agents: int
    seed: int
    hurry: float = 1.0


@dataclass(frozen=True)
class Outcome:
    """What happened."""

    ledger: Ledger
    audit: Audit
    client: Client
    handled: dict[str, int]
    seconds: float


async def play(*, target: Target, plan: Plan, progress: Progress) -> Outcome:
    """Play the plan against the product at `target` and return what happened."""
    chance = random.Random(plan.seed)  # noqa: S311
    began, since = time.monotonic(), datetime.now(UTC).isoformat()
    async with httpx.AsyncClient(limits=LIMITS, timeout=15) as http:
        client, ledger = Client(target, http), Ledger()
        agents = [
            Agent(
                username=f"agent{number}",
                client=client,
                ledger=ledger,
                chance=random.Random(plan.seed + number),  # noqa: S311
                hurry=plan.hurry,
            )
            for number in range(1, plan.agents + 1)
        ]
        officials = Officials(client=client, ledger=ledger, chance=chance, hurry=plan.hurry)
        exchange = Exchange(client=client, ledger=ledger)
        workers = [asyncio.create_task(agent.work(officials=officials)) for agent in agents]
        workers.append(asyncio.create_task(exchange.work()))
        try:
            await _citizens_come(plan, client, ledger, chance, progress)
            found = await _settle(client, ledger, officials, since, progress)
        finally:
            for worker in workers:
                worker.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*workers, return_exceptions=True)
        handled = {agent.username: agent.handled for agent in agents}
        return Outcome(ledger, found, client, handled, time.monotonic() - began)


async def _citizens_come(plan: Plan, client: Client, ledger: Ledger, chance: random.Random, progress: Progress) -> None:
    citizens = Citizens(client=client, ledger=ledger, chance=chance)
    times = list(arrivals(minutes=plan.minutes, per_minute=plan.per_minute, chance=chance))
    began, speaking = time.monotonic(), set()
    for number, at in enumerate(times, start=1):
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        conversation = citizens.next_conversation(number, inquiry(chance=chance))
        speaking.add(asyncio.create_task(citizens.speak(conversation)))
        progress("citizens", number, len(times))
    await asyncio.gather(*speaking)


async def _settle(client: Client, ledger: Ledger, officials: Officials, since: str, progress: Progress) -> Audit:
    """Wait until everything in hand is finished, or nothing more can be expected; return the last audit."""
    ends_at = time.monotonic() + SETTLE_SECONDS
    while True:
        await officials.finish(seconds=5, stop=time.monotonic() > ends_at)
        found = await audit(client=client, ledger=ledger, since=since)
        left = found.open_contacts + found.open_complaints + found.on_the_way
        waiting_calls = sum(
            conversation.channel == "PHONE" and not conversation.seen_by_agent for conversation in ledger.conversations
        )
        progress("finishing", len(ledger.conversations) - left - waiting_calls, len(ledger.conversations))
        if time.monotonic() > ends_at or (left + waiting_calls == 0 and found.kept):
            return found
