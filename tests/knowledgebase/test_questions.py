"""Citizens' words that may become further questions of an article."""

from uuid import UUID, uuid4

import pytest

from accounts.types import Role
from knowledgebase.models import Article, QuestionCandidate
from knowledgebase.selectors import ArticleNotFound, question_candidates, search
from knowledgebase.services import EditNotAllowed, decide_question, keep_question, publish, withdraw_article
from knowledgebase.types import CITY_COLLECTION, ArticleContent, ArticleStatus, QuestionState
from tests.knowledgebase.conftest import NOW, make_staff

pytestmark = pytest.mark.django_db

GANGNAM = "11680"
WORDS = "해외여행 수첩 새로 받고 싶어요"


def kept(content: ArticleContent) -> tuple[UUID, UUID]:
    """An article, and a citizen's words that an agent found answered by it."""
    article_id = publish(content=content, collection=CITY_COLLECTION, now=NOW)
    agent = make_staff(Role.AGENT)
    assert keep_question(
        article_id=article_id, contact_ref=uuid4(), text=WORDS, district_code=GANGNAM, user=agent, now=NOW
    )
    return article_id, QuestionCandidate.objects.get(article=article_id).pk


def test_words_taken_over_find_the_article(districts: None, passport: ArticleContent) -> None:
    article_id, candidate_id = kept(passport)
    supervisor = make_staff(Role.SUPERVISOR)
    decide_question(candidate_id=candidate_id, user=supervisor, take=True, now=NOW)
    decide_question(candidate_id=candidate_id, user=supervisor, take=True, now=NOW)
    assert Article.objects.get(pk=article_id).version == 2
    assert search(text=WORDS, now=NOW)[0].matched_question == WORDS
    assert not question_candidates(user=supervisor)


def test_words_of_a_withdrawn_article_do_not_bring_it_back(districts: None, passport: ArticleContent) -> None:
    article_id, candidate_id = kept(passport)
    supervisor = make_staff(Role.SUPERVISOR)
    withdraw_article(article_id=article_id, user=supervisor, now=NOW)
    assert not question_candidates(user=supervisor)
    with pytest.raises(ArticleNotFound):
        decide_question(candidate_id=candidate_id, user=supervisor, take=True, now=NOW)
    assert Article.objects.get(pk=article_id).status == ArticleStatus.WITHDRAWN
    decide_question(candidate_id=candidate_id, user=supervisor, take=False, now=NOW)
    assert QuestionCandidate.objects.get(pk=candidate_id).state == QuestionState.DISMISSED


def test_a_districts_supervisor_adds_no_question_to_an_article_for_all(
    districts: None, passport: ArticleContent
) -> None:
    _article_id, candidate_id = kept(passport)
    with pytest.raises(EditNotAllowed):
        decide_question(
            candidate_id=candidate_id, user=make_staff(Role.SUPERVISOR, district=GANGNAM), take=True, now=NOW
        )


def test_a_citizens_words_are_read_in_their_district(districts: None, passport: ArticleContent) -> None:
    _article_id, candidate_id = kept(passport)
    [waiting] = question_candidates(user=make_staff(Role.SUPERVISOR, district=GANGNAM))
    assert waiting.pk == candidate_id
    elsewhere = make_staff(Role.SUPERVISOR, district="11440")
    assert not question_candidates(user=elsewhere)
    with pytest.raises(ArticleNotFound):
        decide_question(candidate_id=candidate_id, user=elsewhere, take=False, now=NOW)
