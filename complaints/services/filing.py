"""A citizen files a complaint themselves, and an agent accepts it within eight working hours (시행령 §6⑧)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from accounts.models import User
from complaints.models import Complaint, ComplaintEvent
from complaints.policies import deadline, transitions
from complaints.policies.transitions import InvalidFields
from complaints.services.clock import calendar_of, start_clock
from complaints.services.intake import field_errors, searchable, with_place, write_new
from complaints.services.recording import RELATED, change, lock, tell_citizen, tell_screens
from complaints.services.registration import HAND_OVER_TASK
from complaints.services.text import cleaned
from complaints.types import Action, Kind, Party, State
from feed.doorbell import ring
from feed.services import unit_of_work
from korean.dates import seoul_time
from messaging.types import Purpose


def file_complaint(
    *,
    contact_id: UUID | None,
    citizen_id: UUID,
    channel: str,
    kind: str,
    title: str,
    body: str,
    place: str,
    latitude: float | None,
    longitude: float | None,
    district_code: str,
    topic_code: str,
    department_code: str,
    request_key: str,
    now: datetime,
    same_as: str = "",
) -> Complaint:
    """Take in what a citizen files and return it with its number; it has no clock until it is accepted, only the
    time by which that must be done (`accept_by`).

    The caller has made sure who the citizen is. District, topic and department are what routing found; whoever accepts
    it may correct them. `same_as` is the number of a complaint that the citizen takes for the same; the history says
    so. The same `request_key` from the same citizen returns the first one. Raises InvalidFields.
    """
    complaint = Complaint(
        citizen_id=citizen_id,
        contact_id=contact_id,
        channel=channel,
        kind=kind,
        state=State.FILED,
        title=cleaned(title),
        body=cleaned(body),
        place=cleaned(place),
        latitude=latitude,
        longitude=longitude,
        district_id=district_code,
        topic_id=topic_code,
        department_id=department_code,
        request_key=request_key,
        filed_at=now,
    )
    filing = transitions.check(
        state=None,
        action=Action.FILE,
        who=Party.CITIZEN,
        given={"title": complaint.title, "body": complaint.body},
    )
    errors = field_errors(complaint)
    if errors:
        raise InvalidFields(errors=errors)
    calendar = calendar_of(district_code, since=now, now=now)
    complaint.accept_by = deadline.accept_by(filed_at=now, calendar=calendar)
    filed = ComplaintEvent(
        complaint=complaint,
        sequence=1,
        version=1,
        action=Action.FILE,
        to_state=filing.to_state,
        party=Party.CITIZEN,
        data={"same_as": same_as} if same_as else {},
        at=now,
    )
    try:
        with unit_of_work():
            complaint = write_new(complaint, events=[filed], now=now)
            tell_screens(complaint=complaint, action=Action.FILE, now=now)
    except IntegrityError:
        earlier = Complaint.objects.select_related(*RELATED).filter(
            registered_by=None, citizen=citizen_id, request_key=request_key
        )
        found = earlier.first()
        if found is None:
            raise
        return found
    return complaint


def accept(
    *,
    complaint_id: UUID,
    user: User,
    version: int,
    kind: str,
    district_code: str,
    topic_code: str,
    department_code: str,
    now: datetime,
    item: str = "",
) -> Complaint:
    """Accept what a citizen filed: its clock starts, the citizen gets the receipt, the hand-over follows by itself.

    Raises ComplaintNotFound, StaleVersion, NotPossible, NotAllowed, InvalidFields, PeriodUnknown.
    """
    with unit_of_work():
        complaint = lock(complaint_id=complaint_id, user=user, version=version)
        given = {
            "kind": kind if kind in Kind.values else "",
            "district_code": district_code,
            "topic_code": topic_code,
            "department_code": department_code,
        }
        transitions.check(
            state=State(complaint.state), action=Action.ACCEPT, who=transitions.role_of(user), given=given
        )
        complaint.kind, complaint.item = kind, cleaned(item)
        complaint.district_id, complaint.topic_id = district_code, topic_code
        clock = start_clock(complaint=complaint, now=now)
        change(
            complaint=complaint,
            action=Action.ACCEPT,
            by=user,
            now=now,
            given=given,
            kind=kind,
            item=complaint.item,
            district_id=district_code,
            topic_id=topic_code,
            department_id=department_code,
            accepted_at=now,
            hand_over_at=now,
            original_due_at=clock["due_at"],
            next_progress_at=deadline.next_progress_at(accepted_at=now, now=now),
            search_text=searchable(complaint),
            **clock,
        )
        complaint = with_place(complaint, on=seoul_time(now).date())
        tell_citizen(complaint=complaint, purpose=Purpose.RECEIPT, now=now)
        tell_screens(complaint=complaint, action=Action.ACCEPT, now=now)
        ring(HAND_OVER_TASK)
    return complaint
