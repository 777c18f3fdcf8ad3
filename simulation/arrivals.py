"""When citizens come: never evenly."""

import random
from collections.abc import Iterator

BURST_CHANCE_PER_MINUTE = 0.35
BURST_SECONDS = 6.0
BURST_FACTOR = 6.0


def arrivals(*, minutes: float, per_minute: float, chance: random.Random) -> Iterator[float]:
    """Yield the seconds, from the start, at which a citizen comes: Poisson arrivals with bursts in between.

    `per_minute` is the mean over the whole time, bursts included. Some minutes hold one burst of six seconds at six
    times the rate: what a broken traffic light, or the end of a football match, does to a contact centre.
    """
    bursts = [60.0 * minute + chance.uniform(0, 54) for minute in range(int(minutes)) if _bursts(chance)]
    extra = len(bursts) * BURST_SECONDS * (BURST_FACTOR - 1) / (minutes * 60)
    rate = per_minute / 60 / (1 + extra)
    highest = rate * BURST_FACTOR
    at = chance.expovariate(highest)
    while at < minutes * 60:
        in_burst = any(start <= at < start + BURST_SECONDS for start in bursts)
        if chance.random() < (1.0 if in_burst else 1 / BURST_FACTOR):
            yield at
        at += chance.expovariate(highest)


def _bursts(chance: random.Random) -> bool:
    return chance.random() < BURST_CHANCE_PER_MINUTE
