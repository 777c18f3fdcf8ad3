"""Put questions that ask for the same thing together: simple, and the same result every time."""

from collections.abc import Sequence

ALIKE = 0.34
"""The share of their terms (Jaccard) that two questions have in common from which they are one group."""


def groups(terms: Sequence[frozenset[str]]) -> list[list[int]]:
    """Return the positions of the questions in groups, the largest first, each in the order given.

    `terms` are the content words of each question. A question joins the first group whose founder shares enough of
    them; without any word it stays alone.
    """
    found: list[list[int]] = []
    for position, words in enumerate(terms):
        for group in found:
            if _alike(terms[group[0]], words) >= ALIKE:
                group.append(position)
                break
        else:
            found.append([position])
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
