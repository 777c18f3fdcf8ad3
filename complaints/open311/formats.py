"""GeoReport v2 answers, in JSON and XML."""

import json
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.utils.translation import gettext as _

from complaints.types import Kind
from complaints.types.open311 import Service, ServiceRequest
from korean.dates import seoul_time

Value = str | bool | float | int | None | Sequence["Record"]
Record = dict[str, Value]

KINDS = (Kind.SIMPLE, Kind.PROPOSAL, Kind.INQUIRY_OTHER, Kind.INQUIRY_LAW, Kind.GRIEVANCE)


def answer(records: Sequence[Record] | Record, *, format: str, root: str, item: str, status: int = 200) -> HttpResponse:
    """Return records as the client asked for them; `root` and `item` name the elements in XML."""
    if format == "json":
        content = json.dumps(records, ensure_ascii=False).encode()
        return HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    top = Element(root)
    for record in [records] if isinstance(records, dict) else records:
        _fill(top if isinstance(records, dict) else SubElement(top, item), record)
    content = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="utf-8")
    return HttpResponse(content, status=status, content_type="text/xml; charset=utf-8")


def refusal(errors: Sequence[tuple[int, str]], *, format: str) -> HttpResponse:
    """Return errors the way GeoReport v2 does: each with its code and its words."""
    records: list[Record] = [{"code": code, "description": words} for code, words in errors]
    return answer(records, format=format, root="errors", item="error", status=errors[0][0])


def service_record(service: Service) -> Record:
    """Return a service as it stands in the list."""
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.name,
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(service.keywords),
        "group": "",
    }


def definition_record(service: Service) -> Record:
    """Return what else may be said with a request: the kind of complaint."""
    kinds: list[Record] = [{"key": kind.value, "name": str(kind.label)} for kind in KINDS]
    attribute: Record = {
        "variable": True,
        "code": "kind",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": str(_("민원 종류")),
        "values": kinds,
    }
    return {"service_code": service.code, "attributes": [attribute]}


def request_record(request: ServiceRequest) -> Record:
    """Return a request; what is not known or not shown is empty."""
    return {
        "service_request_id": request.id,
        "status": "open" if request.is_open else "closed",
        "status_notes": request.status_notes,
        "service_name": request.service_name,
        "service_code": request.service_code,
        "description": request.description,
        "agency_responsible": request.agency,
        "service_notice": "",
        "requested_datetime": _time(request.requested_at),
        "updated_datetime": _time(request.updated_at),
        "expected_datetime": _time(request.expected_at),
        "address": request.address,
        "address_id": "",
        "zipcode": "",
        "lat": request.latitude,
        "long": request.longitude,
        "media_url": "",
    }


def _time(moment: datetime | None) -> str:
    return "" if moment is None else seoul_time(moment).isoformat(timespec="seconds")


def _fill(element: Element, record: Record) -> None:
    for name, value in record.items():
        child = SubElement(element, name)
        if isinstance(value, Sequence) and not isinstance(value, str):
            for part in value:
                _fill(SubElement(child, name.removesuffix("s")), part)
        elif value is not None:
            child.text = str(value).lower() if isinstance(value, bool) else str(value)
