"""Webhooks are set up, told what happened, and called until they take it.

Nothing of this costs a change of a complaint anything: a webhook follows the event log like a screen does. What it has
not seen yet becomes a message (a row with a lease, as in `messaging`), which is sent with no transaction open.
"""

import logging
import random
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import access_of
from complaints.models import Complaint, WebhookDelivery, WebhookSubscription
from complaints.policies import webhook as rules
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.selectors.scope import works_for_all_of_district, works_for_department
from complaints.types.webhooks import DeliveryState
from complaints.webhooks import addresses, sending
from feed.errors import DomainError
from feed.selectors import events_after, heads
from feed.types import FeedEvent

KINDS_START = "complaint."
EVENTS_AT_ONCE = 500
CALLS_AT_ONCE = 8
logger = logging.getLogger(__name__)


class WebhookNotFound(DomainError):
    """There is no such webhook or message, or it is somebody else's."""

    code = "webhook_not_found"
    status = 404
    message = gettext_lazy("웹훅을 찾을 수 없습니다.")


def subscribe(
    *,
    user: User,
    url: str,
    events: Sequence[str],
    district_code: str,
    department_code: str,
    secret: str,
    now: datetime,
) -> tuple[WebhookSubscription, str]:
    """Have `url` called about the complaints of a department, or of a whole district, from now on.

    `events` are kinds of the event log ("complaint.completed"); none means all of them. Returns the webhook and its
    secret: the given one, or a new one for "". It is not shown again. Raises NotAllowed, InvalidFields, AddressRefused.
    """
    if access_of(user=user).role not in rules.MAY_SUBSCRIBE:
        raise NotAllowed
    errors: dict[str, list[str]] = {}
    if bool(district_code) == bool(department_code):
        errors["department_code"] = [_("자치구와 부서 가운데 하나를 정해 주세요.")]
    elif district_code and not works_for_all_of_district(user=user, code=district_code):
        errors["district_code"] = [_("담당하는 자치구가 아닙니다.")]
    elif department_code and not works_for_department(user=user, code=department_code):
        errors["department_code"] = [_("담당하는 부서가 아닙니다.")]
    if any(not event.startswith(KINDS_START) for event in events):
        errors["events"] = [_("알릴 일은 ‘complaint.’로 시작합니다.")]
    if secret and len(secret) < rules.SHORTEST_SECRET:
        errors["secret"] = [_("비밀 키는 %(shortest)d자 이상이어야 합니다.") % {"shortest": rules.SHORTEST_SECRET}]
    if errors:
        raise InvalidFields(errors=errors)
    addresses.check(url)
    row = WebhookSubscription(
        owner=user,
        url=url,
        secret=secret or secrets.token_urlsafe(32),
        events=sorted(set(events)),
        district_id=district_code or None,
        department_id=department_code or None,
        created_at=now,
    )
    row.cursor = heads(streams=[row.stream])[row.stream]
    row.save(force_insert=True)
    return row, row.secret


def unsubscribe(*, subscription_id: UUID, user: User) -> None:
    """End a webhook of the user's own, with the messages that wait. Raises WebhookNotFound."""
    removed, _rows = WebhookSubscription.objects.filter(pk=subscription_id, owner=user).delete()
    if not removed:
        raise WebhookNotFound


def resend_delivery(*, delivery_id: UUID, user: User, now: datetime) -> WebhookDelivery:
    """Try a message again that was given up, from the beginning. Raises WebhookNotFound."""
    with transaction.atomic():
        row = (
            WebhookDelivery.objects.select_for_update(of=("self",))
            .filter(pk=delivery_id, subscription__owner=user, state=DeliveryState.DEAD)
            .first()
        )
        if row is None:
            raise WebhookNotFound
        row.state, row.attempts, row.not_before = DeliveryState.QUEUED, 0, now
        row.save(update_fields=["state", "attempts", "not_before"])
    return row


def collect_webhooks(*, now: datetime) -> int:
    """Turn what happened since the last time into messages of each active webhook; return how many."""
    found = WebhookSubscription.objects.filter(active=True, owner__is_active=True).values_list("id", flat=True)
    return sum(_collect(subscription_id, now) for subscription_id in list(found))


