"""Record that messages arrived, or did not."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError
from feed.services import unit_of_work
from messaging import providers
from messaging.models import OutboundMessage
from messaging.services.events import tell
from messaging.services.fall_back import fall_back
from messaging.types import Channel, FailureReason, Headers, OutboundState, Receipt

NOT_ARRIVED = (OutboundState.FAILED, OutboundState.REPLACED, OutboundState.CANCELLED)
ON_THE_PAGE = (OutboundState.SENT, OutboundState.REPLACED)


class UnknownMessage(DomainError):
    """We sent no such message."""

    code = "unknown_message"
    status = 404
    message = _("해당 메시지가 없습니다.")


def receive_receipts(*, provider: str, headers: Headers, body: bytes, now: datetime) -> int:
    """Check and record the receipts that a provider posted; returns of how many messages.

    One we know nothing of among others is passed over: the provider would repeat them all for ever.
    Raises SignatureInvalid, TimestampExpired, MalformedInbound, and UnknownMessage where the only one is of no message.
    """
    carrier = providers.by_name()[provider]
    carrier.verify(headers=headers, body=body, now=now)
    return _record_all(carrier.parse_receipts(body), now=now)


def record_session_result(*, body: bytes, now: datetime) -> int:
    """Record what became of a message in a KakaoTalk session (`cstalk/result`, which is not signed: the caller has made
    sure where it comes from); returns of how many messages. Raises MalformedInbound, UnknownMessage."""
    return _record_all(providers.bizgo().parse_session_result(body), now=now)


def _record_all(receipts: list[Receipt], *, now: datetime) -> int:
    recorded = 0
    for receipt in receipts:
        try:
            record_receipt(receipt=receipt, now=now)
            recorded += 1
        except UnknownMessage:
            if len(receipts) == 1:
                raise
    return recorded


def record_receipt(*, receipt: Receipt, now: datetime) -> OutboundMessage:
    """Record whether a message arrived; the same receipt again changes nothing, and what arrived stays delivered.

    A receipt may be faster than the record of the call it belongs to; one of a sending before a person sent the message
    again changes nothing any more. Raises UnknownMessage.
    """
    with unit_of_work():
        row = _locked_row_of(receipt)
        if receipt.provider_message_id != row.provider_message_id and receipt.resends < row.resends:
            return row
        if row.state == OutboundState.DELIVERED or (row.state in NOT_ARRIVED and not receipt.delivered):
            return row
        row.provider_message_id = receipt.provider_message_id
        row.provider_code = receipt.code
        row.lease_until = row.ask_after = None
        row.sent_at = row.sent_at or receipt.occurred_at
        if receipt.delivered:
            row.state, row.delivered_at, row.failure_reason = OutboundState.DELIVERED, receipt.occurred_at, ""
        else:
            row.state = OutboundState.FAILED
            row.failure_reason = FailureReason.UNDELIVERED
        row.save()
        if row.state != OutboundState.FAILED or fall_back(row, now=now) is None:
            tell(row, now=now)
    return row


def _locked_row_of(receipt: Receipt) -> OutboundMessage:
    rows = OutboundMessage.objects.select_for_update().filter(provider=receipt.provider)
    row = rows.filter(provider_message_id=receipt.provider_message_id).first()
    if row is None and receipt.reference:
        row = rows.filter(pk=receipt.reference).filter(_may_mean(receipt)).first()
    if row is None:
        raise UnknownMessage
    return row


def _may_mean(receipt: Receipt) -> Q:
    """Return which rows a receipt with an id we do not know may be of: an earlier sending, or one not yet recorded.

    That a message did not arrive never settles one that still waits to be sent: the provider tells it again.
    """
    unrecorded = Q(provider_message_id="", resends=receipt.resends)
    if not receipt.delivered:
        unrecorded &= ~Q(state=OutboundState.QUEUED)
    return Q(resends__gt=receipt.resends) | unrecorded


def record_seen(*, message_ids: Iterable[UUID], now: datetime) -> int:
    """Mark web messages as delivered, also where another way was taken meanwhile: the citizen's page has fetched them.
    Returns how many were new."""
    seen = 0
    with unit_of_work():
        rows = OutboundMessage.objects.select_for_update().filter(
            pk__in=list(message_ids), channel=Channel.WEB, state__in=ON_THE_PAGE, sent_at__isnull=False
        )
        for row in rows.order_by("pk"):
            row.state, row.delivered_at = OutboundState.DELIVERED, now
            row.save(update_fields=["state", "delivered_at"])
            tell(row, now=now)
            seen += 1
    return seen
