"""Reports on the screen and as files, and the contacts behind a figure."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from contacts.models import Contact
from korean.dates import seoul_time
from reporting import services
from tests.console.conftest import GANGNAM, held_by, make_agent, text_in
from tests.console.html import problems
from tests.contacts.conftest import EUNPYEONG, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


@pytest.fixture
def answered() -> Contact:
    """A contact that was answered and is over, counted."""
    agent = make_agent("김통계")
    contact = held_by(agent, text_in())
    contacts.finish(contact_id=contact.pk, user=agent, wrap_up_code="ANSWERED", now=timezone.now())
    services.roll_up_lately(now=timezone.now())
    return contact


def test_a_report_leads_to_the_contacts_behind_its_figures(answered: Contact, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    page = client.get("/reports/?by=district").content.decode()
    assert problems(page) == []
    assert "강남구" in page
    links = re.findall(r'href="(/reports/contacts/\?figure=answered[^"]*)"', page)
    listed = client.get(links[0].replace("&amp;", "&")).content.decode()
    assert problems(listed) == []
    assert f"/console/contacts/{answered.pk}/" in listed
    hour = client.get("/reports/?by=hour").content.decode()
    links = re.findall(r'href="(/reports/contacts/\?figure=answered[^"]*)"', hour)
    assert f"/console/contacts/{answered.pk}/" in client.get(links[0].replace("&amp;", "&")).content.decode()
    elsewhere = sign_in(make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")]))
    assert str(answered.pk) not in elsewhere.get("/reports/contacts/?figure=answered").content.decode()


def test_a_report_as_a_file(answered: Contact, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    csv = client.get("/reports/file/?by=district&format=CSV").content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("기관,대기한 상담,받은 상담,포기,서비스레벨(%)")
    assert csv[1].startswith("강남구,1,1,0,")
    assert csv[-1].startswith("합계,1,1,0,")
    answer = client.get("/reports/file/?of=agents&by=agent&format=XLSX")
    assert "김통계" in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode() or (
        "김통계" in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    )


def test_agents_see_their_own_report_only(answered: Contact, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.AGENT, name="이다른"))
    page = client.get("/reports/?of=contacts&by=district").content.decode()
    assert problems(page) == []
    assert "내 실적" in page
    assert "이 기간에는 센 것이 없습니다." in page
    assert client.get("/reports/contacts/").status_code == 403
    assert client.get("/reports/staffing/").status_code == 403
    own = sign_in(User.objects.get(display_name="김통계")).get("/reports/").content.decode()
    assert f"{seoul_time(timezone.now()):%Y-%m-%d}" in own


def test_strange_questions_are_answered_with_today(sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    for query in ("first=x&last=y", "by=nothing", "first=9999-01-01", "first=2020-01-01&by=hour", "district=0"):
        assert client.get(f"/reports/?{query}").status_code == 200, query
    assert client.get("/reports/contacts/?figure=nothing&since=x&until=y").status_code == 200
    assert client.get("/reports/staffing/?day=x&level=999&channel=NO&within=-1").status_code == 200


def test_staffing_and_teams(answered: Contact, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    assert problems(client.get("/reports/staffing/").content.decode()) == []
    assert client.get("/reports/staffing/file/?format=XLSX").status_code == 200
    assert client.post("/reports/teams/form/", {"name": "저녁 팀", "district": GANGNAM}).status_code == 302
    refused = client.post("/reports/teams/form/", {"name": "저녁 팀", "district": GANGNAM})
    assert refused.status_code == 422
    assert 'value="저녁 팀"' in refused.content.decode()
    page = client.get("/reports/teams/").content.decode()
    assert problems(page) == []
    agent = User.objects.get(display_name="김통계")
    team = re.findall(r'<option value="([0-9a-f-]{36})"', page)[0]
    assert client.post(f"/reports/teams/agents/{agent.pk}/", {"team": team}).status_code == 302
    assert f'value="{team}" selected' in client.get("/reports/teams/").content.decode()
