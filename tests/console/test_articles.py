"""The knowledge page: what is to do, writing, reviewing, and the articles beside a conversation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.types import Role
from contacts import services as contacts
from contacts.models import Contact, Message
from knowledgebase import services
from knowledgebase.models import Article, ArticleDraft, AutomaticSetting, KnowledgeGap, QuestionCandidate
from knowledgebase.selectors import search
from knowledgebase.types import CITY_COLLECTION, ArticleContent
from korean.dates import seoul_time
from tests.console.conftest import STREETLIGHT, chat_in, held_by
from tests.console.html import problems
from tests.contacts.conftest import PASSPORT, make_user

pytestmark = pytest.mark.usefixtures("city")

SignIn = Callable[[User], Client]
TYPED = {
    "title": "텃밭 분양 신청",
    "body": "구청 도시농업팀에 신청합니다.",
    "chat_summary": "구청 도시농업팀에 신청합니다.",
    "questions": "텃밭 신청 어떻게 해요\n주말농장 하고 싶어요",
    "source": "도시농업법",
}


@pytest.fixture
def supervisor() -> User:
    return make_user(Role.SUPERVISOR, name="이관리")


@pytest.fixture
def boss(supervisor: User, sign_in: SignIn) -> Client:
    """The browser of a supervisor of the whole city."""
    return sign_in(supervisor)


def page(client: Client, address: str) -> str:
    """A page without faults in its markup."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    text = answer.content.decode()
    assert problems(text) == []
    return text


def save(client: Client, draft: ArticleDraft, **typed: Any) -> Any:
    return client.post(f"/knowledge/drafts/{draft.pk}/", {"version": draft.version, **TYPED, **typed})


def test_from_a_gap_to_a_published_article(desk: Client, boss: Client, agent: User, contact: Contact) -> None:
    address = f"/console/contacts/{contact.pk}/articles/"
    assert "맞는 답 없음" in desk.get(address, {"q": "텃밭 분양"}).content.decode()
    assert desk.post(f"{address}missing/", {"q": "텃밭 분양 받고 싶어요"}).status_code == 204
    gap = KnowledgeGap.objects.get()
    assert "텃밭 분양 받고 싶어요" in page(boss, "/knowledge/")
    begun = desk.post("/knowledge/drafts/", {"gap": str(gap.pk)})
    draft = ArticleDraft.objects.get()
    assert begun["Location"] == f"/knowledge/drafts/{draft.pk}/"
    assert "텃밭 분양 받고 싶어요" in page(desk, begun["Location"])
    save(desk, draft, submit="yes")
    draft.refresh_from_db()
    assert "승인하고 게시" in page(boss, begun["Location"])
    answer = boss.post(f"{begun['Location']}decide/", {"decision": "approve", "version": draft.version})
    article = Article.objects.get(title="텃밭 분양 신청")
    assert answer["Location"] == f"/knowledge/articles/{article.pk}/"
    assert str(agent) in page(boss, answer["Location"])
    assert "처음 쓴 내용" in page(boss, f"{answer['Location']}versions/1/")
    assert search(text="주말농장 하고 싶어요", now=timezone.now())[0].article_id == article.pk
    assert "답이 없던 질문이 없습니다." in page(boss, "/knowledge/")


def test_a_stale_save_shows_both_texts_and_keeps_what_was_typed(desk: Client, boss: Client, agent: User) -> None:
    draft = services.start_draft(user=agent, now=timezone.now())
    assert save(boss, draft).status_code == 302
    answer = save(desk, draft, title="도시 텃밭", body="다르게 씁니다.")
    text = answer.content.decode()
    assert (answer.status_code, problems(text)) == (409, [])
    assert "도시 텃밭" in text
    assert "<del>" in text
    assert "이관리" in text
    draft.refresh_from_db()
    assert draft.content["title"] == "텃밭 분양 신청"
    assert save(desk, draft, title="도시 텃밭").status_code == 302


def test_what_cannot_be_read_or_published_is_told_and_stays_typed(desk: Client, agent: User) -> None:
    draft = services.start_draft(user=agent, now=timezone.now())
    unreadable = save(desk, draft, source_date="어제")
    assert unreadable.status_code == 422
    assert "날짜를 2026-01-31처럼 적어 주세요." in unreadable.content.decode()
    incomplete = save(desk, draft, body="", submit="yes")
    text = incomplete.content.decode()
    assert incomplete.status_code == 422
    assert "내용이 없습니다." in text
    assert "주말농장 하고 싶어요" in text


