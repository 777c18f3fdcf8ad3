"""A citizen's own complaint. The link alone shows progress; for more they show that it is theirs."""

from datetime import date, datetime, timedelta
from uuid import UUID

from complaints.access import LinkInvalid, complaint_from_token, status_token
from complaints.models import Complaint
from complaints.models.satisfaction import Satisfaction
from complaints.policies import transitions
from complaints.policies.objection import object_until
from complaints.policies.supplement import MOST_EXTENSIONS
from complaints.selectors.objections import objection_of
from complaints.selectors.rules import rules_of
from complaints.types import Action, Kind, Party, State
from complaints.types.objections import ObjectionLine
from complaints.types.own import OwnComplaint, SatisfactionLine
from contacts.selectors import phone_ends_with
from korean.dates import seoul_time


def own_complaint(*, token: str, now: datetime) -> OwnComplaint:
    """Return the complaint behind the status page's `token` as its citizen may see it, whom the caller has checked.

    Raises LinkInvalid.
    """
    found = _behind(token)
    given = satisfaction_of(complaint_id=found.id, answer=found.reopen_count)
    reopen_until = _reopen_until(found, now)
    may = transitions.actions(state=State(found.state), who=Party.CITIZEN)
    until, objection = _objection(found, now)
    return OwnComplaint(
        id=found.id,
        number=found.number,
        state=State(found.state),
        title=found.title,
        body=found.body,
        place=found.place,
        supplement_request=found.supplement_request,
        supplement_due_on=found.supplement_due_on,
        may_ask_for_more_time=found.supplement_extensions < MOST_EXTENSIONS,
        remedy=found.remedy,
        actions=tuple(action for action in may if action != Action.REOPEN or reopen_until is not None),
        reopen_until=reopen_until,
        may_rate=found.state in transitions.ANSWERED and given is None,
        satisfaction=given,
        object_until=until,
        objection=objection,
    )


def _objection(found: Complaint, now: datetime) -> tuple[date | None, ObjectionLine | None]:
    """Return until when the citizen may object to the refusal of a 법정민원 (§35), and the objection they have made."""
    if found.kind != Kind.STATUTORY:
        return None, None
    made = objection_of(complaint_id=found.pk, now=now)
    until = object_until(kind=Kind(found.kind), state=State(found.state), refused_at=found.completed_at)
    return (until if made is None and until and seoul_time(now).date() <= until else None), made


def is_theirs(*, token: str, last_digits: str) -> bool:
    """Tell whether a telephone number of the complaint's citizen ends with these four digits. The caller limits how
    often one may try. Raises LinkInvalid."""
    return phone_ends_with(citizen_id=_behind(token).citizen_id, last_digits=last_digits)


def contact_behind(*, token: str) -> UUID | None:
    """Return the conversation that the complaint came from. Raises LinkInvalid."""
    return _behind(token).contact_id


def token_of(*, complaint_id: UUID) -> str:
    """Return the token of a complaint's status page, for whom the caller has checked. Raises LinkInvalid."""
    found = Complaint.objects.filter(pk=complaint_id).first()
    if found is None:
        raise LinkInvalid
    return status_token(found)


def satisfaction_of(*, complaint_id: UUID, answer: int | None = None) -> SatisfactionLine | None:
    """Return what the citizen said of an answer, of the newest one where none is named. One query."""
    found = Satisfaction.objects.filter(complaint=complaint_id)
    if answer is not None:
        found = found.filter(answer=answer)
    newest = found.order_by("-answer").first()
    return None if newest is None else SatisfactionLine(newest.points, newest.reason, newest.at)


def _behind(token: str) -> Complaint:
    found = Complaint.objects.filter(pk=complaint_from_token(token)).first()
    if found is None:
        raise LinkInvalid
    return found


def _reopen_until(found: Complaint, now: datetime) -> datetime | None:
    if found.state not in transitions.ANSWERED or found.reopen_count or found.completed_at is None:
        return None
    until = found.completed_at + timedelta(days=rules_of(district_code=found.district_id).reopen_days)
    return until if until >= now else None
