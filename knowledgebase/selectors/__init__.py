"""Reads of the knowledge base."""

from knowledgebase.selectors.answer import Assessment, answer_automatically, assess
from knowledgebase.selectors.article import ArticleNotFound, article
from knowledgebase.selectors.search import search, suggest

__all__ = ["ArticleNotFound", "Assessment", "answer_automatically", "article", "assess", "search", "suggest"]
