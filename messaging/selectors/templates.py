"""Which words there are for a purpose: approved ones, and those the product brings."""

import re
from collections.abc import Mapping

from django.db.models import QuerySet

from messaging.models import MessageTemplate, TemplateApproval
from messaging.standard_templates import STANDARD
from messaging.types import Purpose, TemplateState

VARIABLE = re.compile(r"#\{([^}]+)\}")


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


def standard_words(*, purpose: Purpose, language: str, values: Mapping[str, str]) -> str | None:
    """Return the notice that the product brings for `purpose` in a language, filled with `values` by their Korean
    names (what has none is left empty); None where it brings none."""
    words = next((template.texts.get(language) for template in STANDARD if template.purpose == purpose), None)
    return None if words is None else VARIABLE.sub(lambda found: values.get(found[1], ""), words)
