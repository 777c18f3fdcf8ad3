"""How a department is set up, and what supervisors and administrators look after: the screens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from complaints.models import Absence, Outage, ReplyTemplate, WebhookSubscription
from tests.console.conftest import ROADS, held_by, text_in
from tests.console.html import problems
from tests.console.test_work import FRAGMENT, press, register
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]


@pytest.fixture
def official() -> User:
    return make_user(Role.OFFICIAL, name="박도로", scopes=[(GANGNAM, ROADS)])


def test_a_head_sees_the_team_and_notes_an_absence(agent: User, official: User, sign_in: SignIn) -> None:
    head = make_user(Role.HEAD, name="최과장", scopes=[(GANGNAM, ROADS)])
    complaint = register(agent, held_by(agent, text_in()))
    work = sign_in(official)
    press(work, complaint, "receive")
    client = sign_in(head)
    page = client.get("/work/team/").content.decode()
    assert problems(page) == []
    assert "박도로" in page
    today = timezone.localdate().isoformat()
    sent = {"official": str(official.pk), "substitute": str(official.pk), "starts_on": today, "ends_on": today}
    refused = client.post("/work/team/absences/", sent, headers=FRAGMENT)
    assert (refused.status_code, "대신 맡을 다른 담당자" in refused.content.decode()) == (400, True)
    noted = client.post("/work/team/absences/", sent | {"substitute": str(head.pk)}, headers=FRAGMENT).content.decode()
    assert problems(noted) == []
    assert "대행 최과장" in noted
    assert "부재, 대행 최과장" in work.get(f"/work/{complaint.pk}/facts/").content.decode()
    client.post(f"/work/team/absences/{Absence.objects.get().pk}/end/", headers=FRAGMENT)
    assert not Absence.objects.exists()


def test_a_wording_is_kept_and_offered_filled_in(agent: User, official: User, sign_in: SignIn) -> None:
    work = sign_in(official)
    page = work.get("/work/replies/").content.decode()
    assert problems(page) == []
    sent = {"department_code": ROADS, "topic_code": "streetlight", "use": "RESULT", "name": "램프 교체"}
    refused = work.post("/work/replies/save/", sent | {"text": "#{주민번호} 건"}, headers=FRAGMENT)
    assert (refused.status_code, "#{주민번호}" in refused.content.decode()) == (400, True)
    work.post("/work/replies/save/", sent | {"text": "#{접수번호} 건의 램프를 바꿨습니다."}, headers=FRAGMENT)
    complaint = register(agent, held_by(agent, text_in()))
    press(work, complaint, "receive")
    assert (
        f"{complaint.number} 건의 램프를 바꿨습니다." in work.get(f"/work/{complaint.pk}/do/complete/").content.decode()
    )
    assert "램프 교체" not in work.get(f"/work/{complaint.pk}/do/plan/").content.decode()
    stranger = sign_in(make_user(Role.OFFICIAL, scopes=[(GANGNAM, "11680-교통행정과")]))
    reply = ReplyTemplate.objects.get()
    assert "램프 교체" not in stranger.get("/work/replies/").content.decode()
    assert stranger.post(f"/work/replies/{reply.pk}/forget/", headers=FRAGMENT).status_code == 404
    assert "램프 교체" in work.get(f"/work/replies/{reply.pk}/").content.decode()
    work.post(f"/work/replies/{reply.pk}/forget/", headers=FRAGMENT)
    assert not ReplyTemplate.objects.exists()


def test_a_supervisor_writes_an_outage_down(sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.SUPERVISOR))
    assert problems(client.get("/outages/").content.decode()) == []
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent = {"starts_on": day, "ends_on": day, "reason": "서버 고장"}
    refused = client.post("/outages/", sent)
    assert (refused.status_code, 'value="서버 고장"' in refused.content.decode()) == (400, True)
    assert client.post("/outages/", sent | {"district_codes": [GANGNAM]}).status_code == 302
    assert Outage.objects.get().district_codes == [GANGNAM]
    assert "0건에서" in client.post("/outages/running/", {"district_codes": [GANGNAM]}).content.decode()
    assert sign_in(make_user(Role.OFFICIAL)).get("/outages/").status_code == 403


def test_an_administrator_sets_a_webhook_up(sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.ADMIN))
    assert problems(client.get("/webhooks/").content.decode()) == []
    sent = {"url": "https://192.0.2.1/hook", "events": "complaint.completed", "district_code": GANGNAM}
    refused = client.post("/webhooks/", sent | {"district_code": ""})
    assert (refused.status_code, sent["url"] in refused.content.decode()) == (400, True)
    assert sign_in(make_user(Role.SUPERVISOR)).get("/webhooks/").status_code == 403
    assert not WebhookSubscription.objects.exists()
