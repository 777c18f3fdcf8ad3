"""When one may object to a refused 법정민원, and by when it is decided (이의신청, 민원처리법 §35)."""

from datetime import date, datetime, timedelta

from complaints.policies import deadline
from complaints.policies.deadline import Change
from complaints.types import DeadlineKind, Kind, State
from districts.policies.working_time import Calendar
from korean.dates import seoul_time

DAYS_TO_OBJECT = 60
DAYS_TO_DECIDE = 10
ARTICLE = "민원처리법 제35조"


def object_until(*, kind: Kind, state: State, refused_at: datetime | None) -> date | None:
    """Return the last day on which one may object: the sixtieth after the refusal, whose own day does not count
    (민법 §157); None where the law gives no objection."""
    if kind != Kind.STATUTORY or state != State.REFUSED or refused_at is None:
        return None
    return seoul_time(refused_at).date() + timedelta(days=DAYS_TO_OBJECT)


def decide_by(*, filed_at: datetime, extended: bool, calendar: Calendar) -> datetime:
    """Return by when an objection is decided: ten days, and ten more where they were extended; counted like every
    period of six days and more (§19②)."""
    amount = DAYS_TO_DECIDE * (2 if extended else 1)
    return deadline.due_at(changes=[Change(DeadlineKind.START, filed_at, amount)], calendar=calendar)
