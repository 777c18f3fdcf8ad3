from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.types import Role
from knowledgebase.services import publish
from knowledgebase.types import CITY_COLLECTION, ArticleContent
from tests.knowledgebase.conftest import NOW, make_staff

PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    cache.clear()


def test_anyone_may_search_the_published_articles(seoul: None, client: Client) -> None:
    answer = client.get("/api/articles/search", {"q": "대형폐기물 버리는 법", "district": "11440", "limit": 2})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert len(results) == 2
    assert results[0]["title"].startswith("대형폐기물")
    assert results[0]["district_variant"].startswith("마포구는")


def test_an_article_is_read_by_its_id(seoul: None, client: Client) -> None:
    found = client.get("/api/articles/search", {"q": "여권 재발급"}).json()["results"][0]
    answer = client.get(f"/api/articles/{found['article_id']}", {"district": "11680"})
    assert answer.json()["title"] == found["title"]
    assert answer.json()["law"]


def test_an_unknown_article_is_a_problem(db: None, client: Client) -> None:
    answer = client.get(f"/api/articles/{uuid4()}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["code"] == "article_not_found"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "\x00"}, "q"),
        ({"q": "가" * 501}, "q"),
        ({"q": "여권", "district": "강남"}, "district"),
        ({"q": "여권", "limit": "0"}, "limit"),
        ({"q": "여권", "limit": "x"}, "limit"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(
    districts: None, client: Client, query: dict[str, str], field: str
) -> None:
    answer = client.get("/api/articles/search", query)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert list(answer.json()["errors"]) == [field]


def test_an_unknown_district_and_odd_signs_find_what_holds_everywhere(seoul: None, client: Client) -> None:
    answer = client.get("/api/articles/search", {"q": "여권👍 재발급\u202e", "district": "99999"})
    assert answer.json()["results"][0]["title"].startswith("여권")


def test_a_visitor_who_asks_too_often_must_wait(districts: None, client: Client) -> None:
    answers = [client.get("/api/articles/search", {"q": "?"}) for _ in range(61)]
    assert answers[59].status_code == 200
    assert (answers[60].status_code, answers[60]["Content-Type"]) == (429, PROBLEM)
    assert answers[60]["Retry-After"]


def test_articles_are_not_written_here(db: None, client: Client) -> None:
    assert client.post("/api/articles/search", {"q": "x"}).status_code in (403, 405)


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def test_what_has_not_changed_is_not_sent_again(db: None, client: Client, passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    address = f"/api/articles/{article_id}"
    first = client.get(address, {"district": "11680"})
    assert first["Cache-Control"] == "public, max-age=60"
    again = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(address, {"district": "11680"}, **again).status_code == 304
    assert client.get(address, {"district": "11440"}, **again).status_code == 200
    publish(content=replace(passport, body="새 내용"), collection=CITY_COLLECTION, now=NOW)
    assert client.get(address, {"district": "11680"}, **again).status_code == 200


def test_the_list_holds_what_is_published_and_valid(db: None, client: Client, passport: ArticleContent) -> None:
    publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    ended = replace(passport, external_id="p2", valid_until=date(2020, 1, 1))
    publish(content=ended, collection=CITY_COLLECTION, now=NOW)
    page = client.get("/api/articles/", {"category": "여권", "district": "11680"})
    assert [row["external_id"] for row in page.json()["results"]] == ["p1"]
    assert page["ETag"]


def test_an_article_is_written_reviewed_and_withdrawn(db: None, client: Client) -> None:
    agent, supervisor = signed_in(Role.AGENT), signed_in(Role.SUPERVISOR)
    written = {"title": "텃밭 분양", "body": "구청에 신청합니다.", "variants": {"11680": "강남구는 2월"}}
    begun = agent.post("/api/articles/", {"title": "텃밭"}, content_type="application/json")
    assert begun.status_code == 201
    draft = f"/api/articles/drafts/{begun.json()['id']}"
    save = {"version": 1, "content": written}
    saved = agent.put(draft, save, content_type="application/json")
    stale = agent.put(draft, save, content_type="application/json")
    assert (saved.json()["version"], stale.status_code) == (2, 409)
    assert stale.json()["theirs"]["title"] == "텃밭 분양"
    seen = {"version": 2}
    assert agent.post(f"{draft}/submit", seen, content_type="application/json").json()["state"] == "REVIEW"
    assert agent.post(f"{draft}/approve", seen, content_type="application/json").status_code == 403
    assert supervisor.get("/api/articles/drafts").json()[0]["id"] == begun.json()["id"]
    done = supervisor.post(f"{draft}/approve", seen, content_type="application/json").json()
    article = f"/api/articles/{done['article_id']}"
    assert client.get(article, {"district": "11680"}).json()["district_variant"] == "강남구는 2월"
    [version] = agent.get(f"{article}/versions").json()
    assert (version["version"], version["content"]["title"]) == (1, "텃밭 분양")
    assert agent.post(f"{article}/drafts").status_code == 201
    assert agent.delete(article).status_code == 403
    assert supervisor.delete(article).status_code == 204
    assert client.get(article).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("get", "drafts"), ("delete", str(uuid4())), ("get", f"{uuid4()}/versions")]
)
def test_visitors_and_other_systems_do_not_write(db: None, client: Client, method: str, path: str) -> None:
    for visitor in (client, signed_in(Role.INTEGRATION), signed_in(Role.OFFICIAL)):
        answer = getattr(visitor, method)(f"/api/articles/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


@pytest.mark.parametrize(
    ("since", "until"), [(None, date(2000, 1, 1)), (date(2999, 1, 1), None)], ids=["no longer", "not yet"]
)
def test_an_article_outside_its_validity_is_not_read(
    districts: None, client: Client, since: date | None, until: date | None
) -> None:
    content = ArticleContent(
        external_id="v1", title="지난 제도", body="이제는 다릅니다.", valid_from=since, valid_until=until
    )
    article_id = publish(content=content, collection=CITY_COLLECTION, now=NOW)
    assert client.get(f"/api/articles/{article_id}").status_code == 404


def test_an_article_of_another_collection_is_not_read(districts: None, client: Client) -> None:
    content = ArticleContent(external_id="e1", title="평가용 글", body="시민에게 보이지 않습니다.")
    article_id = publish(content=content, collection="evaluation", now=NOW)
    assert client.get(f"/api/articles/{article_id}").status_code == 404


@pytest.mark.parametrize("name", ["category", "district"])
def test_a_letter_nobody_can_store_does_not_break_the_list(districts: None, client: Client, name: str) -> None:
    assert client.get("/api/articles/", {name: "\x00"}).status_code == 200
