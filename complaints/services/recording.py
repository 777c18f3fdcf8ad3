"""What every change of a complaint writes: the row under its lock, the history, the notice, the feed."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.types import Role
from complaints import notices
from complaints.access import status_url
from complaints.models import Complaint, ComplaintEvent, ComplaintQuerySet, JointNotice, Signatory
from complaints.policies import transitions
from complaints.selectors.detail import ComplaintNotFound
from complaints.selectors.lines import NOT_SHOWN
from complaints.types import Action, Party, State
from contacts.services import post_notice
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import publish
from korean.dates import as_people_write
from messaging.types import Purpose

JOINT_TASK = "complaints.tasks.tell_signatories"
RELATED = ("citizen", "district", "topic", "department", "official")
FEED_KINDS: Mapping[Action, str] = {
    Action.FILE: "complaint.filed",
    Action.ACCEPT: "complaint.registered",
    Action.HAND_OVER: "complaint.handed_over",
    Action.RECEIVE: "complaint.accepted",
    Action.BOUNCE: "complaint.bounced",
    Action.REFER: "complaint.referred",
    Action.ASSIGN: "complaint.handed_over",
    Action.TRANSFER: "complaint.transferred",
    Action.TRANSFER_OUT: "complaint.transferred",
    Action.REASSIGN: "complaint.reassigned",
    Action.PLAN: "complaint.planned",
    Action.REQUEST_SUPPLEMENT: "complaint.supplement_requested",
    Action.EXTEND_SUPPLEMENT: "complaint.supplement_extended",
    Action.SUPPLEMENT: "complaint.supplemented",
    Action.EXTEND: "complaint.extended",
    Action.EXCLUDE: "complaint.extended",
    Action.RECALCULATE: "complaint.extended",
    Action.REPORT_PROGRESS: "complaint.reported",
    Action.COMPLETE: "complaint.completed",
    Action.REFUSE: "complaint.completed",
    Action.WITHDRAW: "complaint.withdrawn",
    Action.CLOSE_REPEATED: "complaint.completed",
    Action.CLOSE_EXCEPTION: "complaint.completed",
    Action.MERGE: "complaint.merged",
    Action.REOPEN: "complaint.reopened",
    Action.COOPERATE: "complaint.cooperation",
    Action.ANSWER_COOPERATION: "complaint.cooperation",
    Action.LINK_REPEATED: "complaint.linked",
    Action.SIGN: "complaint.signed",
    Action.CORRECT: "complaint.corrected",
    Action.OBJECT: "complaint.objected",
    Action.EXTEND_OBJECTION: "complaint.objected",
    Action.DECIDE_OBJECTION: "complaint.objected",
    Action.ESCALATE: "complaint.escalated",
}
KEEPS_VERSION = (Action.ESCALATE, Action.RECALCULATE, Action.COOPERATE, Action.ANSWER_COOPERATION, Action.SIGN)
"""What happens beside a form that is open does not make it stale."""


class StaleVersion(DomainError):
    """Somebody changed the complaint since the user read it.

    `extra`: `version` and `state` as they are now, `changes` (each `action`, `label`, `user`, `at`) since then.
    """

    code = "stale_version"
    status = 409


def lock(*, complaint_id: UUID, user: User, version: int | None) -> Complaint:
    """Return the complaint with its related rows, locked until the transaction ends.

    Another change in progress is waited for. Raises ComplaintNotFound, and StaleVersion when the complaint is not at
    `version` any more; None: the user has not seen a version (a citizen's words taken down by telephone).
    """
    return _locked(Complaint.objects.visible_to(user), complaint_id, version)


def lock_for_citizen(*, complaint_id: UUID) -> Complaint:
    """Return the complaint locked, for a citizen whose token the caller has checked. Raises ComplaintNotFound."""
    return _locked(Complaint.objects.all(), complaint_id, None)


def _locked(complaints: ComplaintQuerySet, complaint_id: UUID, version: int | None) -> Complaint:
    whole = complaints.select_related(*RELATED).defer(*NOT_SHOWN)
    complaint = whole.select_for_update(of=("self",)).filter(pk=complaint_id).first()
    if complaint is None:
        raise ComplaintNotFound
    if version is not None and complaint.version != version:
        raise _stale(complaint, version)
    return complaint


def change(
    *,
    complaint: Complaint,
    action: Action,
    by: User | Party,
    now: datetime,
    text: str = "",
    data: Mapping[str, object] | None = None,
    given: Mapping[str, object] | None = None,
    **values: Any,
) -> ComplaintEvent:
    """Take the locked `complaint` through `action` with the new `values` of its fields, and write down who did it.

    `given` are what the action needs besides fields of the complaint. Raises NotPossible, NotAllowed, InvalidFields.
    """
    from_state = State(complaint.state)
    who = by if isinstance(by, Party) else Role(by.role)
    found = transitions.check(state=from_state, action=action, who=who, given={**values, **(given or {})})
    for name, value in values.items():
        setattr(complaint, name, value)
    complaint.state = found.to_state
    complaint.version += 1
    return note(
        complaint=complaint, action=action, by=by, now=now, text=text, data=data, from_state=from_state, fields=values
    )


def note(
    *,
    complaint: Complaint,
    action: Action,
    by: User | Party,
    now: datetime,
    text: str = "",
    data: Mapping[str, object] | None = None,
    from_state: State | None = None,
    fields: Iterable[str] = (),
) -> ComplaintEvent:
    """Write `fields` of the locked `complaint`, and the line of its history; its state is what it is."""
    complaint.event_count += 1
    complaint.save(update_fields=["state", "version", "event_count", *fields])
    return ComplaintEvent.objects.create(
        complaint=complaint,
        sequence=complaint.event_count,
        version=complaint.version,
        action=action,
        from_state=from_state or complaint.state,
        to_state=complaint.state,
        user=by if isinstance(by, User) else None,
        party=by if isinstance(by, Party) else "",
        text=text,
        data=data or {},
        at=now,
    )


def tell_citizen(
    *, complaint: Complaint, purpose: Purpose, now: datetime, details: notices.Details = MappingProxyType({})
) -> None:
    """Put the notice of `purpose` into the outbox of everyone who filed it, over the channel each came from.

    Who filed a complaint that was merged into this one is told like its own citizen, with their own number and link.
    Who signed it and left a number gets it as a text message a moment later. A complaint without a contact has nowhere
    to send it: its citizen follows it by number or at the counter.
    """
    _post(complaint, complaint, purpose, details, now)
    if complaint.filer_count > 1:
        for merged in complaint.merged.select_related("citizen").order_by("id"):
            _post(_as_filed(complaint, merged), complaint, purpose, details, now)


def _as_filed(complaint: Complaint, merged: Complaint) -> Complaint:
    """Return `complaint` as the filer of `merged` knows it: their number, their language, their conversation."""
    theirs = copy(complaint)
    theirs.id, theirs.number, theirs.citizen, theirs.contact_id = (
        merged.id,
        merged.number,
        merged.citizen,
        merged.contact_id,
    )
    return theirs


def _post(complaint: Complaint, lead: Complaint, purpose: Purpose, details: notices.Details, now: datetime) -> None:
    signed = complaint.filer_count > 1 and Signatory.objects.filter(complaint=complaint.id).exists()
    if complaint.contact_id is None and not signed:
        return
    notice = notices.compose(purpose=purpose, complaint=complaint, link=status_url(complaint), now=now, details=details)
    if signed:
        JointNotice.objects.create(
            complaint_id=complaint.id,
            sequence=lead.event_count,
            purpose=purpose,
            title=notice.title,
            text=notice.plain_text,
            at=now,
        )
        ring(JOINT_TASK)
    if complaint.contact_id is None:
        return
    post_notice(
        contact_id=complaint.contact_id,
        text=notice.text,
        purpose=purpose,
        reference=f"complaint:{complaint.id}",
        idempotency_key=f"complaint:{complaint.id}:{lead.event_count}:{purpose}",
        title=notice.title,
        plain_text=notice.plain_text,
        variables=notice.variables,
        language=notice.language,
        now=now,
    )


def tell_screens(
    *,
    complaint: Complaint,
    action: Action,
    now: datetime,
    users: tuple[UUID, ...] = (),
    departments: tuple[str, ...] = (),
    districts: tuple[str, ...] = (),
) -> None:
    """Publish the change to the screens of the complaint, its department, its district, the city and its people.

    `departments` and `districts` are those that hear of it besides: where it was before, who was asked for help.
    """
    people = {*users, complaint.registered_by_id, complaint.official_id} - {None}
    publish(
        streams=(
            f"complaint:{complaint.id}",
            *sorted(f"department:{code}" for code in {*departments, complaint.department_id}),
            *sorted(f"district:{code}" for code in {*districts, complaint.district_id}),
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
        ComplaintEvent.objects.filter(complaint=complaint, version__gt=version)
        .exclude(action__in=KEEPS_VERSION)
        .select_related("user")
        .order_by("sequence")
    )
    changes = [
        {
            "action": event.action,
            "label": str(Action(event.action).label),
            "user": str(event.user or Party(event.party).label),
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
