from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

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
