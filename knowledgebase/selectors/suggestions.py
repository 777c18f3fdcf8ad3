"""Articles for a conversation, from what was said and from what routing decided it is about."""

from dataclasses import replace
from datetime import datetime

from knowledgebase.selectors.search import search
from knowledgebase.types import Hit

SAME_TOPIC = 1.3
COMPARED = 12


def suggestions(*, words: str, topic_code: str, district_code: str | None, limit: int = 4, now: datetime) -> list[Hit]:
    """Return at most `limit` articles for the words of a conversation, best first.

    An article on the topic that routing decided on counts 1.3 times: the decision has seen more than the last words.
    """
    if not words.strip():
        return []
    hits = search(text=words, district_code=district_code, limit=COMPARED, now=now)
    weighed = [
        replace(hit, score=hit.score * SAME_TOPIC) if topic_code and hit.topic_code == topic_code else hit
        for hit in hits
    ]
    return sorted(weighed, key=lambda hit: -hit.score)[:limit]