def test_who_else_has_a_draft_open_is_shown(desk: Client, boss: Client, agent: User) -> None:
    draft = services.start_draft(user=agent, now=timezone.now())
    address = f"/knowledge/drafts/{draft.pk}/editors/"
    assert "이 초안을 열고" not in boss.get(address, {"version": "1"}).content.decode()
    assert "이관리님이" in desk.get(address, {"version": "1"}).content.decode()
    save(desk, draft)
    assert "에 저장했습니다." in boss.get(address, {"version": "1"}).content.decode()


def test_a_citizens_words_count_once_a_supervisor_took_them(desk: Client, boss: Client, contact: Contact) -> None:
    article = Article.objects.get()
    desk.post(f"/console/contacts/{contact.pk}/articles/{article.pk}/right/", {"q": "여권"})
    candidate = QuestionCandidate.objects.get()
    assert candidate.text == STREETLIGHT
    assert STREETLIGHT in page(boss, "/knowledge/")
    boss.post(f"/knowledge/questions/{candidate.pk}/", {"decision": "take", "text": "패스포트 만들기"})
    assert search(text="패스포트", now=timezone.now())[0].matched_question == "패스포트 만들기"
    assert desk.post(f"/knowledge/questions/{candidate.pk}/", {"decision": "take"}).status_code == 403


def test_suggestions_stay_away_while_they_are_the_same(desk: Client, agent: User) -> None:
    contact = held_by(agent, chat_in("여권 재발급 상담원 연결해 주세요"))
    address = f"/console/contacts/{contact.pk}/articles/"
    first = desk.get(address)
    assert PASSPORT.title in first.content.decode()
    digest = first.context["digest"]
    assert desk.get(address, {"shown": digest}).status_code == 204
    assert desk.get(address, {"shown": "other"}).status_code == 200


def test_pressed_twice_an_article_is_sent_once(desk: Client, contact: Contact) -> None:
    article = Article.objects.get()
    address = f"/console/contacts/{contact.pk}/articles/{article.pk}/send/"
    answers = [desk.post(address, {"key": f"{article.pk}-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert "이미 안내한" in answers[1].headers["HX-Trigger"].encode().decode("unicode_escape")
    assert Message.objects.filter(contact=contact, article_id=article.pk).count() == 1


def test_a_supervisor_sets_how_right_automatic_answers_must_be(desk: Client, boss: Client) -> None:
    contact = chat_in("여권 재발급은 어떻게 하나요?")
    contacts.not_helped(contact_id=contact.pk, now=timezone.now())
    shown = page(boss, "/knowledge/automatic/")
    assert "공통 기준" in shown
    assert "확신에 견준 정확도" in shown
    assert boss.post("/knowledge/automatic/", {"category": "여권", "precision": "80"}).status_code == 422
    boss.post("/knowledge/automatic/", {"category": "여권", "enabled": "yes", "precision": "99.5"})
    assert AutomaticSetting.objects.get().precision == 0.995
    boss.post("/knowledge/automatic/", {"category": "여권", "precision": "99.5"})
    assert chat_in("여권 재발급은 어떻게 하나요?").answered_by_article is None
    assert desk.get("/knowledge/automatic/").status_code == 403


def test_an_article_edited_by_people_is_told_of_a_new_file_and_withdrawn(boss: Client) -> None:
    article = Article.objects.get()
    Article.objects.update(file_content={"external_id": "passport-1", "title": "여권", "body": "새 내용"})
    address = f"/knowledge/articles/{article.pk}/"
    assert "배포된 글과 다른 점" in page(boss, address)
    assert "배포된 글이 달라진 글" in page(boss, "/knowledge/")
    boss.post(f"{address}keep/")
    assert "배포된 글과 다른 점" not in page(boss, address)
    boss.post(f"{address}withdraw/")
    assert "게시 중단" in page(boss, "/knowledge/articles/?status=WITHDRAWN")


def test_contradictions_and_ends_are_shown(boss: Client) -> None:
    content = ArticleContent(
        external_id="x",
        title="전입신고",
        body="14일 안에 신고합니다.",
        spoken_answer="30일 안에 신고하세요.",
        variants={"11680": "마포구는 7일입니다."},
    )
    soon = seoul_time(timezone.now()).date() + timedelta(days=5)
    services.publish(content=replace(content, valid_until=soon), collection=CITY_COLLECTION, now=timezone.now())
    text = page(boss, "/knowledge/")
    for words in ("30일", "다른 어디에도 없는 숫자입니다", "마포구", "곧 끝남"):
        assert words in text
