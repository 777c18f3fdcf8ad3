"""How a matter is handled: an emergency at once, a question answered, a report or demand given to a department."""

from collections.abc import Mapping
from dataclasses import dataclass

from districts.types import TopicHandling, TopicInfo
from routing.policies.emergencies import Danger, danger_in, is_figure_or_past
from routing.policies.features import ASKS, DEMANDS
from routing.types import Handling

ABOUT_DANGER = 0.5
LEARNT_EMERGENCY = 0.4
NUMBER_OF_TOPIC = {"police": "112"}
FIRE_AND_AMBULANCE = "119"


@dataclass(frozen=True, slots=True)
class Handled:
    """A handling with how sure it is (0.5 to 1), and the danger where it is an emergency."""

    handling: Handling
    sureness: float
    danger: Danger | None


def handled(
    text: str, *, matter: str, topic: TopicInfo | None, danger_share: float, learnt: Mapping[Handling, float] | None
) -> Handled:
    """Return how a text is handled. The rules on danger go first, then what the trained model takes for one.

    Takes the text, its matter (without places), the topic, the share of the topics of danger together, and the model's
    shares (None: no model; then words that ask are weighed against words that demand, and the topic's usual handling).
    """
    danger = danger_in(text)
    if danger is not None:
        return Handled(Handling.EMERGENCY, 1.0, danger)
    shares = _by_words(matter, topic) if learnt is None else learnt
    risk = shares.get(Handling.EMERGENCY, 0.0)
    if danger_share >= ABOUT_DANGER and risk >= LEARNT_EMERGENCY and not is_figure_or_past(text):
        number = NUMBER_OF_TOPIC.get(topic.code if topic else "", FIRE_AND_AMBULANCE)
        return Handled(Handling.EMERGENCY, risk, Danger(number, "", -1, -1))
    simple, long = shares.get(Handling.SIMPLE, 0.0), shares.get(Handling.LONG, 0.0)
    sureness = max(simple, long) / (simple + long) if simple + long else 0.5
    return Handled(Handling.SIMPLE if simple > long else Handling.LONG, sureness, None)


def _by_words(matter: str, topic: TopicInfo | None) -> dict[Handling, float]:
    asked, demanded = min(3, len(ASKS.findall(matter))), min(3, len(DEMANDS.findall(matter)))
    usual = 1 if topic is not None and topic.handling == TopicHandling.SIMPLE else -1
    simple = 0.5 + (asked - demanded + usual) / 14
    return {Handling.SIMPLE: simple, Handling.LONG: 1 - simple}
