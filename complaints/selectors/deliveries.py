"""Which notices arrived, as it was proved."""

from uuid import UUID

from accounts.models import User
from complaints.models import Complaint, DeliveryRecord
from complaints.types import DeliveryProof
from messaging.types import Channel, Purpose


def deliveries_of(*, complaint_id: UUID, user: User) -> list[DeliveryProof]:
    """Return the notices about a complaint that are known to have arrived, the oldest first; none of a complaint that
    `user` may not see (행정절차법 §14⑥)."""
    records = DeliveryRecord.objects.filter(
        complaint=complaint_id, complaint__in=Complaint.objects.visible_to(user)
    ).order_by("delivered_at", "id")
    return [
        DeliveryProof(
            document=str(Purpose(record.document).label),
            addressee=record.addressee,
            method=str(Channel(record.method).label),
            delivered_at=record.delivered_at,
        )
        for record in records
    ]
