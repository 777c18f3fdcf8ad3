"""How many agents a stretch of time needs: the Erlang A model (M/M/n+M), Erlang C where nobody ever gives up.

Calls come at random at rate λ, are talked about for 1/μ on average, and callers wait for 1/θ on average before they
give up. With ε = Σ_{j<n} (λ/μ)^j/j! ÷ ((λ/μ)^(n−1)/(n−1)!), g(t) = exp(λ·(1 − e^(−θt))/θ − nμt) and J = ∫₀^∞ g, the
time an endlessly patient caller would wait has the density λ·g(t) ÷ (ε + λJ), and is 0 with probability ε ÷ (ε + λJ)
(Mandelbaum and Zeltyn, "Service engineering in action: the Palm/Erlang-A queue", 2007). Times are in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, expm1, inf, log

STEPS = 200
NEGLIGIBLE = 40.0
"""Exponents so far below the highest one add nothing that a double could hold."""
MOST_AGENTS = 2_000


@dataclass(frozen=True, slots=True)
class Load:
    """What comes: calls a second, seconds a call keeps its agent, seconds callers wait before they give up (or inf)."""

    calls_per_second: float
    handling_seconds: float
    patience_seconds: float = inf

    @property
    def erlangs(self) -> float:
        """Return how many agents the calls keep busy at once."""
        return self.calls_per_second * self.handling_seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """What callers and agents get: shares are 0–1; the wait is the mean of all callers, also of those who give up."""

    service_level: float
    waiting: float
    abandoning: float
    average_wait_seconds: float
    occupancy: float


def outcome(load: Load, *, agents: int, within_seconds: float, soon_seconds: float = 0.0) -> Outcome:
    """Return what so many agents achieve; the service level is as in `metrics.service_level`.

    Without patience to lose, too few agents answer nobody in time: the line grows without end.
    """
    if load.calls_per_second <= 0:
        return Outcome(1.0, 0.0, 0.0, 0.0, 0.0)
    if agents <= 0 or (load.patience_seconds == inf and load.erlangs >= agents):
        return Outcome(0.0, 1.0, 0.0 if agents else 1.0, inf, 1.0)
    arriving, giving_up = load.calls_per_second, 1 / load.patience_seconds
    exponent = _exponent(load, agents)
    highest = max(exponent(0.0), exponent(_peak(load, agents)))
    end = _end(load, agents, exponent, highest)

    def density(time: float) -> float:
        return arriving * exp(exponent(time) - highest)

    at_once = _epsilon(load.erlangs, agents) * exp(-highest)
    later = _integral(density, 0.0, end)
    whole = at_once + later
    served = _integral(lambda time: density(time) * exp(-giving_up * time), 0.0, min(within_seconds, end))
    # Who gives up by a moment had less patience than the wait: P = ∫ v(t)·(1 − e^(−θ·min(t, moment))) dt.
    abandoning = _integral(lambda time: density(time) * -expm1(-giving_up * time), 0.0, end) / whole
    gone_soon = _integral(lambda time: density(time) * -expm1(-giving_up * min(time, soon_seconds)), 0.0, end) / whole
    waited = abandoning / giving_up if giving_up else _integral(lambda time: density(time) * time, 0.0, end) / whole
    counted = 1 - gone_soon
    return Outcome(
        service_level=min(1.0, (at_once + served) / whole / counted) if counted > 0 else 0.0,
        waiting=later / whole,
        abandoning=abandoning,
        average_wait_seconds=waited,
        occupancy=min(1.0, load.erlangs * (1 - abandoning) / agents),
    )


@lru_cache(maxsize=4_096)
def agents_needed(load: Load, *, service_level: float, within_seconds: float, soon_seconds: float = 0.0) -> int:
    """Return the fewest agents who answer the share `service_level` (0–1, below 1) of callers in time."""
    if load.calls_per_second <= 0:
        return 0

    def enough(agents: int) -> bool:
        got = outcome(load, agents=agents, within_seconds=within_seconds, soon_seconds=soon_seconds)
        return got.service_level >= service_level

    low, high = 0, max(1, ceil(load.erlangs))
    while not enough(high) and high < MOST_AGENTS:
        low, high = high, high + max(1, high // 4)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _epsilon(erlangs: float, agents: int) -> float:
    """Return Σ_{j<n} a^j/j! ÷ (a^(n−1)/(n−1)!), from the largest term down."""
    total, term = 1.0, 1.0
    for j in range(agents - 1, 0, -1):
        term *= j / erlangs
        total += term
        if term < total * 1e-17 and j < erlangs:
            break
    return total


def _exponent(load: Load, agents: int) -> Callable[[float], float]:
    arriving, leaving = load.calls_per_second, agents / load.handling_seconds
    if load.patience_seconds == inf:
        return lambda time: (arriving - leaving) * time
    giving_up = 1 / load.patience_seconds
    return lambda time: -arriving * expm1(-giving_up * time) / giving_up - leaving * time


def _peak(load: Load, agents: int) -> float:
    if load.patience_seconds == inf or load.erlangs <= agents:
        return 0.0
    return load.patience_seconds * log(load.erlangs / agents)


def _end(load: Load, agents: int, exponent: Callable[[float], float], highest: float) -> float:
    """Return the time beyond which nothing is left to add."""
    end = _peak(load, agents) + load.handling_seconds / agents
    while exponent(end) > highest - NEGLIGIBLE:
        end *= 1.5
    return end


def _integral(function: Callable[[float], float], start: float, end: float) -> float:
    """Return the integral by Simpson's rule."""
    if end <= start:
        return 0.0
    step = (end - start) / STEPS
    inner = sum((4 if i % 2 else 2) * function(start + i * step) for i in range(1, STEPS))
    return (function(start) + inner + function(end)) * step / 3
