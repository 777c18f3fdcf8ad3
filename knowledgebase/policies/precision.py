"""How right automatic answers are: what is wanted, and what was seen."""

from dataclasses import dataclass

LEAST_PRECISION, MOST_PRECISION = 0.9, 0.999
USUAL_PRECISION = 0.98


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the automatic answers since a setting was made, in numbers of conversations.

    `unhelpful`: the citizen said it did not help; `returned`: they asked for a person afterwards; `confirmed`: they
    thanked, or an agent found the answer right.
    """

    sent: int
    unhelpful: int
    returned: int
    confirmed: int

    @property
    def precision(self) -> float | None:
        """The share (0–1) of answers after which the citizen neither complained nor asked for a person, or None.

        It is a lower bound of being right as far as citizens speak up: who asks for a person may still have had the
        right answer, who leaves without a word may not.
        """
        return 1 - (self.unhelpful + self.returned) / self.sent if self.sent else None


def sure_enough(*, confidence: float, wanted: float) -> bool:
    """Tell whether an answer may leave when this precision is wanted.

    `confidence` is the calibrated probability that the answer is right. Each answer alone must reach what is wanted of
    all together: their mean, the expected precision, is then above it.
    """
    return confidence >= wanted