def _collect(subscription_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        row = WebhookSubscription.objects.select_for_update(skip_locked=True).filter(pk=subscription_id).first()
        events = events_after(cursors={row.stream: row.cursor}, limit=EVENTS_AT_ONCE) if row else []
        if row is None or not events:
            return 0
        row.cursor = events[-1].seq
        row.save(update_fields=["cursor"])
        wanted = [event for event in events if _wants(row, event)]
        present = {
            str(complaint.id): complaint
            for complaint in Complaint.objects.filter(pk__in={event.ids["complaint"] for event in wanted}).only(
                "id", "number", "state", "version"
            )
        }
        made = [
            WebhookDelivery(
                subscription=row,
                sequence=event.seq,
                payload=_payload(event, present[event.ids["complaint"]], now),
                not_before=now,
                created_at=now,
            )
            for event in wanted
            if event.ids["complaint"] in present
        ]
        WebhookDelivery.objects.bulk_create(made)
    return len(made)


def _wants(row: WebhookSubscription, event: FeedEvent) -> bool:
    about_complaint = event.kind.startswith(KINDS_START) and "complaint" in event.ids
    return about_complaint and (not row.events or event.kind in row.events)


def _payload(event: FeedEvent, complaint: Complaint, now: datetime) -> dict[str, object]:
    """Return what the receiver is told: what happened to which complaint, and nothing about a person. The rest it asks
    the API for, with what its account may see. State and version are those at the time of sending."""
    return {
        "type": event.kind,
        "timestamp": now.isoformat(),
        "data": {
            "complaint": str(complaint.id),
            "number": complaint.number,
            "state": complaint.state,
            "version": complaint.version,
            "department": event.ids.get("department", ""),
            "district": event.ids.get("district", ""),
        },
    }


def send_webhooks(*, limit: int, clock: Callable[[], datetime]) -> int:
    """Send up to `limit` messages that are due, eight at a time, and return how many were tried. Call it outside a
    transaction: a receiver that is slow holds no lock."""
    claimed = _claim(limit=limit, now=clock())
    if not claimed:
        return 0
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        answers = list(pool.map(lambda row: _call(row, clock()), claimed))
    for row, answer in zip(claimed, answers, strict=True):
        _record(row, answer, now=clock())
    return len(claimed)


def _claim(*, limit: int, now: datetime) -> list[WebhookDelivery]:
    due = Q(state=DeliveryState.QUEUED, not_before__lte=now) | Q(state=DeliveryState.SENDING, lease_until__lt=now)
    with transaction.atomic():
        rows = list(
            WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("subscription")
            .filter(due, subscription__active=True)
            .order_by("not_before", "id")[:limit]
        )
        for row in rows:
            row.state, row.lease_until, row.attempts = DeliveryState.SENDING, now + rules.LEASE, row.attempts + 1
        WebhookDelivery.objects.bulk_update(rows, ["state", "lease_until", "attempts"])
    return rows


def _call(row: WebhookDelivery, now: datetime) -> sending.Answer:
    return sending.call(
        url=row.subscription.url,
        secret=row.subscription.secret,
        message_id=str(row.id),
        payload=row.payload,
        now=now,
    )


def _record(row: WebhookDelivery, answer: sending.Answer, *, now: datetime) -> None:
    """Write down what came of it, unless another worker has taken the message over since."""
    state = DeliveryState.DELIVERED if answer.taken else DeliveryState.QUEUED
    if not answer.taken and row.attempts >= rules.MOST_ATTEMPTS:
        state = DeliveryState.DEAD
        logger.warning("webhook message %s was given up: %s", row.id, answer.error)
    pause = rules.pause_after(attempts=row.attempts, jitter=random.random())  # noqa: S311
    mine = WebhookDelivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING, lease_until=row.lease_until)
    mine.update(
        state=state,
        lease_until=None,
        status=answer.status,
        error=answer.error,
        delivered_at=now if answer.taken else None,
        not_before=row.not_before if answer.taken else now + pause,
    )
    if answer.status == sending.GONE:
        WebhookSubscription.objects.filter(pk=row.subscription_id).update(active=False)


def forget_deliveries(*, now: datetime) -> int:
    """Forget messages that were taken more than a week ago; return how many."""
    old = WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__lt=now - rules.KEPT_FOR)
    removed, _rows = old.delete()
    return removed
