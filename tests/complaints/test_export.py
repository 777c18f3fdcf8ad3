"""What a filter leaves, as a file: masked by role, safe in a spreadsheet, on record, gone after a day."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessRecord, User
from complaints import selectors, services
from complaints.models import Export
from complaints.policies import export as rules
from complaints.policies.export import safe_cell
from complaints.policies.transitions import InvalidFields
from complaints.types import State
from complaints.types.lists import ExportFormat, ExportState
from tests.complaints.conftest import MONDAY, City, ComplaintMaker


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}


def export(user: User, *, now: datetime = MONDAY, format: ExportFormat = ExportFormat.CSV, **filters: Any) -> Export:
    asked = services.request_export(
        user=user, filters=filters, format=format, reason="월간 보고", address="127.0.0.1", now=now
    )
    assert services.write_exports_due(limit=5, clock=lambda: now) == 1
    return Export.objects.get(pk=asked.pk)


def content(user: User, row: Export) -> bytes:
    _row, file = services.open_export(export_id=row.id, user=user, address="", now=MONDAY)
    with file:
        return file.read()


def table(user: User, row: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(user, row).decode("utf-8-sig"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}cmd|' /C calc'!A0").startswith("'")
    assert safe_cell("정상=1") == "정상=1"


def test_texts_are_for_those_whose_work_they_are(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(title='=HYPERLINK("x")', state=State.COMPLETED)
    make_complaint(district_code="11380", department_code="11380-주차관리과")
    official, admin = city.user("official"), city.user("admin")
    (seen,) = table(official, export(official))
    assert seen["제목"] == '\'=HYPERLINK("x")'
    assert (seen["상태"], seen["담당자"], seen["접수한 때"]) == ("처리 완료", "official 님", "2026-11-23 10:00")
    assert seen["처리 결과"] == "현장에서 2대를 단속했습니다."
    hidden = table(admin, export(admin))
    assert [(row["제목"], row["내용"], row["장소"]) for row in hidden] == [("***", "***", "***")] * 2
    assert AccessRecord.objects.filter(action="EXPORT", reason="월간 보고").count() == 4  # asked for, and fetched


def test_an_export_is_pages_of_what_the_filter_leaves(
    city: City, make_complaint: ComplaintMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_complaint(title=f"주차 {number}")
    monkeypatch.setattr("complaints.services.exporting.ROWS_AT_ONCE", 2)
    agent = city.user("agent")
    row = export(agent, q=["주차"])
    assert (row.total, row.done, row.state, row.masked) == (5, 5, ExportState.READY, True)
    assert len(table(agent, row)) == 5
    line = selectors.exports_of(user=agent)[0]
    assert (line.done, line.filters) == (5, {"q": ["주차"]})


def test_a_spreadsheet_holds_strings_and_no_formulas(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint(title="=1+1")
    head = city.user("head")
    with zipfile.ZipFile(io.BytesIO(content(head, export(head, format=ExportFormat.XLSX)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet


def test_an_export_needs_a_reason_and_an_end(
    city: City, make_complaint: ComplaintMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_complaint()
    give: dict[str, Any] = {"user": city.user("agent"), "format": ExportFormat.CSV, "address": "", "now": MONDAY}
    with pytest.raises(InvalidFields, match="확인"):
        services.request_export(filters={}, reason=" ", **give)
    monkeypatch.setattr(rules, "MOST_ROWS", 0)
    with pytest.raises(InvalidFields) as refusal:
        services.request_export(filters={}, reason="보고", **give)
    assert "filters" in refusal.value.extra["errors"]
    assert not Export.objects.exists()


def test_a_writer_that_died_is_followed_by_another_three_times(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint()
    agent = city.user("agent")
    row = export(agent)
    Export.objects.filter(pk=row.pk).update(
        state=ExportState.RUNNING, lease_until=MONDAY, stored_as="", expires_at=None, attempts=3
    )
    assert services.write_exports_due(limit=5, clock=lambda: MONDAY) == 0  # the lease still runs
    assert services.write_exports_due(limit=5, clock=lambda: MONDAY + timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert row.state == ExportState.FAILED


def test_only_who_asked_fetches_it_and_only_for_a_day(
    city: City, make_complaint: ComplaintMaker, client: Client
) -> None:
    make_complaint()
    agent = city.user("agent")
    row = export(agent, now=timezone.now())
    client.force_login(agent)
    response = client.get(f"/exports/{row.id}/")
    assert b"".join(response.streaming_content).decode("utf-8-sig").startswith("접수번호,")  # type: ignore[attr-defined]
    client.force_login(city.user("admin"))
    assert client.get(f"/exports/{row.id}/").status_code == 404
    assert services.expire_exports(now=timezone.now() + timedelta(hours=25)) == 1
    client.force_login(agent)
    assert client.get(f"/exports/{row.id}/").status_code == 404
    row.refresh_from_db()
    assert (row.state, row.stored_as) == (ExportState.EXPIRED, "")
