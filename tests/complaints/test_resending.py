"""A notice is sent again only by who works on its complaint."""

from datetime import timedelta

import pytest

from complaints import services
from complaints.policies.transitions import NotAllowed
from complaints.selectors.detail import ComplaintNotFound
from messaging.models import OutboundMessage
from messaging.types import FailureReason, OutboundState
from tests.complaints.conftest import MONDAY, City, ComplaintMaker


def test_a_notice_is_sent_again_only_from_its_complaint(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint()
    notice = OutboundMessage.objects.filter(reference=f"complaint:{complaint.id}")[0]
    other = make_complaint()
    OutboundMessage.objects.filter(pk=notice.pk).update(
        state=OutboundState.FAILED, failure_reason=FailureReason.REJECTED
    )
    later = MONDAY + timedelta(hours=1)
    for user, about, refusal in (
        ("supervisor_11680", other, services.NoticeNotFound),
        ("nobody", complaint, ComplaintNotFound),
        ("agent_11680", complaint, NotAllowed),
    ):
        with pytest.raises(refusal):
            services.resend_notice(complaint_id=about.id, message_id=notice.pk, user=city.user(user), now=later)
    assert OutboundMessage.objects.get(pk=notice.pk).state == OutboundState.FAILED
    services.resend_notice(
        complaint_id=complaint.id, message_id=notice.pk, user=city.user("supervisor_11680"), now=later
    )
    assert OutboundMessage.objects.get(pk=notice.pk).state == OutboundState.QUEUED
