"""Complaints follow their citizen: who becomes known in KakaoTalk is who has filed there."""

from django.db.models import F, OuterRef, Subquery

from complaints.models import Complaint
from messaging.types import Channel


def follow_citizens() -> int:
    """Give complaints that were filed in KakaoTalk to whom their conversation belongs by now; return how many moved.

    A conversation changes hands when its citizen gives a telephone number by which somebody is known already.
    """
    theirs = Complaint.objects.filter(channel=Channel.KAKAO, contact__isnull=False)
    astray = theirs.exclude(citizen=F("contact__citizen"))
    contact = Complaint.objects.filter(pk=OuterRef("pk"))
    return astray.update(citizen=Subquery(contact.values("contact__citizen")[:1]))
