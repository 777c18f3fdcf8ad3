from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import resolve
from pytest_django import Settings

from accounts.models import User
from accounts.types import Role
from feed.models import Event
from knowledgebase.models import Article, ArticleVersion, Editing, ExpiryReminder
from knowledgebase.policies.content import restore
from knowledgebase.selectors import article, others_editing, search, versions_of
from knowledgebase.services import (
    ArticleMovedOn,
    ArticleRefused,
    DraftNotPossible,
    EditNotAllowed,
    ReasonMissing,
    SecondPersonNeeded,
    StaleDraft,
    approve,
    catch_up,
    discard,
    forget_editors,
    note_editing,
    publish,
    remind_of_expiry,
    return_draft,
    save_draft,
    start_draft,
    submit,
    take_back,
    withdraw_article,
)
from knowledgebase.types import CITY_COLLECTION, ArticleContent, DraftState
from messaging.models import OutboundMessage
from tests.knowledgebase.conftest import NOW, make_staff

pytestmark = pytest.mark.django_db

GANGNAM, MAPO = "11680", "11440"


@pytest.fixture
def agent() -> User:
    return make_staff(Role.AGENT)


@pytest.fixture
def supervisor() -> User:
    return make_staff(Role.SUPERVISOR)


@pytest.fixture
def gangnam() -> User:
    return make_staff(Role.SUPERVISOR, district=GANGNAM)


def reviewed(author: User, content: ArticleContent, **article: Any) -> Any:
    """A draft that waits for review."""
    draft = start_draft(user=author, now=NOW, **article)
    draft = save_draft(draft_id=draft.pk, user=author, content=content, version=draft.version, now=NOW)
    return submit(draft_id=draft.pk, user=author, version=draft.version, now=NOW)


def test_a_draft_is_found_only_once_it_is_published(agent: User, supervisor: User, passport: ArticleContent) -> None:
    draft = reviewed(agent, replace(passport, title="푸뇨댜 발급", questions=("푸뇨댜 신청",)))
    assert not [hit for hit in search(text="푸뇨댜 신청", now=NOW) if "푸뇨댜" in hit.title]
    done = approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    assert done.state == DraftState.PUBLISHED
    assert search(text="푸뇨댜 신청", now=NOW)[0].article_id == done.article_id
    [version] = versions_of(article_id=done.article_id)
    assert (version.author, version.approver) == (agent, supervisor)


def test_the_published_text_stays_until_the_next_version_is_approved(
    agent: User, supervisor: User, passport: ArticleContent
) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    draft = reviewed(agent, replace(passport, body="동주민센터에서 신청합니다."), article_id=article_id)
    assert article(article_id=article_id).body == passport.body
    approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    assert article(article_id=article_id).body == "동주민센터에서 신청합니다."
    assert [version.version for version in versions_of(article_id=article_id)] == [2, 1]
    assert restore(ArticleVersion.objects.get(article=article_id, version=1).content) == passport


def test_who_wrote_a_draft_does_not_approve_it(supervisor: User, passport: ArticleContent, settings: Any) -> None:
    draft = reviewed(supervisor, passport)
    with pytest.raises(SecondPersonNeeded):
        approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    settings.KNOWLEDGE_TWO_PEOPLE = False
    assert approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW).state == DraftState.PUBLISHED


