"""How many statements each page of complaints takes, besides the session's own; the same with more complaints."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from complaints import selectors
from complaints.models import Complaint
from contacts.models import Contact
from tests.complaints.conftest import NOT_COUNTED
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.test_work import FRAGMENT, press, register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

LIST, DETAIL, CREATE, CHANGE, TRANSFER = 6, 10, 15, 12, 16
TRAFFIC = "11680-교통행정과"


def taken(work: Callable[[], Any]) -> int:
    """Return the statements of a request, besides its session, the wordings and senders asked every ten seconds, and
    how messaging finds the way to the citizen."""
    with CaptureQueriesContext(connection) as queries:
        answer = work()
    assert answer.status_code < 300, answer.content.decode()
    said = [query["sql"] for query in queries]
    left_out = (*NOT_COUNTED, '"django_session"', 'FROM "complaints_noticetemplate"', 'FROM "messaging_sender"')
    return sum(not any(part in sql for part in left_out) for sql in said)


def register_page(desk: Client, contact: Contact) -> Any:
    given = {"title": "가로등", "body": "꺼짐", "place": "", "district": GANGNAM, "topic": "streetlight"}
    return desk.post(
        f"/console/contacts/{contact.pk}/complaint/",
        given | {"key": uuid4().hex, "kind": "SIMPLE", "department": ROADS},
        headers=FRAGMENT,
    )


def test_pages_keep_their_budgets(agent: User, sign_in: Callable[[User], Client]) -> None:
    contact = held_by(agent, text_in())
    complaint = register(agent, contact)
    work = sign_in(make_user(Role.OFFICIAL, name="박도로", scopes=[(GANGNAM, ROADS)]))
    desk = sign_in(agent)
    status = f"/status/{selectors.token_of(complaint_id=complaint.pk)}/"
    pages: dict[str, tuple[int, Callable[[], Any]]] = {
        "worklist": (LIST, lambda: work.get("/work/")),
        "pile": (LIST, lambda: work.get("/work/list/?bucket=NEW")),
        "escalated": (LIST, lambda: work.get("/work/list/?bucket=ESCALATED")),
        "tasks": (LIST, lambda: work.get("/tasks/")),
        "beside a pile": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/", headers=FRAGMENT)),
        "alone": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/")),
        "facts": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/facts/")),
        "record": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/record/")),
        "actions": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/actions/")),
        "files": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/files/")),
        "cooperation": (DETAIL, lambda: work.get(f"/work/{complaint.pk}/cooperation/")),
        "status": (DETAIL, lambda: Client().get(status)),
    }
    one = {name: taken(page) for name, (_most, page) in pages.items()}
    assert {name: count for name, count in one.items() if count > pages[name][0]} == {}
    register_page(desk, contact)
    assert taken(lambda: register_page(desk, contact)) <= CREATE
    assert {name: taken(page) for name, (_most, page) in pages.items()} == one

    def do(action: str, **values: Any) -> int:
        found = Complaint.objects.get(pk=complaint.pk)
        return taken(lambda: press(work, found, action, **values))

    assert do("receive") <= CHANGE
    assert do("plan", plan="현장을 봅니다.", planned_for=timezone.localdate().isoformat()) <= CHANGE
    assert do("report-progress", progress="자재를 주문했습니다.") <= CHANGE
    assert do("complete", result="고쳤습니다.", closing_reason="RESOLVED") <= CHANGE


def test_a_transfer_keeps_its_budget(agent: User, sign_in: Callable[[User], Client]) -> None:
    complaint = register(agent, held_by(agent, text_in()))
    work = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, ROADS)]))
    moved = {"district_code": GANGNAM, "department_code": TRAFFIC, "reason": "신호등입니다."}
    assert taken(lambda: press(work, complaint, "transfer", **moved)) <= TRANSFER
