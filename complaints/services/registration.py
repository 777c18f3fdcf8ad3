"""An agent registers a complaint: this is its legal acceptance (접수), and its clock starts."""

import math
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from complaints.models import Complaint, ComplaintEvent, DeadlineEvent
from complaints.policies import deadline, escalation, transitions
from complaints.policies.number import ComplaintNumber
from complaints.policies.transitions import InvalidFields
from complaints.services.recording import RELATED, tell_citizen, tell_screens
from complaints.services.text import cleaned, too_long
from complaints.types import Action, DeadlineKind, Kind, State
from contacts.selectors import contacts_visible
from districts import selectors as districts
from districts.types import CITY_HALL
from feed.doorbell import ring
from feed.errors import DomainError
from feed.services import unit_of_work
from korean.dates import seoul_time
from korean.hangul import search_text
from messaging.types import Channel, Purpose

HAND_OVER_TASK = "complaints.tasks.hand_over"
LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_PLACE = 200
LONGEST_KEY = 64


class OutsideScope(DomainError):
    """The user does not work for the district the complaint belongs to."""

    code = "outside_scope"
    status = 403
    message = gettext_lazy("담당하지 않는 자치구의 민원입니다. 상담을 해당 자치구로 넘겨 주세요.")


class CitizenUnknown(DomainError):
    """The citizen does not exist, or has neither a contact nor a complaint that the user may see."""

    code = "citizen_unknown"
    status = 404
    message = gettext_lazy("민원인을 찾을 수 없습니다.")


class ContactUnknown(DomainError):
    """The contact does not exist, is not the citizen's, or may not be seen by the user."""

    code = "contact_unknown"
    status = 404
    message = gettext_lazy("상담을 찾을 수 없습니다.")


def register(
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
    user: User,
    request_key: str,
    now: datetime,
    filed_at: datetime | None = None,
) -> Complaint:
    """Register a complaint and return it: number, due date, receipt to the citizen. The hand-over follows by itself.

    The same `request_key` from the same user returns the complaint of the first time. `filed_at` is when the citizen
    asked, if that was before `now`: the clock starts at `now` (민원처리법 §19). The channel is the contact's; the one
    given counts where there is no contact (a counter, a letter). Latitude and longitude are WGS 84 degrees. Raises
    InvalidFields (every field with its messages), PeriodUnknown, NotAllowed, OutsideScope, ContactUnknown,
    CitizenUnknown.
    """
    registered = _registered(user, request_key)
    if registered:
        return registered
    complaint = Complaint(
        citizen_id=citizen_id,
        contact_id=contact_id,
        channel=channel,
        kind=kind,
        title=cleaned(title),
        body=cleaned(body),
        place=cleaned(place),
        latitude=latitude,
        longitude=longitude,
        district_id=district_code,
        topic_id=topic_code,
        department_id=department_code,
        registered_by=user,
        request_key=request_key,
        filed_at=min(filed_at or now, now),
    )
    _check(complaint, user)
    try:
        with unit_of_work():
            if contact_id:
                complaint.channel = _lock_contact(contact_id, citizen_id, user)
            return _accept(complaint, user=user, now=now)
    except IntegrityError:
        registered = _registered(user, request_key)
        if registered is None:
            raise
        return registered


def _registered(user: User, request_key: str) -> Complaint | None:
    return Complaint.objects.select_related(*RELATED).filter(registered_by=user, request_key=request_key).first()


def _check(complaint: Complaint, user: User) -> None:
    """Raise what is wrong with a complaint that `user` wants to register, all fields at once."""
    given = {
        "title": complaint.title,
        "body": complaint.body,
        "kind": complaint.kind,
        "district_code": complaint.district_id,
        "topic_code": complaint.topic_id,
        "department_code": complaint.department_id,
    }
    filing = transitions.transition(state=None, action=Action.FILE)
    acceptance = transitions.transition(state=filing.to_state, action=Action.ACCEPT)
    if Role(user.role) not in filing.who & acceptance.who:
        raise transitions.NotAllowed
    errors = transitions.missing(filing, given) | transitions.missing(acceptance, given)
    errors |= too_long(
        {
            "title": (complaint.title, LONGEST_TITLE),
            "body": (complaint.body, LONGEST_BODY),
            "place": (complaint.place, LONGEST_PLACE),
        }
    )
    if complaint.kind and complaint.kind not in Kind.values:
        errors["kind"] = [_("민원 종류를 목록에서 골라 주세요.")]
    if complaint.channel not in Channel.values:
        errors["channel"] = [_("알 수 없는 채널입니다.")]
    if not 0 < len(complaint.request_key) <= LONGEST_KEY:
        errors["request_key"] = [_("요청 키는 1자에서 64자까지입니다.")]
    if not _is_point(complaint.latitude, complaint.longitude):
        errors["latitude"] = [_("위도와 경도를 함께, 올바른 범위로 적어 주세요.")]
    if errors:
        raise InvalidFields(errors=errors)
    if not _in_scope(complaint, user):
        raise OutsideScope
    if complaint.contact_id is None and not _knows_citizen(complaint.citizen_id, user):
        raise CitizenUnknown


