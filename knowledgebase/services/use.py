"""Remember what articles did in conversations."""

from datetime import datetime
from uuid import UUID

from knowledgebase.models import ArticleUse
from knowledgebase.types import UseKind


def record_use(
    *, article_id: UUID, contact_ref: UUID, kind: UseKind, confidence: float | None = None, now: datetime
) -> bool:
    """Record that an article was used in a contact; return whether this is new (each kind counts once a contact).

    `confidence` (0–1): how sure search was of an automatic answer.
    """
    _, created = ArticleUse.objects.get_or_create(
        article_id=article_id, contact_ref=contact_ref, kind=kind, defaults={"at": now, "confidence": confidence}
    )
    return created
