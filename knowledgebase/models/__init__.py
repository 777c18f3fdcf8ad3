"""Articles, their life, what they did in conversations, and the index they are found by."""

from knowledgebase.models.articles import (
    CHAT_SUMMARY_LENGTH,
    AlternateQuestion,
    Article,
    ArticleVariant,
    ArticleVersion,
)
from knowledgebase.models.feedback import ArticleUse
from knowledgebase.models.index import Posting, TermCount

__all__ = [
    "CHAT_SUMMARY_LENGTH",
    "AlternateQuestion",
    "Article",
    "ArticleUse",
    "ArticleVariant",
    "ArticleVersion",
    "Posting",
    "TermCount",
]
