"""What other apps may know about the city: enumerations and frozen records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

CITY_HALL: str = settings.CITY_PROFILE.hall
"""District code of the office above the districts: it owns what no single district owns."""

HOLIDAY = 7
"""The day of the week that a public holiday is, for the hours of channels."""


class DongKind(TextChoices):
    ADMINISTRATIVE = "ADMINISTRATIVE", _("행정동")
    LEGAL = "LEGAL", _("법정동")


class DongRelationKind(TextChoices):
    COVERS = "COVERS", _("관할")
    SUCCEEDED_BY = "SUCCEEDED_BY", _("승계")


class RoadSide(TextChoices):
    BOTH = "BOTH", _("양쪽")
    ODD = "ODD", _("홀수 번호")
    EVEN = "EVEN", _("짝수 번호")


class PlaceKind(TextChoices):
    STATION = "STATION", _("지하철역")
    LANDMARK = "LANDMARK", _("주요 장소")
    AREA = "AREA", _("통칭 지역")
    APARTMENT = "APARTMENT", _("아파트 단지")
    HOSPITAL = "HOSPITAL", _("병원·보건소")
    SCHOOL = "SCHOOL", _("학교·대학")
    MARKET = "MARKET", _("시장·상가")
    NATURE = "NATURE", _("공원·산·하천")
    CROSSING = "CROSSING", _("교차로·고개·다리")
    SHOP = "SHOP", _("백화점·호텔·건물")
    FACILITY = "FACILITY", _("문화·체육·복지 시설")
    OFFICE = "OFFICE", _("관공서·기관·회사")


class DepartmentKind(TextChoices):
    DEPARTMENT = "DEPARTMENT", _("부서")
    BODY = "BODY", _("기관")


class Level(TextChoices):
    DISTRICT = "DISTRICT", _("자치구")
    CITY = "CITY", _("서울시")
    NATIONAL = "NATIONAL", _("국가")


class TopicHandling(TextChoices):
    SIMPLE = "SIMPLE", _("즉시 답변")
    LONG = "LONG", _("부서 처리")
    EMERGENCY = "EMERGENCY", _("긴급")


class TopicComplaintKind(TextChoices):
    """The complaint kind a topic is usually registered as (민원처리법 제2조)."""

    STATUTORY = "STATUTORY", _("법정민원")
    INQUIRY_LAW = "INQUIRY_LAW", _("질의민원(법령)")
    INQUIRY_OTHER = "INQUIRY_OTHER", _("질의민원(기타)")
    PROPOSAL = "PROPOSAL", _("건의민원")
    SIMPLE = "SIMPLE", _("기타민원")
    GRIEVANCE = "GRIEVANCE", _("고충민원")


class Review(TextChoices):
    """How a responsibility was found: read in a published duty line, or concluded without one."""

    REVIEWED = "REVIEWED", _("확인")
    INFERRED = "INFERRED", _("추정")


class Position(TextChoices):
    HEAD = "HEAD", _("부서장")
    OFFICER = "OFFICER", _("담당자")


class HolidayEffect(TextChoices):
    CLOSED = "CLOSED", _("휴무")
    OPEN = "OPEN", _("정상 근무")


class Weekday(IntegerChoices):
    MONDAY = 0, _("월요일")
    TUESDAY = 1, _("화요일")
    WEDNESDAY = 2, _("수요일")
    THURSDAY = 3, _("목요일")
    FRIDAY = 4, _("금요일")
    SATURDAY = 5, _("토요일")
    SUNDAY = 6, _("일요일")
    HOLIDAY = HOLIDAY, _("공휴일")


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether people answer a channel. `closes_at` is None while closed or without an end, `opens_at` (the next
    opening after now) None where none is known."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None


class Named(Protocol):
    """A district, a topic, a skill: it has an English name too."""

    @property
    def name(self) -> str:
        """Return the Korean name."""

    @property
    def name_en(self) -> str:
        """Return the English name, "" for none."""


@dataclass(frozen=True, slots=True)
class DistrictInfo:
    """A district office, or city hall. Phone numbers are E.164 or short (120), coordinates WGS 84 degrees."""

    code: str
    name: str
    name_en: str
    office_address: str
    main_phone: str
    duty_phone: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """A field of work citizens ask about, with its usual complaint kind, handling and owner level."""

    code: str
    name: str
    name_en: str
    complaint_kind: str
    handling: str
    level: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentInfo:
    """A department or body. Its phone number (E.164, or short as 119) is the office's where it has none of its own."""

    code: str
    name: str
    district_code: str
    phone: str


