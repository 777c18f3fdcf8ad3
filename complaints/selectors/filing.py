"""What is found out about a form before it is sent: where it would go, and whether it may be known already."""

from datetime import datetime, timedelta
from math import cos, hypot, radians

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.models import Complaint
from complaints.notices import place_name
from complaints.policies.transitions import OPEN, InvalidFields, public_state
from complaints.types import State
from complaints.types.filing import Destination, FilingForm, NearbyComplaint
from districts import selectors as districts
from districts.types import DistrictInfo, TopicInfo
from korean.dates import seoul_time
from routing.services import decide

METRES_OF_A_DEGREE = 111_320
NEAR_METRES = 200
NEAR_DAYS = 60
SHOWN = 5


def destination(*, form: FilingForm, now: datetime) -> Destination:
    """Return the district, topic and department of a form: as the citizen chose, or as routing finds them in their
    words and the point. Raises InvalidFields for what must be chosen."""
    decision = decide(
        text="\n".join((form.place, form.title, form.body)),
        latitude=form.latitude,
        longitude=form.longitude,
        chosen_district=form.district_code,
        now=now,
    )
    district = form.district_code or decision.district_code
    topic = form.topic_code or decision.topic_code
    errors = {}
    if not district:
        errors["district_code"] = [_("어느 구의 일인지 알 수 없습니다. 자치구를 골라 주세요.")]
    if not topic:
        errors["topic_code"] = [_("어떤 일인지 알 수 없습니다. 업무 분야를 골라 주세요.")]
    if errors:
        raise InvalidFields(errors=errors)
    found_district = districts.district(code=district)
    found_topic = next((found for found in districts.topics() if found.code == topic), None)
    if found_topic is None:
        raise InvalidFields(errors={"topic_code": [_("없는 업무 분야입니다.")]})
    today = seoul_time(now).date()
    department = districts.department_in_charge(district_code=district, topic_code=topic, on=today)
    return Destination(
        district_code=district,
        district_name=_name(found_district),
        topic_code=topic,
        topic_name=_name(found_topic),
        department_code=department.code,
        department_name=department.name,
    )


def nearby(
    *, district_code: str, topic_code: str, latitude: float | None, longitude: float | None, now: datetime
) -> list[NearbyComplaint]:
    """Return the open complaints of the last 60 days on this topic within 200 metres of the point, the nearest first;
    none without a point. One query, by the district's index of open complaints."""
    if latitude is None or longitude is None:
        return []
    north = NEAR_METRES / METRES_OF_A_DEGREE
    east = north / cos(radians(latitude))
    around = Complaint.objects.filter(
        district=district_code,
        topic=topic_code,
        completed_at__isnull=True,
        state__in=OPEN,
        filed_at__gte=now - timedelta(days=NEAR_DAYS),
        latitude__range=(latitude - north, latitude + north),
        longitude__range=(longitude - east, longitude + east),
    ).select_related("topic")
    found = sorted(
        (
            (round(_metres(row.latitude - latitude, row.longitude - longitude, latitude)), row)
            for row in around[:50]
            if row.latitude is not None and row.longitude is not None
        ),
        key=lambda pair: pair[0],
    )
    return [
        NearbyComplaint(
            number=row.number,
            topic_name=place_name(row.topic),
            state=public_state(state=State(row.state)),
            filed_at=row.filed_at,
            metres=metres,
        )
        for metres, row in found[:SHOWN]
        if metres <= NEAR_METRES
    ]


def _name(place: DistrictInfo | TopicInfo) -> str:
    return place.name_en or place.name if get_language() == "en" else place.name


def _metres(north: float, east: float, latitude: float) -> float:
    return hypot(north, east * cos(radians(latitude))) * METRES_OF_A_DEGREE
