"""A complaint as GeoReport v2 speaks of it: a service request."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Service:
    """A kind of matter one can report: one of our topics."""

    code: str
    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class ServiceRequest:
    """A complaint; what its reader may not see is empty."""

    id: str
    is_open: bool
    status_notes: str
    service_code: str
    service_name: str
    description: str
    agency: str
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    address: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class RequestQuery:
    """Which service requests are asked for; empty means all. Pages count from 1."""

    ids: tuple[str, ...] = ()
    service_codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    requested_from: datetime | None = None
    requested_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    district_code: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True)
class NewRequest:
    """A service request that is posted."""

    service_code: str
    description: str
    address: str
    latitude: float | None
    longitude: float | None
    phone: str
    kind: str
    district_code: str
