"""What the holder of a contact does: write, note, end, finish."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from console.access import StaffRequest, staff_page
from console.answers import refused, tell_page, toast
from console.views.conversation import READERS, composer_of, find, written_over
from contacts import selectors, services
from contacts.presence import Side, note_presence
from contacts.types import WrapUpCode
from feed.errors import DomainError
from messaging import selectors as messaging
from messaging.types import Channel


@require_POST
@staff_page(*READERS)
def write(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Reply to the citizen, or note something for staff (`kind`: reply, note, spoken)."""
    text, key = request.POST.get("text", ""), request.POST.get("key", "")[:64]
    kind = request.POST.get("kind", "reply")
    now = timezone.now()
    try:
        if kind == "reply":
            services.reply(contact_id=contact_id, user=request.user, text=text, request_key=key, now=now)
        else:
            spoken = kind == "spoken"
            services.write_note(
                contact_id=contact_id, user=request.user, text=text, spoken=spoken, request_key=key, now=now
            )
    except DomainError as error:
        contact = find(request, contact_id)
        return refused(request, "console/composer.html", composer_of(request, contact, text=text, key=key), error)
    contact = find(request, contact_id)
    response = render(request, "console/composer.html", composer_of(request, contact, text=""))
    return tell_page(response, f"live:contact:{contact_id}")


@require_POST
@staff_page(*READERS)
def save_draft(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Keep what was typed so far, and show its size on the channel."""
    text = request.POST.get("text")
    try:
        services.save_draft(
            contact_id=contact_id,
            user=request.user,
            text=text,
            wrap_up_code=request.POST.get("wrap_up_code"),
            wrap_up_note=request.POST.get("note"),
            now=timezone.now(),
        )
    except DomainError:
        return HttpResponse(status=404)
    if text is None:
        return HttpResponse(status=204)
    note_presence(contact_id=contact_id, side=Side.STAFF, typing=bool(text))
    wanted = request.POST.get("channel", "")
    channel = Channel(wanted) if wanted in Channel.values else Channel.SMS
    size = messaging.measure(channel=written_over(channel), text=text)
    return render(request, "console/text_size.html", {"size": size})


@require_POST
@staff_page(*READERS)
def end(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """End the conversation; what remains is the result."""
    try:
        services.end(contact_id=contact_id, user=request.user, now=timezone.now())
    except DomainError as error:
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(HttpResponse(status=204), f"live:contact:{contact_id}")


@require_POST
@staff_page(*READERS)
def finish(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Close the contact with its result and go back to the desk, or (`next`) on to the next one in hand."""
    code, note = request.POST.get("wrap_up_code", ""), request.POST.get("note", "")
    try:
        services.finish(contact_id=contact_id, user=request.user, wrap_up_code=code, note=note, now=timezone.now())
    except DomainError as error:
        context = {"contact": find(request, contact_id), "wrap_up_codes": WrapUpCode, "code": code}
        return refused(request, "console/wrap_up.html", context | {"note": note}, error)
    waiting = selectors.work_in_hand(user=request.user) if request.POST.get("next") else []
    address = reverse("contact", args=[waiting[0].pk]) if waiting else reverse("console")
    return HttpResponse(headers={"HX-Redirect": address})


@require_POST
@staff_page(*READERS)
def resend(request: StaffRequest, contact_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a message that failed once more."""
    try:
        services.resend_message(contact_id=contact_id, message_id=message_id, user=request.user, now=timezone.now())
    except DomainError as error:
        if error.status == 404:
            raise Http404(str(error)) from error
        return toast(HttpResponse(status=204), str(error), "danger")
    return tell_page(HttpResponse(status=204), f"live:contact:{contact_id}")
