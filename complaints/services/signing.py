"""The list of signatures of a complaint of many people (다수인관련민원, 민원처리법 §2 제6호), and their notices."""

import logging
from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.crypto import keyed_hash
from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, JointNotice, Signatory
from complaints.policies.signatures import Signature, read_signatures
from complaints.policies.transitions import CLOSED, InvalidFields, NotAllowed, NotPossible
from complaints.services.recording import lock, note, tell_screens
from complaints.types import Action
from contacts.selectors.numbers import phone_hashes
from feed.errors import DomainError
from feed.services import unit_of_work
from messaging.services import enqueue
from messaging.types import Channel, Purpose

MAY_LIST = frozenset({Role.AGENT, Role.SUPERVISOR, Role.OFFICIAL, Role.HEAD})
TO_REPRESENTATIVES_ONLY = (Purpose.SUPPLEMENT, Purpose.SATISFACTION)
"""What asks for something in the name of all."""
AT_ONCE = 50
logger = logging.getLogger(__name__)


def list_signatories(*, complaint_id: UUID, user: User, listed: str, now: datetime) -> Complaint:
    """Put down who signed the complaint, in place of the list there was, and count them.

    `listed` has a line for each: name, mobile number, 대표 for up to three who speak for all (시행령 §8); the last two
    may be left out. The history keeps how many there were, never who. Raises ComplaintNotFound, NotAllowed,
    NotPossible, and InvalidFields with every line that cannot be read.
    """
    signatures, errors = read_signatures(listed)
    if errors:
        raise InvalidFields(errors={"listed": errors})
    with unit_of_work():
        if user.role not in MAY_LIST:
            raise NotAllowed
        complaint = lock(complaint_id=complaint_id, user=user, version=None)
        if complaint.state in CLOSED:
            raise NotPossible(_("끝난 민원의 연명부는 바꿀 수 없습니다."))
        complaint.signatories.all().delete()
        Signatory.objects.bulk_create(
            [_row(complaint, place, signature, user, now) for place, signature in enumerate(signatures, start=1)]
        )
        merged = complaint.merged.aggregate(count=Sum("filer_count"))["count"] or 0
        complaint.filer_count = len(signatures) + merged
        note(
            complaint=complaint,
            action=Action.SIGN,
            by=user,
            now=now,
            text=_("%(count)d명, 대표자 %(representatives)d명")
            % {"count": len(signatures), "representatives": sum(found.representative for found in signatures)},
            fields=["filer_count"],
        )
        tell_screens(complaint=complaint, action=Action.SIGN, now=now)
    return complaint


def _row(complaint: Complaint, place: int, signature: Signature, user: User, now: datetime) -> Signatory:
    return Signatory(
        complaint=complaint,
        position=place,
        name=signature.name,
        phone=signature.phone,
        phone_hash=keyed_hash(signature.phone) if signature.phone else "",
        representative=signature.representative,
        user=user,
        at=now,
    )


def tell_signatories_due(*, limit: int, now: datetime) -> int:
    """Send up to `limit` waiting notices on to those who signed and left a number, as text messages, fifty of them in a
    transaction; return how many notices went a step further."""
    waiting = JointNotice.objects.filter(done_at__isnull=True).order_by("id")
    return sum(_send_on(notice_id, now) for notice_id in list(waiting.values_list("id", flat=True)[:limit]))


def _send_on(notice_id: UUID, now: datetime) -> bool:
    with unit_of_work():
        notice = (
            JointNotice.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("complaint")
            .filter(pk=notice_id, done_at__isnull=True)
            .first()
        )
        if notice is None:
            return False
        rest = Signatory.objects.filter(complaint=notice.complaint_id, position__gte=notice.next_position)
        reached = rest.exclude(phone_hash="").order_by("position")
        if notice.purpose in TO_REPRESENTATIVES_ONLY:
            reached = reached.filter(representative=True)
        if notice.complaint.contact_id:  # whoever filed it is told over their own channel
            reached = reached.exclude(phone_hash__in=phone_hashes(citizen_id=notice.complaint.citizen_id))
        signatories = list(reached[:AT_ONCE])
        for signatory in signatories:
            _send(notice, signatory, now)
            notice.next_position = signatory.position + 1
        if len(signatories) < AT_ONCE:
            notice.done_at = now
        notice.save(update_fields=["next_position", "done_at"])
    return True


def _send(notice: JointNotice, signatory: Signatory, now: datetime) -> None:
    try:
        enqueue(
            channel=Channel.SMS,
            recipient=signatory.phone,
            text=notice.text,
            title=notice.title,
            purpose=Purpose(notice.purpose),
            reference=f"complaint:{notice.complaint_id}",
            idempotency_key=f"joint:{notice.id}:{signatory.position}",
            district_code=notice.complaint.district_id,
            now=now,
        )
    except DomainError as error:
        logger.warning("notice %s cannot be sent to line %s: %s", notice.id, signatory.position, error)
