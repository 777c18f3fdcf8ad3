"""Bring Alimtalk's words to approval, and keep up with it."""

import random
import time
from datetime import datetime, timedelta

from django.db.models import F, Q

from feed.errors import DomainError
from feed.services import unit_of_work
from messaging import providers
from messaging.models import MessageTemplate, TemplateApproval
from messaging.policies.templates import TemplateBroken, check_template
from messaging.selectors import senders_of
from messaging.services.alone import alone_in
from messaging.standard_templates import STANDARD
from messaging.types import Channel, Purpose, SenderChoice, TemplateState

# Bizgo takes five questions a second; what is approved is looked at again once a day.
AT_ONCE = 5
LONGEST_SECONDS = 10
APPROVED_LASTS = timedelta(days=1)


class TemplateRefused(DomainError):
    """The words break a rule that Kakao's inspection would find; `extra`: reason."""

    code = "template_refused"
    status = 422


def load_standard_templates() -> int:
    """Write the templates the product brings where a purpose and language has none yet; returns how many are new."""
    known = set(MessageTemplate.objects.values_list("purpose", "language"))
    new = [
        MessageTemplate(
            purpose=template.purpose, language=language, version=1, text=text, buttons=template.buttons(language)
        )
        for template in STANDARD
        for language, text in template.texts.items()
        if (template.purpose, language) not in known
    ]
    MessageTemplate.objects.bulk_create(new)
    return len(new)


def write_template(
    *, purpose: Purpose, language: str, title: str, text: str, buttons: list[dict[str, str]]
) -> MessageTemplate:
    """Write the next version of the words for a purpose, to be approved. Raises TemplateRefused."""
    with unit_of_work():
        versions = MessageTemplate.objects.select_for_update().filter(purpose=purpose, language=language)
        newest = versions.order_by("-version").first()
        template = MessageTemplate(
            purpose=purpose,
            language=language,
            version=newest.version + 1 if newest else 1,
            title=title,
            text=text,
            buttons=buttons,
        )
        try:
            check_template(code=template.code, title=title, text=text, buttons=buttons)
        except TemplateBroken as error:
            raise TemplateRefused(str(error), reason=str(error)) from error
        template.save()
    return template


def _submit_templates() -> int:
    """Ask Bizgo to have the newest version of each template inspected, under every sender key that has none of it yet,
    five at a time; returns how many were handed in.

    With other providers a template is registered in their console and its code noted in the administration. Call it
    outside a transaction.
    """
    bizgo = providers.bizgo()
    waiting = _waiting_to_be_handed_in(bizgo.name)
    handed_in, ends_at = 0, time.monotonic() + LONGEST_SECONDS
    # By chance, so that one that is refused again and again does not keep the others waiting.
    for choice, template in random.sample(waiting, min(len(waiting), AT_ONCE)):
        sender = choice.key or bizgo.own_sender(Channel.ALIMTALK)
        if bizgo.submit_template(
            sender=sender, code=template.code, title=template.title, text=template.text, buttons=template.buttons
        ):
            TemplateApproval.objects.create(
                template=template,
                provider=bizgo.name,
                sender=choice.key,
                code=template.code,
                state=TemplateState.REQUESTED,
            )
            handed_in += 1
        if time.monotonic() > ends_at:
            break
    return handed_in


def templates_waiting() -> int:
    """Return how many templates Bizgo has not inspected yet, under all sender keys."""
    requested = TemplateApproval.objects.filter(provider=providers.bizgo().name, state=TemplateState.REQUESTED)
    return len(_waiting_to_be_handed_in(providers.bizgo().name)) + requested.count()


def _waiting_to_be_handed_in(provider: str) -> list[tuple[SenderChoice, MessageTemplate]]:
    return [
        (choice, template)
        for choice in senders_of(channel=Channel.ALIMTALK)
        if choice.provider == provider
        for template in _not_handed_in(choice)
    ]


def _not_handed_in(choice: SenderChoice) -> list[MessageTemplate]:
    known = TemplateApproval.objects.filter(provider=choice.provider, sender=choice.key)
    known_ids = set(known.values_list("template_id", flat=True))
    newest: dict[tuple[str, str], MessageTemplate] = {}
    for template in MessageTemplate.objects.order_by("version"):
        newest[template.purpose, template.language] = template
    return [template for template in newest.values() if template.pk not in known_ids]


def check_templates(*, now: datetime) -> int:
    """Hand in what is new and ask how far the oldest inspections are, five at a time; returns how many have changed.
    Call it outside a transaction."""
    with alone_in("messaging.templates") as allowed:
        return _check_templates(now=now) if allowed else 0


def _check_templates(*, now: datetime) -> int:
    ends_at = time.monotonic() + LONGEST_SECONDS
    _submit_templates()
    bizgo, changed = providers.bizgo(), 0
    waiting = Q(state=TemplateState.REQUESTED) | Q(state=TemplateState.APPROVED, checked_at__lt=now - APPROVED_LASTS)
    due = TemplateApproval.objects.filter(waiting, provider=bizgo.name).order_by(F("checked_at").asc(nulls_first=True))
    for approval in due[:AT_ONCE]:
        if time.monotonic() > ends_at:
            break
        sender = approval.sender or bizgo.own_sender(Channel.ALIMTALK)
        found = bizgo.template_state(sender=sender, code=approval.code)
        if found is None:
            continue
        state, comment = found
        changed += state != approval.state
        TemplateApproval.objects.filter(pk=approval.pk).update(state=state, comment=comment, checked_at=now)
    return changed
