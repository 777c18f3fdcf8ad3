"""Districts and their shapes."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import District
from districts.types import CITY_HALL, DistrictInfo, Named
from feed.errors import DomainError

INFO_FIELDS = (
    "code",
    "name",
    "name_en",
    "office_address",
    "main_phone",
    "duty_phone",
    "latitude",
    "longitude",
)


class UnknownDistrict(DomainError):
    """There is no district with this code."""

    code = "unknown_district"
    status = 404
    message = _("없는 자치구입니다.")


def all_districts() -> list[DistrictInfo]:
    """Return city hall and the districts in order of code. One query."""
    return [DistrictInfo(*row) for row in District.objects.order_by("code").values_list(*INFO_FIELDS)]


def district(*, code: str) -> DistrictInfo:
    """Return one district office by its five-digit code. Raises UnknownDistrict (404)."""
    row = District.objects.filter(code=code).values_list(*INFO_FIELDS).first()
    if row is None:
        raise UnknownDistrict
    return DistrictInfo(*row)


def local_name(item: Named) -> str:
    """Return the name of a district, topic or skill in the reader's language: English for who does not read Korean."""
    return item.name if (get_language() or "ko").startswith("ko") else item.name_en or item.name


def districts_geojson() -> dict[str, Any]:
    """Return the districts' simplified polygons as a GeoJSON FeatureCollection (WGS 84; id = district code)."""
    rows = District.objects.exclude(code=CITY_HALL).order_by("code").values_list("code", "name", "name_en", "boundary")
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": code, "properties": {"name": name, "name_en": name_en}, "geometry": boundary}
            for code, name, name_en, boundary in rows
            if boundary is not None
        ],
    }
