"""Writes of the knowledge base."""

from knowledgebase.services.load import UnreadableFile, load_articles
from knowledgebase.services.use import record_use
from knowledgebase.services.write import ArticleRefused, publish, withdraw

__all__ = ["ArticleRefused", "UnreadableFile", "load_articles", "publish", "record_use", "withdraw"]
