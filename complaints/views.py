"""Opening a file: beside a complaint, or with an export."""

from typing import IO
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import user_of
from complaints import services
from complaints.models import Attachment
from complaints.types.lists import ExportFormat
from feed.errors import DomainError
from korean.dates import seoul_time

TABLES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LOCKED_IN = "default-src 'none'; sandbox"


@login_required
@never_cache
@require_safe
def staff_file(request: HttpRequest, link: str) -> HttpResponseBase:
    """Give a member of staff the file behind a link that was made for them."""
    try:
        attachment, content = services.open_file(
            link=link,
            user=user_of(request.user),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        return _refused(request, error)
    return _file(attachment, content)


@never_cache
@require_safe
def citizen_file(request: HttpRequest, token: str, link: str) -> HttpResponseBase:
    """Give who holds the status page's link a file that the department shows."""
    try:
        attachment, content = services.open_file_as_citizen(
            token=token, link=link, address=request.META.get("REMOTE_ADDR", ""), now=timezone.now()
        )
    except DomainError as error:
        return _refused(request, error)
    return _file(attachment, content)


@login_required
@never_cache
@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """Give a member of staff a finished export of their own."""
    try:
        found, content = services.open_export(
            export_id=export_id,
            user=user_of(request.user),
            address=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        return _refused(request, error)
    name = _("민원") + f"-{seoul_time(found.created_at):%Y%m%d-%H%M}.{found.format.lower()}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TABLES[ExportFormat(found.format)])


def _file(attachment: Attachment, content: IO[bytes]) -> FileResponse:
    """Return the content: pictures, which we drew ourselves, to be looked at; everything else to be saved."""
    response = FileResponse(
        content,
        as_attachment=not attachment.content_type.startswith("image/"),
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["Content-Security-Policy"] = LOCKED_IN
    return response


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return render(request, "complaints/file_refused.html", {"error": str(error)}, status=error.status)