def test_an_article_has_one_open_draft(agent: User, supervisor: User, passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    first = start_draft(user=agent, article_id=article_id, now=NOW)
    assert start_draft(user=supervisor, article_id=article_id, now=NOW) == first
    discard(draft_id=first.pk, user=agent, now=NOW)
    assert start_draft(user=supervisor, article_id=article_id, now=NOW) != first


def test_a_stale_save_is_refused_with_the_other_text(agent: User, supervisor: User, passport: ArticleContent) -> None:
    draft = start_draft(user=agent, content=passport, now=NOW)
    save_draft(draft_id=draft.pk, user=supervisor, content=replace(passport, title="새 제목"), version=1, now=NOW)
    with pytest.raises(StaleDraft) as refused:
        save_draft(draft_id=draft.pk, user=agent, content=replace(passport, title="내 제목"), version=1, now=NOW)
    assert refused.value.extra["theirs"]["title"] == "새 제목"
    assert (refused.value.extra["by"], refused.value.extra["version"]) == (str(supervisor), 2)
    with pytest.raises(StaleDraft):
        submit(draft_id=draft.pk, user=agent, version=1, now=NOW)


def test_a_draft_may_be_incomplete_but_not_go_to_review(agent: User) -> None:
    draft = start_draft(user=agent, now=NOW)
    with pytest.raises(ArticleRefused) as refused:
        submit(draft_id=draft.pk, user=agent, version=draft.version, now=NOW)
    assert len(refused.value.extra["problems"]) == 2


def test_a_reviewed_draft_is_returned_with_a_reason_and_not_written_on_meanwhile(
    agent: User, supervisor: User, passport: ArticleContent
) -> None:
    draft = reviewed(agent, passport)
    with pytest.raises(DraftNotPossible):
        save_draft(draft_id=draft.pk, user=agent, content=passport, version=draft.version, now=NOW)
    with pytest.raises(ReasonMissing):
        return_draft(draft_id=draft.pk, user=supervisor, reason=" ", now=NOW)
    returned = return_draft(draft_id=draft.pk, user=supervisor, reason="근거를 적어 주세요.", now=NOW)
    assert (returned.state, returned.returned_because) == (DraftState.WRITING, "근거를 적어 주세요.")
    submit(draft_id=draft.pk, user=agent, version=draft.version, now=NOW)
    assert take_back(draft_id=draft.pk, user=agent, now=NOW).state == DraftState.WRITING


def test_a_draft_of_an_older_version_is_not_published_over_a_newer_one(
    agent: User, supervisor: User, passport: ArticleContent
) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    draft = reviewed(agent, replace(passport, body="가"), article_id=article_id)
    publish(content=replace(passport, body="나"), collection=CITY_COLLECTION, now=NOW)
    with pytest.raises(ArticleMovedOn):
        approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    catch_up(draft_id=draft.pk, user=supervisor, now=NOW)
    approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    assert article(article_id=article_id).body == "가"


def test_a_districts_supervisor_publishes_only_what_is_different_there(
    agent: User, gangnam: User, passport: ArticleContent
) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)

    def approved(content: ArticleContent) -> bool:
        draft = reviewed(agent, content, article_id=article_id)
        try:
            approve(draft_id=draft.pk, user=gangnam, version=draft.version, now=NOW)
        except EditNotAllowed:
            discard(draft_id=draft.pk, user=agent, now=NOW)
            return False
        return True

    assert not approved(replace(passport, body="다른 내용"))
    assert not approved(replace(passport, variants={**passport.variants, MAPO: "마포구는 3층입니다."}))
    assert approved(replace(passport, variants={GANGNAM: "강남구는 3층입니다."}))
    with pytest.raises(EditNotAllowed):
        withdraw_article(article_id=article_id, user=gangnam, now=NOW)


def test_a_districts_own_article_is_its_supervisors(agent: User, gangnam: User, passport: ArticleContent) -> None:
    draft = reviewed(agent, replace(passport, district_code=GANGNAM))
    approve(draft_id=draft.pk, user=gangnam, version=draft.version, now=NOW)
    other = reviewed(agent, replace(passport, external_id="p2", title="마포", district_code=MAPO))
    with pytest.raises(EditNotAllowed):
        approve(draft_id=other.pk, user=gangnam, version=other.version, now=NOW)


def test_agents_propose_and_auditors_only_read(agent: User, supervisor: User, passport: ArticleContent) -> None:
    auditor = make_staff(Role.AUDITOR)
    with pytest.raises(EditNotAllowed):
        start_draft(user=auditor, content=passport, now=NOW)
    draft = reviewed(supervisor, passport)
    with pytest.raises(EditNotAllowed):
        approve(draft_id=draft.pk, user=agent, version=draft.version, now=NOW)
    with pytest.raises(EditNotAllowed):
        discard(draft_id=draft.pk, user=agent, now=NOW)


def test_who_else_has_the_draft_open_is_known_for_a_while(agent: User, supervisor: User) -> None:
    draft = start_draft(user=agent, now=NOW)
    note_editing(draft_id=draft.pk, user=supervisor, now=NOW)
    note_editing(draft_id=draft.pk, user=supervisor, now=NOW + timedelta(seconds=30))
    [other] = others_editing(draft_id=draft.pk, user=agent, now=NOW + timedelta(seconds=60))
    assert (other.user, other.since) == (supervisor, NOW)
    assert others_editing(draft_id=draft.pk, user=supervisor, now=NOW) == []
    assert others_editing(draft_id=draft.pk, user=agent, now=NOW + timedelta(minutes=2)) == []
    assert forget_editors(now=NOW + timedelta(hours=2)) == 1
    assert not Editing.objects.exists()


