"""How the city words its notices."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from accounts.types import Role
from complaints import notices
from complaints.models import NoticeTemplate
from tests.console.html import problems
from tests.contacts.conftest import GANGNAM, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]
PLACE = "/notices/PROGRESS/ko/TEXT/"
WORDS = "처리 중 #{접수번호} #{처리예정일} #{부서} #{담당자} #{연락처} #{링크}"


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    yield
    notices.forget_wordings()


def test_a_supervisor_words_a_notice_sees_it_and_takes_it_back(sign_in: SignIn) -> None:
    browser = sign_in(make_user(Role.SUPERVISOR))
    assert problems(browser.get("/notices/").content.decode()) == []
    page = browser.get(PLACE).content.decode()
    assert problems(page) == []
    assert "민원 2026-000123-4 건을 처리하고 있습니다." in page
    shown = browser.post(f"{PLACE}preview/", {"text": WORDS}).content.decode()
    assert "처리 중 2026-000123-4 2026. 12. 1. (화) 도로관리과 홍길동" in shown
    refused = browser.post(f"{PLACE}publish/", {"title": "진행", "text": "처리 중 #{접수번호}"})
    assert refused.status_code == 400
    assert "#{담당자}" in refused.content.decode()
    assert "처리 중 #{접수번호}</textarea>" in refused.content.decode()
    browser.post(f"{PLACE}publish/", {"title": "진행", "text": WORDS})
    assert NoticeTemplate.objects.get(live=True).text == WORDS
    assert "1판" in browser.get("/notices/").content.decode()
    browser.post(f"{PLACE}standard/")
    assert not NoticeTemplate.objects.filter(live=True).exists()
    assert WORDS in browser.get(f"{PLACE}?version=1").content.decode()


def test_who_may_not_word_for_the_city(sign_in: SignIn) -> None:
    district = sign_in(make_user(Role.SUPERVISOR, scopes=[(GANGNAM, "")]))
    assert district.post(f"{PLACE}publish/", {"title": "진행", "text": WORDS}).status_code == 403
    assert sign_in(make_user(Role.OFFICIAL)).get("/notices/").status_code == 403
    assert district.get("/notices/REPLY/ko/TEXT/").status_code == 404
