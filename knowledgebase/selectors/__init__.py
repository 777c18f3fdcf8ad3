"""Reads of the knowledge base."""

from knowledgebase.policies.content import restore
from knowledgebase.policies.difference import changes
from knowledgebase.selectors.answer import Assessment, answer_automatically, assess
from knowledgebase.selectors.article import (
    ArticleNotFound,
    any_article,
    article,
    articles_to_edit,
    categories,
    content_of,
    is_valid,
    public_article,
    published_articles,
    version_of,
    versions_of,
)
from knowledgebase.selectors.automatic import automatic_bands, automatic_lines, may_answer
from knowledgebase.selectors.drafts import DraftNotFound, draft, open_draft_of, open_drafts, others_editing
from knowledgebase.selectors.files import ArticleFileNotFound, article_file, content_of_file
from knowledgebase.selectors.gaps import gaps_visible, question_candidates, unanswered
from knowledgebase.selectors.search import search
from knowledgebase.selectors.suggest import suggest
from knowledgebase.selectors.suggestions import suggestions
from knowledgebase.selectors.upkeep import changed_in_file, doubtful, ending, falling_usefulness, uses_of

__all__ = [
    "ArticleFileNotFound",
    "ArticleNotFound",
    "Assessment",
    "DraftNotFound",
    "answer_automatically",
    "any_article",
    "article",
    "article_file",
    "articles_to_edit",
    "assess",
    "automatic_bands",
    "automatic_lines",
    "categories",
    "changed_in_file",
    "changes",
    "content_of",
    "content_of_file",
    "doubtful",
    "draft",
    "ending",
    "falling_usefulness",
    "gaps_visible",
    "is_valid",
    "may_answer",
    "open_draft_of",
    "open_drafts",
    "others_editing",
    "public_article",
    "published_articles",
    "question_candidates",
    "restore",
    "search",
    "suggest",
    "suggestions",
    "unanswered",
    "uses_of",
    "version_of",
    "versions_of",
]
