"""One complaint: for the staff who may see it, and for the citizen with the link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.types import Role
from complaints.access import LinkInvalid, complaint_from_token
from complaints.models import Complaint, ComplaintEvent
from complaints.notices import place_name, telephone_of
from complaints.policies import transitions
from complaints.policies.explanation import explanation
from complaints.selectors.deadlines import clock_rows, read_changes
from complaints.selectors.handoffs import transfers_of
from complaints.selectors.lines import LINE_RELATED, NOT_SHOWN, act_by, line
from complaints.selectors.scope import in_scope
from complaints.types import (
    Action,
    AlertKind,
    ClosingReason,
    ComplaintDetail,
    EscalationLine,
    HistoryLine,
    Kind,
    Party,
    PublicStatus,
    PublicStep,
    Standing,
    State,
)
from feed.errors import DomainError

PUBLIC_ACTIONS = (
    Action.ACCEPT,
    Action.HAND_OVER,
    Action.ASSIGN,
    Action.TRANSFER,
    Action.TRANSFER_OUT,
    Action.RECEIVE,
    Action.PLAN,
    Action.REQUEST_SUPPLEMENT,
    Action.SUPPLEMENT,
    Action.COMPLETE,
    Action.REFUSE,
    Action.WITHDRAW,
    Action.CLOSE_REPEATED,
    Action.CLOSE_EXCEPTION,
    Action.REOPEN,
)
HISTORY_COLUMNS = (
    *("sequence", "action", "from_state", "to_state", "party", "text", "data", "at", "version"),
    *("user__display_name", "user__username"),
)


class ComplaintNotFound(DomainError):
    """There is no such complaint, or none that the user may see: the two are not told apart."""

    code = "complaint_not_found"
    status = 404
    message = _("민원을 찾을 수 없습니다.")


def complaint(*, complaint_id: UUID, user: User, now: datetime, past: bool = True) -> ComplaintDetail:
    """Return everything the screen of one complaint shows, with what `user` may do next. Raises ComplaintNotFound.

    Three queries, and one without the `past`: history, reminders, hand-offs (no button needs them).
    Reading it is reading a citizen's data: the caller records the access (`accounts.services.record_access`).
    """
    found = (
        Complaint.objects.visible_to(user)
        .select_related(*LINE_RELATED)
        .defer(*NOT_SHOWN)
        .annotate(clock_rows=clock_rows())
        .filter(pk=complaint_id)
        .first()
    )
    if found is None:
        raise ComplaintNotFound
    told = _history(found) if past else ()
    return ComplaintDetail(
        line=line(found, now=now),
        citizen_id=found.citizen_id,
        contact_id=found.contact_id,
        body=found.body,
        latitude=found.latitude,
        longitude=found.longitude,
        filed_at=found.filed_at,
        original_due_at=found.original_due_at or act_by(found),
        due_explanation=_due_explanation(found),
        handed_over_at=found.handed_over_at,
        received_at=found.received_at,
        official_id=found.official_id,
        plan=found.plan,
        result=found.result,
        closing_reason=found.closing_reason,
        actions=transitions.actions(state=State(found.state), who=Role(user.role)),
        history=told,
        escalations=_escalations(told),
        transfers=transfers_of(found) if past else (),
        supplement_request=found.supplement_request,
        supplement_due_on=found.supplement_due_on,
        remedy=found.remedy,
        filer_count=found.filer_count,
        repeat_of_id=found.repeat_of_id,
        merged_into_id=found.merged_into_id,
    )


def standing(*, complaint: Complaint, user: User, now: datetime) -> Standing | None:
    """Return a complaint that a service has just returned as its line, with what `user` may do next; None when it has
    gone to somebody else and the user does not see it any more. No query."""
    if not in_scope(user=user, district_code=complaint.district_id, department_code=complaint.department_id):
        return None
    actions = transitions.actions(state=State(complaint.state), who=Role(user.role))
    return Standing(line=line(complaint, now=now), actions=actions)


def history(*, complaint_id: UUID, user: User) -> tuple[HistoryLine, ...]:
    """Return what happened to a complaint, oldest first. Raises ComplaintNotFound."""
    found = Complaint.objects.visible_to(user).only("id").filter(pk=complaint_id).first()
    if found is None:
        raise ComplaintNotFound
    return _history(found)


def public_status(*, token: str) -> PublicStatus:
    """Return what the citizen holding the link may know: progress, who is in charge, plan and result, never the text of
    the complaint. Where it was merged into another one, the progress is that one's. Raises LinkInvalid."""
    complaints = Complaint.objects.select_related(*LINE_RELATED).defer(*NOT_SHOWN).annotate(clock_rows=clock_rows())
    found = complaints.filter(pk=complaint_from_token(token)).first()
    if found is None:
        raise LinkInvalid
    number = found.number
    if found.merged_into_id:
        found = complaints.get(pk=found.merged_into_id)
    return PublicStatus(
        complaint_id=found.id,
        number=number,
        kind=Kind(found.kind),
        topic_name=place_name(found.topic),
        district_name=place_name(found.district),
        state=State(found.state),
        public_state=transitions.public_state(state=State(found.state)),
        steps=_public_steps(found),
        filed_at=found.filed_at,
        accepted_at=found.accepted_at,
        due_at=act_by(found),
        due_explanation=_due_explanation(found),
        department_name=found.department.name,
        official_name=str(found.official or ""),
        telephone=telephone_of(found),
        planned_for=found.planned_for,
        plan=found.plan,
        result=found.result,
        closing_reason=str(ClosingReason(found.closing_reason).label) if found.closing_reason else "",
        completed_at=found.completed_at,
    )


