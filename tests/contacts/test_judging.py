"""Answers that did not help, and words that agents keep."""

from datetime import timedelta
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.types import Role
from contacts import services
from contacts.policies.text import says_not_helped
from contacts.services.answering import ArticleNotValid
from contacts.types import ContactState
from knowledgebase.models import Article, ArticleUse, KnowledgeGap, QuestionCandidate
from knowledgebase.selectors import ArticleNotFound, search
from knowledgebase.types import GapSource, UseKind
from routing import selectors as routing
from tests.contacts.conftest import GANGNAM, NOW, accepted, chat_in, later, make_user, text_in

pytestmark = pytest.mark.usefixtures("city")

PASSPORT = "여권 재발급은 어떻게 하나요?"
STREETLIGHT = "강남구 역삼동 가로등이 꺼졌어요"


def uses() -> set[str]:
    return set(ArticleUse.objects.values_list("kind", flat=True))


def test_an_answer_that_did_not_help_brings_an_agent_before_the_others() -> None:
    waiting = chat_in("여권 재발급 상담원 연결해 주세요")
    assert waiting.state == ContactState.WAITING
    contact = chat_in(PASSPORT, now=later(10))
    services.not_helped(contact_id=contact.pk, now=later(20))
    contact.refresh_from_db()
    assert contact.state == ContactState.WAITING
    assert routing.position(contact_ref=contact.pk) == 1
    assert uses() == {UseKind.AUTOMATIC, UseKind.NOT_HELPFUL}
    gap = KnowledgeGap.objects.get()
    assert (gap.text, gap.source, gap.topic_code) == (PASSPORT, GapSource.CITIZEN, "passport")


def test_a_word_by_text_message_does_the_same() -> None:
    text_in(PASSPORT)
    contact = text_in("도움이 안 됐어요", now=later(10))
    assert contact.state == ContactState.WAITING
    assert UseKind.NOT_HELPFUL in uses()
    assert KnowledgeGap.objects.get().text == PASSPORT


def test_thanks_confirm_an_answer_and_asking_for_a_person_counts_against_it() -> None:
    text_in(PASSPORT)
    text_in("네 감사합니다", now=later(10))
    assert uses() == {UseKind.AUTOMATIC, UseKind.RIGHT}
    text_in("상담원", now=later(20))
    assert UseKind.RETURNED in uses()
    assert not KnowledgeGap.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "도움이 안 됐어요",
        "도움 안 됨",
        "전혀 도움 안 돼요",
        "도움이 되지 않았습니다.",
        "도움 안됐음ㅠㅠ",
        "not helpful",
    ],
)
def test_what_says_that_it_did_not_help(text: str) -> None:
    assert says_not_helped(text)


@pytest.mark.parametrize("text", ["도움이 됐어요", "장애인 도움 신청이 안 됐는데 왜 그런가요", "노인 도움 서비스"])
def test_what_only_speaks_of_help(text: str) -> None:
    assert not says_not_helped(text)


def test_an_agent_keeps_the_citizens_words_for_a_supervisor_to_look_at(agent: User) -> None:
    contact = accepted(chat_in(STREETLIGHT), agent)
    [hit] = search(text=PASSPORT, now=NOW)
    given = {"contact_id": contact.pk, "user": agent, "article_id": hit.article_id, "now": NOW}
    assert services.confirm_article(**given, words="  패스포트   만들래요 ")
    assert not services.confirm_article(**given, words="패스포트 만들래요")
    candidate = QuestionCandidate.objects.get()
    assert (candidate.text, candidate.contact_ref) == ("패스포트 만들래요", contact.pk)
    assert not search(text="패스포트", now=NOW)
    with pytest.raises(ArticleNotFound):
        services.confirm_article(contact_id=contact.pk, user=agent, article_id=uuid4(), words="여권", now=NOW)


def test_a_missing_answer_is_kept_once_with_its_place(agent: User) -> None:
    contact = accepted(chat_in(STREETLIGHT), agent)
    given = {"contact_id": contact.pk, "user": agent, "now": NOW}
    assert services.report_missing_answer(**given, words="주민번호 900101-1234567 가로등 색을 바꿀 수 있나요")
    assert not services.report_missing_answer(**given, words="주민번호 900101-1234567 가로등 색을 바꿀 수 있나요")
    gap = KnowledgeGap.objects.get()
    assert (gap.district_code, gap.reported_by, gap.source) == (GANGNAM, agent, GapSource.AGENT)
    assert "1234567" not in gap.text


def test_only_who_may_note_in_a_conversation_judges_an_article_in_it(agent: User) -> None:
    contact = accepted(chat_in(STREETLIGHT), agent)
    [hit] = search(text=PASSPORT, now=NOW)
    client, official = APIClient(), make_user(Role.OFFICIAL)
    address = f"/api/articles/{hit.article_id}/feedback"
    told = {"contact": str(contact.pk), "kind": "NOT_HELPFUL"}
    client.force_authenticate(official)
    assert client.post(address, told, format="json").status_code in (403, 404)
    client.force_authenticate(agent)
    assert client.post(address, told | {"contact": str(uuid4())}, format="json").status_code == 404
    assert not uses()
    assert client.post(address, told, format="json").status_code == 204
    assert uses() == {UseKind.NOT_HELPFUL}


def test_an_article_that_is_not_valid_any_more_is_not_sent(agent: User) -> None:
    contact = accepted(chat_in(STREETLIGHT), agent)
    [hit] = search(text=PASSPORT, now=NOW)
    Article.objects.filter(pk=hit.article_id).update(valid_until=NOW.date() - timedelta(days=1))
    with pytest.raises(ArticleNotValid):
        services.send_article(contact_id=contact.pk, user=agent, article_id=hit.article_id, now=NOW)
