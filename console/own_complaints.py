"""How a browser shows that a complaint is its user's: by the telephone's last digits, or by the conversation it has.

Who has shown it once need not for half a day; the signed cookie names the complaints, and is read by nobody else.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from complaints import selectors
from contacts.access import contact_from_token
from feed.errors import DomainError

COOKIE = "complaints"
CONVERSATION = "conversation"
SIGNER = signing.TimestampSigner(salt="console.own_complaints", sep=".")
VALID_SECONDS = 12 * 60 * 60
REMEMBERED = 10


def is_shown(request: HttpRequest, *, token: str, complaint_id: UUID) -> bool:
    """Tell whether this browser has shown that the complaint behind the status page's `token` is its user's."""
    return str(complaint_id) in _remembered(request) or _is_of_conversation(request, token)


def remember(request: HttpRequest, response: HttpResponse, *, complaint_id: UUID) -> HttpResponse:
    """Note in the browser that the complaint is its user's."""
    known = [known for known in _remembered(request) if known != str(complaint_id)]
    response.set_cookie(
        COOKIE,
        SIGNER.sign(" ".join([str(complaint_id), *known][:REMEMBERED])),
        max_age=VALID_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _remembered(request: HttpRequest) -> list[str]:
    try:
        return SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=VALID_SECONDS).split()
    except signing.BadSignature:
        return []


def _is_of_conversation(request: HttpRequest, token: str) -> bool:
    """Tell whether the complaint came from the conversation that this browser has."""
    try:
        contact_id = contact_from_token(request.COOKIES.get(CONVERSATION, ""))
        return contact_id == selectors.contact_behind(token=token)
    except DomainError:
        return False