def _public_steps(found: Complaint) -> tuple[PublicStep, ...]:
    """Return the states a citizen may know of, in order; one that was only confirmed (a new plan) counts once."""
    events = ComplaintEvent.objects.filter(complaint=found, action__in=PUBLIC_ACTIONS).order_by("sequence")
    steps: list[PublicStep] = []
    for to_state, at in events.values_list("to_state", "at"):
        if not steps or steps[-1].state != to_state:
            steps.append(PublicStep(state=State(to_state), at=at))
    return tuple(steps)


def _history(found: Complaint) -> tuple[HistoryLine, ...]:
    rows = ComplaintEvent.objects.filter(complaint=found).order_by("sequence").values_list(*HISTORY_COLUMNS)
    citizen = str(Party.CITIZEN.label)
    return tuple(
        HistoryLine(
            sequence=sequence,
            action=Action(action),
            from_state=before,
            to_state=State(after),
            actor=name or username or (citizen if party == Party.CITIZEN else ""),
            text=text or _alert_label(data),
            data=data,
            at=at,
            version=version,
        )
        for sequence, action, before, after, party, text, data, at, version, name, username in rows
    )


def _alert_label(data: Mapping[str, Any]) -> str:
    """Return what somebody should have done, in the reader's language, for the line that says who was told."""
    return str(AlertKind(data["alert"]).label) if "alert" in data else ""


def _escalations(told: tuple[HistoryLine, ...]) -> tuple[EscalationLine, ...]:
    """Return the reminders and demands, which stand in the history with whom they went to."""
    return tuple(
        EscalationLine(
            level=line.data["level"],
            to_role=line.data["to_role"],
            receivers=tuple(line.data["receivers"]),
            at=line.at,
        )
        for line in told
        if line.action == Action.ESCALATE and "alert" not in line.data
    )


def _due_explanation(found: Any) -> str:
    """Return the sentence on the due date, from what was written down about its clock (`clock_rows`)."""
    changes = read_changes(found.clock_rows)
    return explanation(changes=changes, due_at=act_by(found)) if changes else ""
