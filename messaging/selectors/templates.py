"""Which approved words there are for a purpose."""

from django.db.models import QuerySet

from messaging.models import MessageTemplate, TemplateApproval
from messaging.types import Purpose, TemplateState


def approved_template(*, purpose: Purpose, language: str, provider: str, sender: str) -> TemplateApproval | None:
    """Return the newest approved words, in the language or else in Korean; None when there are none."""
    approved = TemplateApproval.objects.select_related("template").filter(
        provider=provider, sender=sender, state=TemplateState.APPROVED, template__purpose=purpose
    )
    newest = approved.order_by("-template__version")
    return newest.filter(template__language=language).first() or newest.filter(template__language="ko").first()


def templates() -> QuerySet[MessageTemplate]:
    """Return all templates with their approvals, the newest version of each first."""
    return MessageTemplate.objects.prefetch_related("approvals").order_by("purpose", "language", "-version")
