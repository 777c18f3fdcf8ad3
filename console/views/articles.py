"""The knowledge page: what needs somebody's hand, the articles, their versions, and automatic answers."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import Role
from console.access import StaffRequest, staff_page
from console.answers import toast
from districts import selectors as districts
from feed.errors import DomainError
from knowledgebase import selectors, services
from knowledgebase.types import ArticleStatus
from korean.dates import seoul_time

READERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)
SUPERVISORS = (Role.SUPERVISOR, Role.ADMIN)
ON_A_PAGE = 40
LONGEST_WORDS = 100


@never_cache
@require_safe
@staff_page(*READERS)
def overview(request: StaffRequest) -> HttpResponse:
    """Show what needs somebody's hand."""
    now = timezone.now()
    context = {
        "drafts": selectors.open_drafts(),
        "gaps": selectors.unanswered(user=request.user),
        "candidates": selectors.question_candidates(user=request.user),
        "falling": selectors.falling_usefulness(now=now),
        "doubtful": selectors.doubtful(),
        "ending": selectors.ending(now=now),
        "from_file": selectors.changed_in_file(),
        "decides": request.user.role in SUPERVISORS,
        "today": seoul_time(now).date(),
        "district_names": _district_names(),
    }
    return render(request, "console/articles/overview.html", context | _may(request))


@never_cache
@require_safe
@staff_page(*READERS)
def listing(request: StaffRequest) -> HttpResponse:
    """Show the articles by category, those whose title or number has the words."""
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    category, status = request.GET.get("category", ""), request.GET.get("status", "")
    status = status if status in ArticleStatus.values else ""
    found = selectors.articles_to_edit(words=words, category=category, status=status)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "category": category,
        "status": status,
        "categories": selectors.categories(),
        "statuses": ArticleStatus,
        "today": seoul_time(timezone.now()).date(),
    }
    return render(request, "console/articles/list.html", context | _may(request))


@never_cache
@require_safe
@staff_page(*READERS)
def article(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Show one article with its forms, variants, uses and versions."""
    return render(request, "console/articles/article.html", _article(request, article_id))


@never_cache
@require_safe
@staff_page(*READERS)
def version(request: StaffRequest, article_id: UUID, number: int) -> HttpResponse:
    """Show what changed in one version."""
    try:
        shown = selectors.version_of(article_id=article_id, version=number)
        before = selectors.version_of(article_id=article_id, version=number - 1) if number > 1 else None
    except DomainError as error:
        raise Http404(str(error)) from error
    context = {
        "version": shown,
        "article": selectors.any_article(article_id=article_id),
        "changes": selectors.changes(
            selectors.restore(before.content) if before else None, selectors.restore(shown.content)
        ),
    }
    return render(request, "console/articles/version.html", context)


@require_POST
@staff_page(*SUPERVISORS)
def withdraw(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Take an article out of search."""
    try:
        services.withdraw_article(article_id=article_id, user=request.user, now=timezone.now())
    except DomainError as error:
        context = _article(request, article_id) | {"error": str(error)}
        return render(request, "console/articles/article.html", context, status=error.status)
    return redirect("knowledge-article", article_id=article_id)


@require_POST
@staff_page(*SUPERVISORS)
def keep_ours(request: StaffRequest, article_id: UUID) -> HttpResponse:
    """Leave an edited article as it is, whatever a newly loaded file says."""
    try:
        services.keep_ours(article_id=article_id, user=request.user)
    except DomainError as error:
        context = _article(request, article_id) | {"error": str(error)}
        return render(request, "console/articles/article.html", context, status=error.status)
    return redirect("knowledge-article", article_id=article_id)


@require_POST
@staff_page(*SUPERVISORS)
def decide_question(request: StaffRequest, candidate_id: UUID) -> HttpResponse:
    """Make a citizen's words another question of their article, or dismiss them."""
    try:
        services.decide_question(
            candidate_id=candidate_id,
            user=request.user,
            take=request.POST.get("decision") == "take",
            text=request.POST.get("text", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), _reasons(error), "danger")
    return _to("knowledge", "candidates")


@require_POST
@staff_page(*SUPERVISORS)
def dismiss_gaps(request: StaffRequest) -> HttpResponse:
    """Take questions off the list of those without an answer."""
    try:
        services.dismiss_gaps(gap_ids=uuids(request.POST.getlist("gap")), user=request.user)
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return _to("knowledge", "gaps")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(*SUPERVISORS, Role.AUDITOR)
def automatic(request: StaffRequest) -> HttpResponse:
    """Show how right automatic answers must be and have been, and set it for a category."""
    error, status = "", 200
    if request.method == "POST":
        try:
            services.set_automatic(
                category=request.POST.get("category", ""),
                enabled=request.POST.get("enabled") == "yes",
                precision=_percent(request.POST.get("precision", "")),
                user=request.user,
                now=timezone.now(),
            )
            return redirect("knowledge-automatic")
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
    now = timezone.now()
    context = {
        "lines": selectors.automatic_lines(now=now),
        "bands": selectors.automatic_bands(now=now),
        "error": error,
        "sent": request.POST,
        "decides": request.user.role in SUPERVISORS,
    }
    return render(request, "console/articles/automatic.html", context, status=status)


def uuids(texts: list[str]) -> list[UUID]:
    """Return the ids among the texts; whatever is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _article(request: StaffRequest, article_id: UUID) -> dict[str, Any]:
    try:
        row = selectors.any_article(article_id=article_id)
    except DomainError as error:
        raise Http404(str(error)) from error
    content = selectors.content_of(article=row)
    names = _district_names()
    file_content = selectors.restore(row.file_content) if row.file_content else None
    return {
        "article": row,
        "content": content,
        "variants": [(names.get(code, code), text) for code, text in sorted(content.variants.items())],
        "district_name": names.get(content.district_code, ""),
        "versions": selectors.versions_of(article_id=article_id),
        "open_draft": selectors.open_draft_of(article_id=article_id),
        "uses": selectors.uses_of(article=row, now=timezone.now()),
        "file_changes": selectors.changes(content, file_content) if file_content else (),
        "decides": request.user.role in SUPERVISORS,
        "today": seoul_time(timezone.now()).date(),
    } | _may(request)


def _may(request: StaffRequest) -> dict[str, bool]:
    return {"proposes": request.user.role != Role.AUDITOR}


def _district_names() -> dict[str, str]:
    return {district.code: district.name for district in districts.all_districts()}


def _percent(text: str) -> float:
    try:
        return float(text) / 100
    except ValueError:
        return 0.0


def _reasons(error: DomainError) -> str:
    return " ".join([str(error), *map(str, error.extra.get("problems", ()))])


def _to(name: str, section: str) -> HttpResponse:
    """Send the browser back to a section of a page, also one that asked with htmx."""
    return HttpResponseRedirect(f"{reverse(name)}#{section}")
