"""Finding complaints by filters, keeping them under a name, and taking what they leave as a file."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.types import Role
from complaints.models import Complaint, Export, SavedView
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_work import register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")
SignIn = Callable[[User], Client]


@pytest.fixture
def complaint(agent: User) -> Complaint:
    return register(agent, held_by(agent, text_in()))


def official(sign_in: SignIn, department: str = ROADS) -> Client:
    return sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, department)]))


def test_filters_find_keep_and_export(complaint: Complaint, sign_in: SignIn) -> None:
    work = official(sign_in)
    empty = work.get("/work/find/").content.decode()
    assert problems(empty) == []
    assert complaint.number not in empty
    found = work.get("/work/find/?state=HANDED_OVER&open=true").content.decode()
    assert problems(found) == []
    assert complaint.number in found
    assert complaint.number not in work.get("/work/find/?official=me").content.decode()
    sent = {"state": "HANDED_OVER", "name": "", "department": ROADS, "shared": "yes"}
    refused = work.post("/work/find/keep/", sent)
    assert refused.status_code == 400
    assert "이름을 적어 주세요." in refused.content.decode()
    kept = work.post("/work/find/keep/", sent | {"name": "새 민원"})
    assert kept["Location"] == "/work/find/?state=HANDED_OVER"
    assert "새 민원" in official(sign_in).get("/work/find/").content.decode()
    assert "새 민원" not in official(sign_in, "11680-교통행정과").get("/work/find/").content.decode()
    view = SavedView.objects.get()
    assert work.post(f"/work/find/{view.pk}/forget/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_file_needs_a_reason(complaint: Complaint, sign_in: SignIn) -> None:
    work = official(sign_in)
    sent = {"open": "true", "format": "CSV", "reason": ""}
    assert "사유를 적어 주세요" in work.post("/work/find/export/", sent).content.decode()
    assert work.post("/work/find/export/", sent | {"reason": "월간 점검"}).status_code == 302
    assert Export.objects.get().reason == "월간 점검"
    page = work.get("/work/find/").content.decode()
    assert "월간 점검" in page
    assert problems(page) == []


def test_others_find_nothing(complaint: Complaint, sign_in: SignIn) -> None:
    stranger = official(sign_in, "11680-교통행정과")
    assert complaint.number not in stranger.get("/work/find/?open=true").content.decode()
