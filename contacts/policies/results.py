"""Which result a conversation probably has, by what was done in it; the agent has the last word."""

from collections.abc import Iterable

from contacts.types import Author, Direction, TimelineEntry, WrapUpCode

STAFF = (Author.AGENT, Author.OFFICIAL)


def suggested_result(*, lines: Iterable[TimelineEntry], complaint: bool, handed_over: bool) -> WrapUpCode | None:
    """Return the result to propose: a complaint before a hand-over, that before an article, that before an answer.

    None where nobody has said anything to the citizen yet.
    """
    if complaint:
        return WrapUpCode.COMPLAINT
    if handed_over:
        return WrapUpCode.CONNECTED
    told = [line for line in lines if line.author in STAFF and (line.direction == Direction.OUTBOUND or line.spoken)]
    if not told:
        return None
    return WrapUpCode.ARTICLE_SENT if told[-1].article_id else WrapUpCode.ANSWERED