@dataclass(frozen=True, slots=True)
class DepartmentInCharge:
    """Who is in charge of a topic in a district.

    `fallback` is true when nobody is known and the main desk stands in; then `responsibility_id` is None.
    """

    code: str
    name: str
    district_code: str
    topic_code: str
    phone: str
    wording: str
    fallback: bool
    responsibility_id: UUID | None


@dataclass(frozen=True, slots=True)
class OfficialInfo:
    """A line of the official directory. `user_id` is set when the official signs in to this system."""

    id: UUID
    name: str
    department_code: str
    position: str
    title: str
    extension: str
    duties: str
    on_duty: bool
    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class OfficialEntry:
    """One line to write into the official directory (see `districts.services.officials_upsert`)."""

    department_code: str
    name: str
    position: str
    title: str = ""
    extension: str = ""
    duties: str = ""
    on_duty: bool = True
    user_id: UUID | None = None


class DongRow(NamedTuple):
    """`abolished` dongs keep their name for citizens who still use it; `successors` are the current dongs that serve
    their area; `covers` the legal dongs an administrative one serves (all codes)."""

    code: str
    name: str
    kind: str
    district_code: str
    abolished: bool
    successors: tuple[str, ...]
    covers: tuple[str, ...]


class DongCentre(NamedTuple):
    """Where the middle of a legal dong lies."""

    name: str
    district_code: str
    latitude: float
    longitude: float


class RoadRow(NamedTuple):
    """A road in one district. Numbers are the smallest and largest building number there; `elsewhere` counts
    cities, counties and districts outside the city that have a road of this name."""

    name: str
    district_code: str
    side: str
    first_number: int
    last_number: int
    elsewhere: int


class PlaceRow(NamedTuple):
    """A place in (`distance` 0) or near (metres to its border) a district. Near ones are under 150 m."""

    name: str
    kind: str
    district_code: str
    distance: int


class PostalCodeRow(NamedTuple):
    """All postal codes from `first` to `last` lie in the district."""

    first: str
    last: str
    district_code: str


class OutsideRow(NamedTuple):
    """A place name outside the city and the region it belongs to."""

    name: str
    region: str


class ResponsibilityRow(NamedTuple):
    """A department in charge of a topic in a district, from one day (included; None: always) to another (excluded).

    The department is the one the line names: whoever came after it is found by `DepartmentRow.successor_code`.
    """

    district_code: str
    topic_code: str
    department_code: str
    department_name: str
    valid_from: date | None = None
    valid_until: date | None = None


class DepartmentRow(NamedTuple):
    """A department that was, is or will be: `valid_until` is the first day without it, None while it is not ended."""

    code: str
    name: str
    district_code: str
    is_main_desk: bool
    valid_until: date | None
    successor_code: str


@dataclass(frozen=True, slots=True)
class GazetteerRows:
    """Everything routing keeps in memory, read at one version."""

    version: int
    districts: tuple[DistrictInfo, ...]
    dongs: tuple[DongRow, ...]
    roads: tuple[RoadRow, ...]
    places: tuple[PlaceRow, ...]
    postal_codes: tuple[PostalCodeRow, ...]
    outside: tuple[OutsideRow, ...]
    topics: tuple[TopicInfo, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    departments: tuple[DepartmentRow, ...]
