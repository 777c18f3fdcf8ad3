"""Writes of the knowledge base."""

from knowledgebase.services.automatic import set_automatic
from knowledgebase.services.errors import (
    ArticleMovedOn,
    ArticleRefused,
    DraftNotPossible,
    EditNotAllowed,
    PrecisionOutOfRange,
    ReasonMissing,
    SecondPersonNeeded,
    StaleDraft,
)
from knowledgebase.services.expiry import forget_editors, remind_of_expiry
from knowledgebase.services.gaps import dismiss_gaps, draft_for_gaps, report_gap
from knowledgebase.services.lifecycle import (
    approve,
    catch_up,
    discard,
    keep_ours,
    note_editing,
    return_draft,
    save_draft,
    start_draft,
    submit,
    take_back,
    withdraw_article,
)
from knowledgebase.services.load import UnreadableFile, import_articles, load_articles
from knowledgebase.services.questions import decide_question, keep_question
from knowledgebase.services.training import train
from knowledgebase.services.use import record_use
from knowledgebase.services.vectors import read_some_wordings, read_wordings
from knowledgebase.services.write import publish, withdraw

__all__ = [
    "ArticleMovedOn",
    "ArticleRefused",
    "DraftNotPossible",
    "EditNotAllowed",
    "PrecisionOutOfRange",
    "ReasonMissing",
    "SecondPersonNeeded",
    "StaleDraft",
    "UnreadableFile",
    "approve",
    "catch_up",
    "decide_question",
    "discard",
    "dismiss_gaps",
    "draft_for_gaps",
    "forget_editors",
    "import_articles",
    "keep_ours",
    "keep_question",
    "load_articles",
    "note_editing",
    "publish",
    "read_some_wordings",
    "read_wordings",
    "record_use",
    "remind_of_expiry",
    "report_gap",
    "return_draft",
    "save_draft",
    "set_automatic",
    "start_draft",
    "submit",
    "take_back",
    "train",
    "withdraw",
    "withdraw_article",
]
