"""Complaints of the same content: suggested by likeness, linked by people (민원처리법 §23)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from accounts.models import User
from complaints.models import Complaint
from complaints.selectors.detail import ComplaintNotFound
from complaints.selectors.lines import line, with_names
from complaints.types import SimilarComplaint
from korean.hangul import search_text
from messaging.selectors import messages_for
from messaging.types import OutboundState, Purpose

SIMILAR_FROM = 0.3
LOOKED_AT = 50
SHOWN = 5
RESULTS = (Purpose.RESULT, Purpose.REFUSAL)


def chain_of(complaint: Complaint) -> list[Complaint]:
    """Return the earlier complaints of the same content that `complaint` was linked to, oldest first. One query."""
    if complaint.repeat_of_id is None:
        return []
    same = Complaint.objects.filter(Q(pk=complaint.repeat_of_id) | Q(repeat_of=complaint.repeat_of_id))
    return list(same.filter(filed_at__lte=complaint.filed_at).exclude(pk=complaint.pk).order_by("filed_at", "id"))


def delivered_results(complaints: Iterable[Complaint]) -> int:
    """Return how many of the complaints had a result that reached the citizen. One query."""
    messages = messages_for(references=[f"complaint:{complaint.pk}" for complaint in complaints])
    return len(
        {
            message.reference
            for message in messages
            if message.purpose in RESULTS and message.state == OutboundState.DELIVERED
        }
    )


def similar(*, complaint_id: UUID, user: User, now: datetime) -> list[SimilarComplaint]:
    """Return the citizen's earlier complaints that resemble this one, the most alike first, with how many results of
    each were delivered. A suggestion: only a person links them. Raises ComplaintNotFound."""
    found = Complaint.objects.visible_to(user).filter(pk=complaint_id).first()
    if found is None:
        raise ComplaintNotFound
    words = search_text(f"{found.title}\n{found.body}")
    newest = (
        Complaint.objects.visible_to(user)
        .filter(citizen=found.citizen_id, filed_at__lt=found.filed_at)
        .exclude(pk=found.pk)
        .order_by("-id")
        .values("pk")[:LOOKED_AT]
    )
    alike = (
        Complaint.objects.filter(pk__in=newest)
        .annotate(likeness=TrigramSimilarity("search_text", words))
        .filter(likeness__gte=SIMILAR_FROM)
        .order_by("-likeness", "-id")
    )
    likeness = dict(alike.values_list("pk", "likeness")[:SHOWN])
    rows = sorted(with_names(Complaint.objects.filter(pk__in=likeness)), key=lambda row: -likeness[row.pk])
    messages = messages_for(references=[f"complaint:{row.pk}" for row in rows])
    delivered = {
        message.reference
        for message in messages
        if message.purpose in RESULTS and message.state == OutboundState.DELIVERED
    }
    return [
        SimilarComplaint(
            line=line(row, now=now),
            likeness=likeness[row.pk],
            linked=found.repeat_of_id is not None and found.repeat_of_id in (row.pk, row.repeat_of_id),
            result_delivered=f"complaint:{row.pk}" in delivered,
        )
        for row in rows
    ]
