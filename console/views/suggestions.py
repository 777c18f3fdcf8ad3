"""The articles beside a conversation: suggested, looked up, read, sent, and judged."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from console.views.conversation import READERS, find, holds
from contacts import selectors, services
from contacts.types import Direction
from districts import selectors as districts
from feed.errors import DomainError
from knowledgebase import selectors as knowledgebase
from korean.dates import seoul_time
from messaging.types import Channel

if TYPE_CHECKING:
    from contacts.models import Contact

LONGEST_QUERY = 400
LAST_LINES = 3
SHORTEST_QUESTION = 10
SUGGESTED = 4


@never_cache
@require_safe
@staff_page(*READERS)
def articles(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show articles for what was typed, or for what was said; nothing (204) when those `shown` are still the ones."""
    contact = find(request, contact_id)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    now = timezone.now()
    if query:
        hits = knowledgebase.suggest(text=query, district_code=contact.district_id, now=now)
    else:
        hits = knowledgebase.suggestions(
            words=said(request, contact),
            topic_code=contact.topic_id or "",
            district_code=contact.district_id,
            limit=SUGGESTED,
            now=now,
        )
    digest = hashlib.sha256(" ".join(str(hit.article_id) for hit in hits).encode()).hexdigest()[:16]
    if request.GET.get("shown") == digest:
        return HttpResponse(status=204)
    context = {
        "contact": contact,
        "holds": holds(request, contact),
        "query": query,
        "hits": hits,
        "digest": digest,
        "send_key": _send_key(request, contact),
    }
    return render(request, "console/articles/suggestions.html", context)


@never_cache
@require_safe
@staff_page(*READERS)
def article(request: StaffRequest, contact_id: UUID, article_id: UUID) -> HttpResponse:
    """Show a whole article as the citizens of the contact's district should hear it."""
    contact = find(request, contact_id)
    try:
        found = knowledgebase.article(article_id=article_id, district_code=contact.district_id)
    except DomainError as error:
        raise Http404(str(error)) from error
    in_charge = None
    if contact.district_id and found.topic_code:
        in_charge = districts.department_in_charge(
            district_code=contact.district_id, topic_code=found.topic_code, on=seoul_time(timezone.now()).date()
        )
    context = {"article": found, "contact": contact, "in_charge": in_charge}
    return render(request, "console/articles/reading.html", context)


@require_POST
@staff_page(*READERS)
def send(request: StaffRequest, contact_id: UUID, article_id: UUID) -> HttpResponse:
    """Answer with an article: sent in the form the channel takes, or noted as read aloud; pressed twice, once."""
    spoken = request.POST.get("kind") == "spoken"
    now = timezone.now()
    try:
        line = services.send_article(
            contact_id=contact_id,
            user=request.user,
            article_id=article_id,
            spoken=spoken,
            request_key=request.POST.get("key", "")[:64],
            now=now,
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    if line.created_at < now:
        return toast(HttpResponse(status=204), _("이미 안내한 글입니다."))
    response = toast(HttpResponse(status=204), _("안내를 기록했습니다.") if spoken else _("보냈습니다."), "success")
    return tell_page(response, f"live:contact:{contact_id}")


@require_POST
@staff_page(*READERS)
def right(request: StaffRequest, contact_id: UUID, article_id: UUID) -> HttpResponse:
    """Note that this article answers what the citizen asked; their words go to a supervisor as another question."""
    contact = find(request, contact_id)
    words = said(request, contact)
    if contact.channel in (Channel.PHONE, Channel.SIGN):
        words = request.POST.get("q", "").strip() or words
    try:
        services.confirm_article(
            contact_id=contact_id, user=request.user, article_id=article_id, words=words, now=timezone.now()
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return toast(HttpResponse(status=204), _("맞는 답으로 기록했습니다. 시민의 말은 관리자가 확인합니다."), "success")


@require_POST
@staff_page(*READERS)
def missing(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Note that no article answers what was typed, or what the citizen said."""
    contact = find(request, contact_id)
    words = request.POST.get("q", "").strip() or said(request, contact)
    if not words:
        return toast(HttpResponse(status=204), _("찾은 낱말이나 시민의 말이 있어야 기록할 수 있습니다."), "danger")
    try:
        services.report_missing_answer(contact_id=contact_id, user=request.user, words=words, now=timezone.now())
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return toast(HttpResponse(status=204), _("답이 없는 질문으로 기록했습니다."), "success")


def said(request: StaffRequest, contact: Contact) -> str:
    """Return the citizen's last words; of a call, what was noted and what the agent is typing.

    What is too short to ask anything ('네', '거기요') comes with the lines before it.
    """
    lines = selectors.timeline(contact_id=contact.pk, user=request.user)
    written = [line.text for line in lines if line.direction == Direction.INBOUND]
    if not written or contact.channel in (Channel.PHONE, Channel.SIGN):
        written = [line.text for line in lines if line.direction == Direction.NOTE and not line.article_id]
        written.append(selectors.draft(contact_id=contact.pk, user=request.user))
    enough = next((at for at in (1, 2) if len("".join(written[-at:])) >= SHORTEST_QUESTION), LAST_LINES)
    return "\n".join(written[-enough:]).strip()[-LONGEST_QUERY:]


def _send_key(request: StaffRequest, contact: Contact) -> int:
    """Return what stays the same until the citizen writes again: until then an article is sent once."""
    lines = selectors.timeline(contact_id=contact.pk, user=request.user)
    return max((line.sequence for line in lines if line.direction == Direction.INBOUND), default=0)
