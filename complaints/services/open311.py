"""A connected system files a complaint for a citizen in the words of GeoReport v2."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import access_of
from complaints.models import Complaint
from complaints.policies.transitions import INTAKE, InvalidFields, NotAllowed
from complaints.selectors.scope import works_for_district
from complaints.services.filing import file_complaint
from complaints.services.text import cleaned
from complaints.types import Kind
from complaints.types.open311 import NewRequest
from contacts.services.identity import citizen_at
from contacts.types import IdentityKind
from districts.selectors import department_in_charge, topics
from feed.services import unit_of_work
from korean import phone
from korean.dates import seoul_time
from messaging.types import Channel
from routing.services import decide

LONGEST_TITLE = 60


def file_request(*, request: NewRequest, user: User, now: datetime) -> Complaint:
    """File a complaint that a connected system brings, and return it; it waits to be accepted like any other.

    The district is the one named, or the one in which the point or the address lies; the department is whoever is in
    charge of the service there. Only the telephone number is kept of the person, for the check on the status page. The
    same request again on one day is the first one. Raises NotAllowed, InvalidFields.
    """
    if access_of(user=user).role not in INTAKE:
        raise NotAllowed
    errors: dict[str, list[str]] = {}
    if request.service_code not in {topic.code for topic in topics()}:
        errors["service_code"] = [_("없는 업무 분야입니다.")]
    if not request.description.strip():
        errors["description"] = [_("필수 항목입니다.")]
    if request.kind not in Kind.values or request.kind == Kind.STATUTORY:
        errors["attribute[kind]"] = [_("민원 종류를 목록에서 골라 주세요.")]
    number = _phone(request.phone, errors)
    district = _district(request, now)
    if not district:
        errors["lat"] = [_("좌표나 주소로 자치구를 알 수 없습니다. 더 자세히 적어 주세요.")]
    elif not works_for_district(user=user, code=district):
        errors["jurisdiction_id"] = [_("담당하는 자치구가 아닙니다.")]
    if errors:
        raise InvalidFields(errors=errors)
    charge = department_in_charge(district_code=district, topic_code=request.service_code, on=seoul_time(now).date())
    with unit_of_work():
        citizen = citizen_at(kind=IdentityKind.PHONE, value=number, now=now)
        return file_complaint(
            contact_id=None,
            citizen_id=citizen.id,
            channel=Channel.WEB,
            kind=request.kind,
            title=_title(request.description),
            body=request.description,
            place=request.address,
            latitude=request.latitude,
            longitude=request.longitude,
            district_code=district,
            topic_code=request.service_code,
            department_code=charge.code,
            request_key=_key(request, user, now),
            now=now,
        )


def _district(request: NewRequest, now: datetime) -> str:
    if request.district_code:
        return request.district_code
    found = decide(
        text=f"{request.address}\n{request.description}",
        latitude=request.latitude,
        longitude=request.longitude,
        now=now,
    )
    return found.district_code


def _phone(written: str, errors: dict[str, list[str]]) -> str:
    if not written:
        return ""
    try:
        return phone.normalise(written)
    except phone.InvalidPhoneNumber:
        errors["phone"] = [_("전화번호를 확인해 주세요.")]
        return ""


def _title(description: str) -> str:
    line = cleaned(description).strip().splitlines()[0]
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _key(request: NewRequest, user: User, now: datetime) -> str:
    """Return what is the same for the same request on one day; it is also the token that finds it."""
    parts = (user.id, request, seoul_time(now).date())
    return hashlib.sha256(repr(parts).encode()).hexdigest()
