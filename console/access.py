"""Who may open a staff page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts.models import User
from accounts.types import Role

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose user is signed in (for types only)."""

    user: User
    htmx: bool


View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def staff_page(*roles: Role) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let only signed-in staff with one of `roles` (any, where none is named) through to a view.

    Others are sent to sign in; a fragment asked for by a page whose session has ended answers 401, so that the page
    keeps what was typed. Raises PermissionDenied for another role.
    """

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401)
                return redirect_to_login(request.get_full_path())
            if roles and request.user.role not in roles:
                raise PermissionDenied
            return view(cast("StaffRequest", request), *args, **kwargs)

        return checked

    return decorate