def test_the_end_of_validity_is_told_once_at_each_step(passport: ArticleContent) -> None:
    # NOW is 23 November in Seoul.
    publish(content=replace(passport, valid_until=date(2026, 12, 20)), collection=CITY_COLLECTION, now=NOW)
    assert remind_of_expiry(now=NOW - timedelta(days=10)) == 0
    assert [remind_of_expiry(now=NOW + timedelta(days=days)) for days in (0, 1, 20, 21, 27, 40)] == [1, 0, 1, 0, 1, 0]
    assert list(ExpiryReminder.objects.order_by("at").values_list("days_before", flat=True)) == [30, 7, 0]


def test_who_wrote_and_who_approved_an_ending_article_are_told(
    passport: ArticleContent, agent: User, supervisor: User
) -> None:
    ending = replace(passport, valid_until=date(2026, 12, 20))
    publish(content=ending, collection=CITY_COLLECTION, author=agent, approver=supervisor, now=NOW)
    remind_of_expiry(now=NOW)
    told = Event.objects.filter(kind="article.expiring").values_list("stream", flat=True)
    assert {f"user:{agent.pk}", f"user:{supervisor.pk}", "city"} <= set(told)


def test_owners_with_an_address_get_one_letter_at_each_step(
    passport: ArticleContent, agent: User, supervisor: User, settings: Settings
) -> None:
    settings.CHANNEL_PROVIDERS = settings.CHANNEL_PROVIDERS | {"EMAIL": "email"}
    settings.PUBLIC_BASE_URL = "https://city.example"
    User.objects.filter(pk=agent.pk).update(email="kim@city.example")
    User.objects.filter(pk=supervisor.pk).update(email="no address")
    ending = replace(passport, valid_until=date(2026, 12, 20))
    article_id = publish(content=ending, collection=CITY_COLLECTION, author=agent, approver=supervisor, now=NOW)
    assert [remind_of_expiry(now=NOW + timedelta(days=days)) for days in (0, 1, 21)] == [1, 0, 1]
    letters = list(OutboundMessage.objects.all())
    assert {(letter.channel, letter.recipient, letter.reference) for letter in letters} == {
        ("EMAIL", "kim@city.example", f"article:{article_id}")
    }
    assert len(letters) == 2
    assert "여권 발급" in letters[0].text
    assert "2026-12-20" in letters[0].text
    address = next(word for word in letters[0].text.split() if word.startswith("https://city.example/"))
    assert resolve(address.removeprefix("https://city.example")).kwargs == {"article_id": article_id}


def test_supervisors_own_an_article_that_nobody_wrote(passport: ArticleContent, supervisor: User) -> None:
    elsewhere, there = (make_staff(Role.SUPERVISOR, district=code) for code in (MAPO, GANGNAM))
    ending = {"valid_until": date(2026, 12, 20)}
    publish(content=replace(passport, **ending), collection=CITY_COLLECTION, now=NOW)
    remind_of_expiry(now=NOW)
    assert _people_told() == {supervisor.pk}
    local = replace(passport, external_id="p2", district_code=GANGNAM, variants={}, **ending)
    publish(content=local, collection=CITY_COLLECTION, now=NOW)
    remind_of_expiry(now=NOW)
    assert _people_told() == {supervisor.pk, there.pk}
    assert elsewhere.pk not in _people_told()
    assert not OutboundMessage.objects.exists()


def _people_told() -> set[UUID]:
    streams = Event.objects.filter(kind="article.expiring").values_list("stream", flat=True)
    return {UUID(stream.removeprefix("user:")) for stream in streams if stream.startswith("user:")}


def test_a_withdrawn_article_is_found_no_more(supervisor: User, passport: ArticleContent) -> None:
    article_id = publish(content=replace(passport, title="푸뇨댜 발급"), collection=CITY_COLLECTION, now=NOW)
    assert article_id in {hit.article_id for hit in search(text="푸뇨댜 발급", now=NOW)}
    withdraw_article(article_id=article_id, user=supervisor, now=NOW)
    assert article_id not in {hit.article_id for hit in search(text="푸뇨댜 발급", now=NOW)}
    assert Article.objects.get(pk=article_id).version == 1


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("category", "가" * 41),
        ("topic_code", "a" * 41),
        ("district_code", "1" * 11),
        ("department_code", "a" * 81),
        ("law", "가" * 301),
        ("source", "가" * 301),
        ("sms_summary", "a" * 1001),
        ("variants", {"1" * 11: "다릅니다."}),
    ],
)
def test_what_no_column_can_hold_is_refused_before_review(
    db: None, agent: User, passport: ArticleContent, field: str, text: Any
) -> None:
    draft = start_draft(user=agent, content=replace(passport, **{field: text}), now=NOW)
    with pytest.raises(ArticleRefused):
        submit(draft_id=draft.pk, user=agent, version=draft.version, now=NOW)
