"""Read what was promised for later: calls back, and what agents remind themselves of."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from contacts.models import CallBack, Contact, FollowUp
from contacts.models.call_backs import OPEN
from contacts.policies.promising import GRACE, promised_time
from contacts.types import CallBackLoad, CallBackPromises, CallBackState, ContactState, WaitOfCall
from districts.types import CITY_HALL
from routing import selectors as routing
from routing.types import WorkKind

MOST_SHOWN = 20


def call_back_of(contact: Contact) -> CallBack | None:
    """Return the promised call of a contact that is not settled yet; None for none. The caller may see the contact."""
    return CallBack.objects.filter(contact=contact, state__in=OPEN).first()


def call_backs_to_make(*, user: User, limit: int = MOST_SHOWN) -> list[CallBack]:
    """Return the promised calls in contacts that wait and that `user` may see, the next one first, with the contact's
    district and topic."""
    to_make = _to_make(user).select_related("contact__district", "contact__topic")
    return list(to_make.order_by("due_at")[:limit])


def call_back_load(*, user: User, now: datetime) -> CallBackLoad:
    """Return how many calls are promised in contacts that wait and that `user` may see, and how many are due. One
    query."""
    due, overdue = Q(due_at__lte=now), Q(due_at__lt=now - GRACE)
    counts = {"open": Count("pk"), "due": Count("pk", filter=due), "overdue": Count("pk", filter=overdue)}
    return CallBackLoad(**_to_make(user).aggregate(**counts))


def follow_ups(*, user: User, contact_id: UUID | None = None, limit: int = MOST_SHOWN) -> list[FollowUp]:
    """Return what the user wants to look at again and has not done yet, the earliest first, with contact and topic.

    With `contact_id` only what is about that contact.
    """
    open_ones = FollowUp.objects.filter(user=user, done_at=None)
    if contact_id is not None:
        open_ones = open_ones.filter(contact=contact_id)
    return list(open_ones.select_related("contact__topic").order_by("due_at")[:limit])


def call_back_promises(
    *, since: datetime, until: datetime, district_codes: Collection[str] | None = None, now: datetime
) -> CallBackPromises:
    """Return how many calls promised for a time in [since, until) are due by `now` and how many were made in time.

    In time is at most 10 minutes after the promised time. Callers who called again themselves are left out. Of the
    districts given (None: of all); what has no district belongs to city hall.
    """
    promised = CallBack.objects.filter(promised_at__gte=since, promised_at__lt=until)
    promised = promised.exclude(state=CallBackState.CANCELLED)
    if district_codes is not None:
        city_hall = Q(contact__district=None) if CITY_HALL in district_codes else Q()
        promised = promised.filter(Q(contact__district__in=district_codes) | city_hall)
    due = promised.filter(Q(first_attempt_at__isnull=False) | Q(promised_at__lt=now - GRACE))
    in_time = Q(first_attempt_at__lte=F("promised_at") + GRACE)
    return CallBackPromises(**due.aggregate(due=Count("pk"), kept=Count("pk", filter=in_time)))


def _to_make(user: User) -> QuerySet[CallBack]:
    waiting = CallBack.objects.filter(state__in=OPEN, contact__state=ContactState.WAITING)
    return waiting.filter(contact__in=Contact.objects.visible_to(user))


def wait_of_call(*, call_id: str, now: datetime) -> WaitOfCall | None:
    """Return what a waiting caller may be told; None for a call that is unknown or does not wait."""
    contact = Contact.objects.filter(external_call_id=call_id, state=ContactState.WAITING).first()
    if contact is None:
        return None
    wait = routing.expected_wait(queue_code=contact.district_id or CITY_HALL, kind=WorkKind.VOICE, now=now)
    promised = call_back_of(contact)
    return WaitOfCall(
        position=routing.position(contact_ref=contact.pk, now=now),
        seconds=wait.seconds,
        call_back_at=promised.due_at if promised else promised_time(wait_seconds=wait.seconds, now=now),
        promised=promised is not None,
    )
