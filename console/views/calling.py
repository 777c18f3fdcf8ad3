"""A citizen who waits on the web asks to be called instead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console import throttle
from console.answers import refusal_status
from contacts import services
from contacts.access import TokenInvalid, contact_from_token
from feed.errors import DomainError
from korean.privacy import clean_text

LONGEST_TYPED = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a mobile number, send a code to it, and promise the call to who has read the code."""
    try:
        contact_id = contact_from_token(token)
    except TokenInvalid as error:
        raise Http404 from error
    step = request.POST.get("step", "")
    number, digits = (clean_text(request.POST.get(name, ""))[:LONGEST_TYPED] for name in ("number", "digits"))
    shown = {"token": token, "number": number, "sent": step == "call" or "digits" in request.POST}
    if request.method != "POST":
        return render(request, "citizen/call.html", shown)
    try:
        throttle.count_message(contact_id=contact_id)
        if step == "call":
            services.call_instead(contact_id=contact_id, number=number, digits=digits, now=timezone.now())
            return redirect("conversation", token=token)
        throttle.count_call_code(contact_id=contact_id)
        services.send_call_code(contact_id=contact_id, number=number, now=timezone.now())
    except DomainError as error:
        return render(request, "citizen/call.html", shown | {"error": str(error)}, status=refusal_status(error))
    return render(request, "citizen/call.html", shown | {"sent": True})
