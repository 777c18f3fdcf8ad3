"""What every change of a complaint writes: the row under its lock, the history, the notice, the feed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.types import Role
from complaints import notices
from complaints.access import status_url
from complaints.models import Complaint, ComplaintEvent
from complaints.policies import transitions
from complaints.selectors.detail import ComplaintNotFound
from complaints.types import Action, State
from contacts.services import post_notice
from feed.errors import DomainError
from feed.services import publish
from korean.dates import as_people_write
from messaging.types import Purpose

RELATED = ("citizen", "district", "topic", "department", "official")
FEED_KINDS: Mapping[Action, str] = {
    Action.ACCEPT: "complaint.registered",
    Action.HAND_OVER: "complaint.handed_over",
    Action.RECEIVE: "complaint.accepted",
    Action.PLAN: "complaint.planned",
    Action.COMPLETE: "complaint.completed",
    Action.ESCALATE: "complaint.escalated",
}


class StaleVersion(DomainError):
    """Somebody changed the complaint since the user read it.

    `extra`: `version` and `state` as they are now, `changes` (each `action`, `label`, `user`, `at`) since then.
    """

    code = "stale_version"
    status = 409


def lock(*, complaint_id: UUID, user: User, version: int) -> Complaint:
    """Return the complaint with its related rows, locked until the transaction ends.

    Another change in progress is waited for. Raises ComplaintNotFound, and StaleVersion when the complaint is not at
    `version` any more.
    """
    complaint = (
        Complaint.objects.visible_to(user)
        .select_related(*RELATED)
        .select_for_update(of=("self",))
        .filter(pk=complaint_id)
        .first()
    )
    if complaint is None:
        raise ComplaintNotFound
    if complaint.version != version:
        raise _stale(complaint, version)
    return complaint


def change(
    *, complaint: Complaint, action: Action, user: User | None, now: datetime, text: str = "", **values: Any
) -> ComplaintEvent:
    """Take the locked `complaint` through `action` with the new `values` of its fields, and write down who did it.

    `user` None is the system. Raises NotPossible, NotAllowed, InvalidFields.
    """
    from_state = State(complaint.state)
    role = Role(user.role) if user else None
    found = transitions.check(state=from_state, action=action, role=role, given=values)
    for name, value in values.items():
        setattr(complaint, name, value)
    complaint.state = found.to_state
    complaint.version += 1
    complaint.event_count += 1
    complaint.save(update_fields=["state", "version", "event_count", *values])
    return ComplaintEvent.objects.create(
        complaint=complaint,
        sequence=complaint.event_count,
        version=complaint.version,
        action=action,
        from_state=from_state,
        to_state=complaint.state,
        user=user,
        text=text,
        at=now,
    )


def tell_citizen(*, complaint: Complaint, purpose: Purpose, now: datetime) -> None:
    """Put the notice of `purpose` into the outbox, over the channel the citizen came from.

    A complaint without a contact has nowhere to send it: its citizen follows it by number or at the counter.
    """
    if complaint.contact_id is None:
        return
    notice = notices.compose(purpose=purpose, complaint=complaint, link=status_url(complaint))
    post_notice(
        contact_id=complaint.contact_id,
        text=notice.text,
        purpose=purpose,
        reference=f"complaint:{complaint.id}",
        idempotency_key=f"complaint:{complaint.id}:{complaint.event_count}:{purpose}",
        title=notice.title,
        now=now,
    )


def tell_screens(*, complaint: Complaint, action: Action, now: datetime, users: tuple[UUID, ...] = ()) -> None:
    """Publish the change to the screens of the complaint, its department, its district, the city and its people."""
    people = {*users, complaint.registered_by_id, *([complaint.official_id] if complaint.official_id else [])}
    publish(
        streams=(
            f"complaint:{complaint.id}",
            f"department:{complaint.department_id}",
            f"district:{complaint.district_id}",
            "city",
            *sorted(f"user:{person}" for person in people),
        ),
        kind=FEED_KINDS[action],
        ids={
            "complaint": str(complaint.id),
            "department": complaint.department_id,
            "district": complaint.district_id,
        },
        now=now,
    )


def _stale(complaint: Complaint, version: int) -> StaleVersion:
    events = list(
        ComplaintEvent.objects.filter(complaint=complaint, version__gt=version, action__in=FEED_KINDS)
        .exclude(action=Action.ESCALATE)
        .select_related("user")
        .order_by("sequence")
    )
    changes = [
        {
            "action": event.action,
            "label": str(Action(event.action).label),
            "user": str(event.user or _("시스템")),
            "at": event.at.isoformat(),
        }
        for event in events
    ]
    if not changes:
        return StaleVersion(
            _("민원의 내용이 화면과 다릅니다. 새로 불러온 뒤 다시 저장해 주세요."),
            version=complaint.version,
            state=complaint.state,
            changes=[],
        )
    last = events[-1]
    message = _("그 사이 %(who)s님이 ‘%(what)s’ 처리를 했습니다(%(when)s). 새 내용을 확인하고 다시 저장해 주세요.") % {
        "who": changes[-1]["user"],
        "what": changes[-1]["label"],
        "when": as_people_write(last.at),
    }
    return StaleVersion(message, version=complaint.version, state=complaint.state, changes=changes)
