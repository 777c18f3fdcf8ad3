"""The articles the product brings along hold to our own rules."""

import csv
import json
import re
from typing import Any

import pytest

from districts.services.files import DATA as DISTRICT_DATA
from knowledgebase.management.commands.load_articles import DATA
from korean.hangul import sms_bytes, unencodable

FILES = sorted((DATA / "seoul").glob("*.json"))
ARTICLES: list[dict[str, Any]] = [
    {**{key: value for key, value in document.items() if key != "articles"}, **row}
    for file in FILES
    for document in [json.loads(file.read_text(encoding="utf-8"))]
    for row in document["articles"]
]
PUBLISHED_NUMBERS = {
    "107",
    "109",
    "110",
    "112",
    "119",
    "120",
    "02-120",
    "031-120",
    "126",
    "129",
    "132",
    "1303",
    "1339",
    "1350",
    "1355",
    "1357",
    "1366",
    "1388",
    "1577-0199",
    "1577-1000",
    "1577-1234",
    "1577-1366",
    "1577-1389",
    "1577-2514",
    "1577-6119",
    "1588-4388",
    "1599-0120",
    "1599-0903",
    "1533-8119",
    "1544-9030",
    "1600-1004",
    "1600-3456",
    "1644-1188",
    "1661-2642",
}
LOOKS_LIKE_A_NUMBER = re.compile(r"(?<![\d-])(?:0\d{1,2}-\d{3,4}-\d{4}|0\d{1,2}-\d{3}|1[5-8]\d\d-\d{4})(?![\d-])")

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article["external_id"]))


def test_there_are_enough_and_none_twice() -> None:
    assert len(ARTICLES) >= 60
    for field in ("external_id", "title"):
        assert len({article[field] for article in ARTICLES}) == len(ARTICLES)


@each_article
def test_an_article_is_complete(article: dict[str, Any]) -> None:
    assert len(article["questions"]) >= 5
    assert len(set(article["questions"])) == len(article["questions"])
    assert 2 <= len(re.findall(r"[.?](?:\s|$)", article["spoken_answer"])) <= 3
    assert len(article["spoken_answer"]) <= 220
    assert len(article["chat_summary"]) <= 400
    assert sms_bytes(article["sms_summary"]) <= 90
    assert unencodable(article["sms_summary"]) == ()
    assert article["law"]
    assert article["source"]
    assert article["source_date"]


@each_article
def test_only_published_telephone_numbers_are_given(article: dict[str, Any]) -> None:
    text = " ".join([article["spoken_answer"], article["body"], article["chat_summary"], article["sms_summary"]])
    assert set(LOOKS_LIKE_A_NUMBER.findall(text)) <= PUBLISHED_NUMBERS


def test_topics_and_districts_exist() -> None:
    with (DISTRICT_DATA / "seoul" / "topics.csv").open(encoding="utf-8") as file:
        topics = {row["code"] for row in csv.DictReader(file)} | {""}
    with (DISTRICT_DATA / "seoul" / "districts.csv").open(encoding="utf-8") as file:
        districts = {row["code"] for row in csv.DictReader(file)}
    assert {article["topic_code"] for article in ARTICLES} <= topics
    assert {code for article in ARTICLES for code in article.get("variants", {})} <= districts


def test_no_question_belongs_to_two_articles() -> None:
    asked = [question for article in ARTICLES for question in article["questions"]]
    assert len(set(asked)) == len(asked)
