"""Writing an article: begin, save, have it reviewed, publish; two people at the same draft are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.access import StaffRequest, staff_page
from console.answers import refusal_status
from console.article_form import ArticleForm
from console.views.articles import READERS, SUPERVISORS, uuids
from feed.errors import DomainError
from knowledgebase import selectors, services
from knowledgebase.types import ArticleContent, DraftState

if TYPE_CHECKING:
    from knowledgebase.models import ArticleDraft


@require_POST
@staff_page(*READERS)
def begin(request: StaffRequest) -> HttpResponse:
    """Begin an article: a new one, the next version of one (`article`, `file`), or one for questions (`gap`)."""
    now = timezone.now()
    article_ids, gap_ids = uuids(request.POST.getlist("article")), uuids(request.POST.getlist("gap"))
    try:
        if gap_ids:
            draft = services.draft_for_gaps(gap_ids=gap_ids, user=request.user, now=now)
        elif article_ids:
            from_file = "file" in request.POST
            content = _file_content(article_ids[0]) if from_file else None
            draft = services.start_draft(user=request.user, article_id=article_ids[0], content=content, now=now)
        else:
            draft = services.start_draft(user=request.user, now=now)
    except DomainError as error:
        return render(request, "console/articles/refused.html", {"error": str(error)}, status=error.status)
    return redirect("knowledge-draft", draft_id=draft.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def edit(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Show a draft with what it changes; save it, and with `submit` ask for review. A refused text stays as typed."""
    draft = _find(draft_id)
    if request.method != "POST":
        return render(request, "console/articles/draft.html", _editor(request, draft))
    form = ArticleForm(request.POST)
    version = _number(request.POST.get("version", ""))
    if not form.is_valid():
        return render(request, "console/articles/draft.html", _editor(request, draft, form, version), status=422)
    content = form.content(external_id=draft.article.external_id if draft.article else "")
    try:
        given: dict[str, Any] = {"draft_id": draft_id, "user": request.user, "version": version, "now": timezone.now()}
        files = request.FILES.getlist("files")
        if "submit" in request.POST:
            services.submit(**given, content=content, files=files)
        else:
            services.save_draft(**given, content=content, files=files)
    except services.StaleDraft as error:
        context = _editor(request, draft, form, error.extra["version"]) | _both(error, content)
        return render(request, "console/articles/draft.html", context, status=409)
    except DomainError as error:
        context = _editor(request, _find(draft_id), form) | _reasons(error)
        return render(request, "console/articles/draft.html", context, status=refusal_status(error))
    return redirect("knowledge-draft", draft_id=draft_id)


@require_POST
@staff_page(*READERS)
def decide(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Publish, return, take back, bring up to date or discard a draft (`decision`)."""
    now, user = timezone.now(), request.user
    version = _number(request.POST.get("version", ""))
    decision = request.POST.get("decision", "")
    try:
        if decision == "approve":
            services.approve(draft_id=draft_id, user=user, version=version, now=now)
        elif decision == "return":
            services.return_draft(draft_id=draft_id, user=user, reason=request.POST.get("reason", ""), now=now)
        elif decision == "take_back":
            services.take_back(draft_id=draft_id, user=user, now=now)
        elif decision == "catch_up":
            services.catch_up(draft_id=draft_id, user=user, now=now)
        elif decision == "discard":
            services.discard(draft_id=draft_id, user=user, now=now)
            return redirect("knowledge")
    except DomainError as error:
        context = _editor(request, _find(draft_id)) | _reasons(error)
        return render(request, "console/articles/draft.html", context, status=refusal_status(error))
    draft = _find(draft_id)
    if draft.state == DraftState.PUBLISHED and draft.article:
        return redirect("knowledge-article", article_id=draft.article.pk)
    return redirect("knowledge-draft", draft_id=draft_id)


@never_cache
@require_safe
@staff_page(*READERS)
def editors(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Note that the user has the draft open, and show who else has, and whether somebody saved it meanwhile."""
    now = timezone.now()
    draft = _find(draft_id)
    services.note_editing(draft_id=draft_id, user=request.user, now=now)
    context = {
        "draft": draft,
        "others": selectors.others_editing(draft_id=draft_id, user=request.user, now=now),
        "newer": draft.version > _number(request.GET.get("version", "")),
        "version": request.GET.get("version", ""),
    }
    return render(request, "console/articles/editors.html", context)


def _find(draft_id: UUID) -> ArticleDraft:
    try:
        return selectors.draft(draft_id=draft_id)
    except DomainError as error:
        raise Http404(str(error)) from error


def _editor(
    request: StaffRequest, draft: ArticleDraft, form: ArticleForm | None = None, version: int | None = None
) -> dict[str, Any]:
    content = selectors.restore(draft.content)
    published = selectors.content_of(article=draft.article) if draft.article else None
    writes = draft.state == DraftState.WRITING and request.user.role in READERS[:3]
    return {
        "draft": draft,
        "form": form or ArticleForm(content=content),
        "version": version or draft.version,
        "content": content,
        "changes": selectors.changes(published, content),
        "moved_on": draft.article is not None and draft.article.version != draft.base_version,
        "writes": writes,
        "decides": request.user.role in SUPERVISORS,
        "categories": selectors.categories(),
        "states": DraftState,
    }


def _both(error: DomainError, mine: ArticleContent) -> dict[str, Any]:
    """Return what somebody else saved, against what was typed here."""
    return {
        "error": str(error),
        "stale": {"by": error.extra["by"], "at": parse_datetime(error.extra["at"])},
        "stale_changes": selectors.changes(selectors.restore(error.extra["theirs"]), mine),
    }


def _reasons(error: DomainError) -> dict[str, Any]:
    return {"error": str(error), "problems": error.extra.get("problems", ())}


def _file_content(article_id: UUID) -> ArticleContent | None:
    try:
        row = selectors.any_article(article_id=article_id)
    except DomainError as error:
        raise Http404(str(error)) from error
    return selectors.restore(row.file_content) if row.file_content else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