def _knows_citizen(citizen_id: UUID, user: User) -> bool:
    return (
        contacts_visible(user=user).filter(citizen=citizen_id).exists()
        or Complaint.objects.visible_to(user).filter(citizen=citizen_id).exists()
    )


def _in_scope(complaint: Complaint, user: User) -> bool:
    return any(
        district in ("", complaint.district_id) and department in ("", complaint.department_id)
        for district, department in access_of(user=user).scopes
    )


def _is_point(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return latitude is longitude
    return math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _lock_contact(contact_id: UUID, citizen_id: UUID, user: User) -> str:
    """Return the channel of the contact, which is locked for the notice that will be posted into it.

    Everybody locks the contact before the counter of numbers, so that whoever holds the counter waits for nobody.
    """
    contacts = contacts_visible(user=user).select_related(None).select_for_update(of=("self",))
    contact = contacts.filter(pk=contact_id, citizen=citizen_id).first()
    if contact is None:
        raise ContactUnknown
    return str(contact.channel)


def _accept(complaint: Complaint, *, user: User, now: datetime) -> Complaint:
    """Start the clock of a checked complaint, give it its number, write it, tell everybody, and return it."""
    local = seoul_time(now)
    calendar = districts.calendar(district_code=complaint.district_id, years=range(local.year, local.year + 2))
    clock = deadline.start(kind=Kind(complaint.kind), accepted_at=now, calendar=calendar)
    complaint.state = State.ACCEPTED
    complaint.accepted_at = complaint.hand_over_at = now
    complaint.due_at = complaint.original_due_at = clock.due_at
    complaint.next_escalation_at = escalation.due_at_of(
        level=1, accepted_at=now, due_at=clock.due_at, calendar=calendar
    )
    complaint.number = str(_next_number(local.year))
    complaint.version = complaint.event_count = 2
    complaint.search_text = search_text("\n".join((complaint.number, complaint.title, complaint.body, complaint.place)))
    complaint.save(force_insert=True)
    ComplaintEvent.objects.bulk_create(
        [
            ComplaintEvent(
                complaint=complaint,
                sequence=sequence,
                version=sequence,
                action=action,
                from_state=from_state,
                to_state=to_state,
                user=user,
                at=at,
            )
            for sequence, action, from_state, to_state, at in (
                (1, Action.FILE, "", State.FILED, complaint.filed_at),
                (2, Action.ACCEPT, State.FILED, State.ACCEPTED, now),
            )
        ]
    )
    DeadlineEvent.objects.create(
        complaint=complaint,
        sequence=1,
        kind=DeadlineKind.START,
        amount=clock.period.amount,
        unit=clock.period.unit,
        article=clock.period.article,
        due_at=clock.due_at,
        at=now,
    )
    complaint = _with_place(complaint, on=local.date())
    tell_citizen(complaint=complaint, purpose=Purpose.RECEIPT, now=now)
    tell_screens(complaint=complaint, action=Action.ACCEPT, now=now)
    ring(HAND_OVER_TASK)
    return complaint


def _with_place(complaint: Complaint, *, on: date) -> Complaint:
    """Return the complaint as written, with its related rows: the one look at the database that notices need, and the
    check that its place exists. (PostgreSQL would say so too, but only at the commit and in its own words.)
    """
    written = Complaint.objects.select_related(*RELATED).filter(pk=complaint.pk).first()
    if written is None:
        raise InvalidFields(errors=_unknown_codes(complaint))
    department = written.department
    ended = department.valid_until is not None and department.valid_until <= on
    if ended or department.district_id not in (complaint.district_id, CITY_HALL):
        raise InvalidFields(errors={"department_code": [_("이 자치구나 시청에서 지금 일하는 부서가 아닙니다.")]})
    return written


def _unknown_codes(complaint: Complaint) -> dict[str, list[str]]:
    errors = {}
    if complaint.district_id not in {district.code for district in districts.all_districts()}:
        errors["district_code"] = [_("없는 자치구입니다.")]
    if complaint.topic_id not in {topic.code for topic in districts.topics()}:
        errors["topic_code"] = [_("없는 업무 분야입니다.")]
    if districts.department(code=complaint.department_id) is None:
        errors["department_code"] = [_("없는 부서입니다.")]
    return errors or {"citizen_id": [_("없는 민원인입니다.")]}


def _next_number(year: int) -> ComplaintNumber:
    """Take the next serial number of `year`; others who register wait until this transaction ends, so none is lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO complaints_numbercounter AS counter (year, last) VALUES (%s, 1)
            ON CONFLICT (year) DO UPDATE SET last = counter.last + 1
            RETURNING last
            """,
            [year],
        )
        (serial,) = cursor.fetchone()
    return ComplaintNumber(year=year, serial=serial)
