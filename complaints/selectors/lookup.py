"""What is asked without a link: when a complaint would be due, where one stands, which ones a conversation has."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from complaints.access import status_token
from complaints.models import Complaint
from complaints.policies import deadline, number
from complaints.selectors.lines import act_by
from complaints.selectors.rules import agency_period, rules_of
from complaints.types import Kind, State, StatusLink
from contacts.selectors import phone_ends_with
from districts import selectors as districts
from feed.errors import DomainError
from korean.dates import seoul_time


class NotFoundByNumber(DomainError):
    """No complaint with this number belongs to a citizen with this telephone: the two are not told apart."""

    code = "not_found_by_number"
    status = 404
    message = _("접수번호와 전화번호 뒤 네 자리가 맞는 민원이 없습니다. 안내받은 문자의 접수번호를 다시 확인해 주세요.")


def expected_due(
    *, kind: Kind, district_code: str, now: datetime, topic_code: str = "", item: str = ""
) -> deadline.Deadline:
    """Return when a complaint of `kind` would be due if it were accepted now. Raises PeriodUnknown for 법정민원."""
    year = seoul_time(now).year
    calendar = districts.calendar(district_code=district_code, years=range(year, year + 2))
    agency = agency_period(kind=kind, district_code=district_code, topic_code=topic_code, item=item)
    late_counts = rules_of(district_code=district_code).late_acceptance_counts
    return deadline.start(
        kind=kind, accepted_at=now, calendar=calendar, agency=agency, late_acceptance_counts=late_counts
    )


def number_meant(*, written: str) -> str:
    """Return the complaint number that was typed, in the one way it is stored; "" when it is none."""
    try:
        return str(number.parse(written))
    except number.InvalidNumber:
        return ""


def token_by_number(*, written_number: str, last_digits: str) -> str:
    """Return the token of the status page of a complaint, given its number and the last four digits of the telephone
    of its citizen. The caller limits how often one may try. Raises NotFoundByNumber."""
    found = Complaint.objects.filter(number=number_meant(written=written_number)).first()
    if found is None or not phone_ends_with(citizen_id=found.citizen_id, last_digits=last_digits):
        raise NotFoundByNumber
    return status_token(found)


def links_of_contact(*, contact_id: UUID) -> list[StatusLink]:
    """Return the complaints of one conversation with the links to their status pages, newest first. The caller has
    checked the conversation's own token."""
    return [
        StatusLink(number=found.number, state=State(found.state), due_at=act_by(found), token=status_token(found))
        for found in Complaint.objects.filter(contact_id=contact_id).order_by("-id")[:5]
    ]
