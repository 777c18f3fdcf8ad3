"""KakaoTalk in the console: the files that citizens send, the question for their telephone number, and the way back
into a room that is over."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.access import StaffRequest, staff_page
from console.answers import tell_page, toast
from console.views.conversation import READERS
from contacts import services
from feed.errors import DomainError


@never_cache
@require_safe
@staff_page(*READERS)
def file(request: StaffRequest, file_id: UUID) -> FileResponse:
    """Show a picture, or hand a document over, that a citizen sent."""
    try:
        found, content = services.open_file(
            file_id=file_id, user=request.user, address=request.META.get("REMOTE_ADDR", ""), now=timezone.now()
        )
    except services.FileNotThere as error:
        raise Http404(str(error)) from error
    is_picture = found.content_type.startswith("image/")
    response = FileResponse(content, as_attachment=not is_picture, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@staff_page(*READERS)
def ask_phone(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Ask the citizen for their telephone number, which later notices need."""
    try:
        services.ask_phone(
            contact_id=contact_id, user=request.user, request_key=request.POST.get("key", ""), now=timezone.now()
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    answer = toast(HttpResponse(status=204), _("전화번호 제공 동의를 요청했습니다."), "success")
    return tell_page(answer, f"live:contact:{contact_id}")


@require_POST
@staff_page(*READERS)
def invite(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Tell the citizen by an Alimtalk that an answer waits in the chat room that is over."""
    try:
        services.invite_to_room(
            contact_id=contact_id, user=request.user, request_key=request.POST.get("key", ""), now=timezone.now()
        )
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    answer = toast(
        HttpResponse(status=204), _("알림톡을 보냅니다. 시민이 상담방을 열면 이어서 답할 수 있습니다."), "success"
    )
    return tell_page(answer, f"live:contact:{contact_id}")
