"""Who stands in for somebody hears what they would hear, on those days and no others."""

from datetime import date, timedelta
from typing import Any

import pytest

from complaints import selectors, services
from complaints.models import Absence, Complaint
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.types import State
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

THURSDAY = MONDAY.replace(day=26)
DUE = MONDAY + timedelta(days=8)


def note(
    city: City, *, by: str = "head", of: str = "official", substitute: str = "colleague", **changes: Any
) -> Absence:
    given = {"starts_on": date(2026, 11, 25), "ends_on": date(2026, 12, 2)} | changes
    return services.note_absence(
        user=city.user(by),
        official_id=city.users[of].pk,
        substitute_id=city.users[substitute].pk,
        now=MONDAY,
        **given,
    )


def test_the_substitute_is_reminded_while_somebody_is_away(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(state=State.RECEIVED)
    make_complaint(state=State.RECEIVED, now=MONDAY - timedelta(days=7))
    note(city)
    services.escalate_due(limit=10, now=MONDAY)
    services.escalate_due(limit=10, now=DUE)
    reminders = {
        receiver
        for complaint in Complaint.objects.all()
        for line in selectors.complaint(complaint_id=complaint.pk, user=city.user("official"), now=DUE).escalations
        if line.level == 1
        for receiver in line.receivers
    }
    assert reminders == {"official 님", "colleague 님"}
    colleague = city.user("colleague")
    assert len(selectors.escalations_for(user=colleague, now=DUE)) == 2
    assert selectors.counts_due(user=colleague, now=DUE).escalated == 2
    assert selectors.escalations_for(user=colleague, now=DUE + timedelta(days=2)) == []


def test_a_reopened_complaint_goes_to_the_substitute(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    note(city)
    services.reopen(complaint_id=complaint.pk, user=None, text="아직 서 있습니다.", now=THURSDAY)
    complaint.refresh_from_db()
    assert complaint.official == city.users["colleague"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"substitute": "official"}, "substitute"),
        ({"substitute": "official_road"}, "substitute"),
        ({"ends_on": date(2026, 11, 24)}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
        ({"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 4)}, "ends_on"),
    ],
)
def test_what_is_no_absence(city: City, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        note(city, **changes)
    assert field in refused.value.extra["errors"]


def test_officials_note_their_own_absence_once_and_end_it(city: City) -> None:
    with pytest.raises(NotAllowed):
        note(city, by="colleague")
    absence = note(city, by="official")
    with pytest.raises(InvalidFields):
        note(city, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 5))
    with pytest.raises(services.AbsenceNotFound):
        services.end_absence(absence_id=absence.pk, user=city.user("colleague"), now=THURSDAY)
    services.end_absence(absence_id=absence.pk, user=city.user("official"), now=THURSDAY)
    absence.refresh_from_db()
    assert absence.ends_on == date(2026, 11, 25)
    [away] = [member for member in selectors.team(user=city.user("head"), now=MONDAY.replace(day=25)) if member.absence]
    assert away.name == "official 님"
