"""Articles, their life, what they did in conversations, and the index they are found by."""

from knowledgebase.models.articles import (
    CHAT_SUMMARY_LENGTH,
    SMS_SUMMARY_LENGTH,
    AlternateQuestion,
    Article,
    ArticleVariant,
    ArticleVersion,
)
from knowledgebase.models.drafts import OPEN_STATES, ArticleDraft, Editing
from knowledgebase.models.feedback import (
    ArticleUse,
    AutomaticSetting,
    ExpiryReminder,
    KnowledgeGap,
    QuestionCandidate,
)
from knowledgebase.models.files import ArticleFile
from knowledgebase.models.index import IndexStamp, Opening, Posting, TermCount, Wording

__all__ = [
    "CHAT_SUMMARY_LENGTH",
    "OPEN_STATES",
    "SMS_SUMMARY_LENGTH",
    "AlternateQuestion",
    "Article",
    "ArticleDraft",
    "ArticleFile",
    "ArticleUse",
    "ArticleVariant",
    "ArticleVersion",
    "AutomaticSetting",
    "Editing",
    "ExpiryReminder",
    "IndexStamp",
    "KnowledgeGap",
    "Opening",
    "Posting",
    "QuestionCandidate",
    "TermCount",
    "Wording",
]
