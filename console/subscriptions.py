"""Which streams an open screen may listen to."""

from http.cookies import SimpleCookie
from importlib import import_module
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import access_of
from accounts.services.announcing import EVERYBODY
from complaints.access import complaint_from_token
from contacts.access import contact_from_token, room_from_token
from districts.selectors import all_districts
from feed.errors import DomainError


def streams_of_request(*, query: str, cookies: str) -> frozenset[str]:
    """Return the streams of a request for the live stream, given its query string and its Cookie header.

    A citizen's page names its conversation (`contact=<token>`) or complaint (`complaint=<token>`) or
    video room (`video=<token>`); any other page
    listens to what its signed-in user may see. Empty when there is nothing it may listen to.
    """
    wanted = parse_qs(query)
    try:
        if "contact" in wanted:
            return frozenset({f"contact:{contact_from_token(wanted['contact'][0])}"})
        if "video" in wanted:
            return frozenset({f"video:{room_from_token(wanted['video'][0])[0]}"})
        if "complaint" in wanted:
            return frozenset({f"complaint:{complaint_from_token(wanted['complaint'][0])}"})
    except DomainError:
        return frozenset()
    user = _signed_in(cookies)
    return streams_of_user(user=user) if user else frozenset()


def streams_of_user(*, user: User) -> frozenset[str]:
    """Return the streams of a member of staff: their own, everybody's, those of their districts or departments, and
    what became of the messages sent for their districts (ids only)."""
    access = access_of(user=user)
    streams = {f"user:{user.id}", EVERYBODY}
    codes = access.district_codes
    if codes is None:
        codes = frozenset(district.code for district in all_districts())
    streams |= {f"deliveries:{code}" for code in codes}
    if access.department_codes is not None:
        return frozenset(streams | {f"department:{code}" for code in access.department_codes})
    if access.district_codes is None:
        streams.add("city")
    return frozenset(streams | {f"district:{code}" for code in codes})


def _signed_in(cookies: str) -> User | None:
    morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None
