"""How right automatic answers are: what is wanted, what was expected, and what was seen."""

import math
from dataclasses import dataclass

LEAST_PRECISION, MOST_PRECISION = 0.9, 0.999
USUAL_PRECISION = 0.98
BANDS = (0.0, 0.9, 0.95, 0.98)
"""Where the bands of confidence begin that are compared with what was seen."""

DEVIATIONS = 1.96


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of automatic answers, in numbers of conversations, each counted under the first that applies.

    `unhelpful`: the citizen said it did not help; `missing`: an agent found that no article answers; `returned`: the
    citizen asked for a person afterwards; `confirmed`: they thanked, or an agent found the answer right. `expected` is
    the mean of the confidence (0–1) with which they were sent, None where it is not known of any.
    """

    sent: int
    unhelpful: int
    missing: int
    returned: int
    confirmed: int
    expected: float | None

    @property
    def precision(self) -> float | None:
        """The share (0–1) of answers that nobody found wrong and after which nobody asked for a person, or None.

        It is a lower bound of being right as far as people speak up: who asks for a person may still have had the
        right answer, who leaves without a word may not.
        """
        return 1 - self._doubted / self.sent if self.sent else None

    @property
    def falls_short(self) -> bool:
        """Whether fewer were right than their confidence let expect, by more than chance (Wilson's interval, 95 %)."""
        if self.expected is None or not self.sent:
            return False
        share, square = 1 - self._doubted / self.sent, DEVIATIONS**2
        spread = DEVIATIONS * math.sqrt(share * (1 - share) / self.sent + square / (4 * self.sent**2))
        at_most = (share + square / (2 * self.sent) + spread) / (1 + square / self.sent)
        return at_most < self.expected

    @property
    def _doubted(self) -> int:
        return self.unhelpful + self.missing + self.returned


NOTHING_SENT = Measured(sent=0, unhelpful=0, missing=0, returned=0, confirmed=0, expected=None)


def sure_enough(*, confidence: float, wanted: float) -> bool:
    """Tell whether an answer may leave when this precision is wanted.

    `confidence` is the calibrated probability that the answer is right. Each answer alone must reach what is wanted of
    all together: their mean, the expected precision, is then above it.
    """
    return confidence >= wanted
