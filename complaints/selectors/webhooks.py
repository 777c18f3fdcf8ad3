"""The webhooks of somebody, and what became of their messages."""

from uuid import UUID

from django.db.models import Count, Q

from accounts.models import User
from complaints.models import WebhookDelivery, WebhookSubscription
from complaints.types.webhooks import DeliveryLine, DeliveryState, SubscriptionLine


def webhooks_of(*, user: User) -> list[SubscriptionLine]:
    """Return the webhooks that `user` set up, newest first; one query."""
    found = WebhookSubscription.objects.filter(owner=user).annotate(
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD))
    )
    return [
        SubscriptionLine(
            id=row.id,
            url=row.url,
            events=tuple(row.events),
            district_code=row.district_id or "",
            department_code=row.department_id or "",
            active=row.active,
            created_at=row.created_at,
            dead=row.dead,
        )
        for row in found.order_by("-id")
    ]


def dead_deliveries(*, user: User, limit: int = 200) -> list[DeliveryLine]:
    """Return the messages of the user's webhooks that did not get through, newest first; one query."""
    found = WebhookDelivery.objects.filter(subscription__owner=user, state=DeliveryState.DEAD).order_by("-id")
    return [delivery_line(row) for row in found[:limit]]


def delivery_line(row: WebhookDelivery) -> DeliveryLine:
    """Return a message of a webhook as it is shown."""
    return DeliveryLine(
        id=row.id,
        subscription_id=UUID(str(row.subscription_id)),
        payload=row.payload,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        status=row.status,
        error=row.error,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
    )
