"""The articles the product brings along hold to our own rules."""

import csv
import json
import re
from collections import Counter
from typing import Any

from districts.services.files import DATA as DISTRICT_DATA
from knowledgebase.management.commands.load_articles import DATA
from korean.hangul import sms_bytes, unencodable

Article = dict[str, Any]

FILES = sorted((DATA / "seoul").glob("*.json"))
ARTICLES: list[Article] = [
    {**{key: value for key, value in document.items() if key != "articles"}, **row}
    for file in FILES
    for document in [json.loads(file.read_text(encoding="utf-8"))]
    for row in document["articles"]
]
NATIONAL_NUMBERS = """
107 109 110 112 117 118 119 120 123 126 129 132 182
1303 1330 1331 1332 1339 1345 1350 1355 1357 1365 1366 1372 1388 1390 1397 1398 1399
02-120 031-120 1533-8119 1544-9030 1577-0199 1577-0606 1577-1000 1577-1234 1577-1366 1577-1389 1577-2514 1577-6119
1588-4388 1599-0120 1599-0903 1600-1004 1600-3456 1644-1188 1661-2642
"""
PUBLISHED_NUMBERS = set(NATIONAL_NUMBERS.split())
WITH_HYPHEN = re.compile(r"(?<![\d-])(?:0\d{1,2}-\d{3,4}-\d{4}|0\d{1,2}-\d{3}|1[5-8]\d\d-\d{4})(?![\d-])")
UNIT = r"\s?(?:%|일|개|원|만|명|살|m|km|㎍|시간|분|년|리터|종|회|조)"
SHORT = re.compile(rf"(?<![\d.,~×-])1[0-3]\d{{1,2}}(?![\d.,~-]|{UNIT})")


def spoken_or_shown(article: Article) -> str:
    return "\n".join(article[field] for field in ("spoken_answer", "body", "chat_summary", "sms_summary"))


def faults(article: Article) -> list[str]:
    """Return what is wrong with one article, in a few words each."""
    text = spoken_or_shown(article)
    checks = {
        "questions": len(set(article["questions"])) == len(article["questions"]) >= 5,
        "spoken answer": 2 <= len(re.findall(r"[.?](?:\s|$)", article["spoken_answer"])) <= 3,
        "spoken length": len(article["spoken_answer"]) <= 220,
        "chat summary": 0 < len(article["chat_summary"]) <= 400,
        "SMS length": 0 < sms_bytes(article["sms_summary"]) <= 90,
        "SMS letters": not unencodable(article["sms_summary"]),
        "body": len(article["body"].splitlines()) >= 3,
        "law and source": bool(article["law"] and article["source"] and article["source_date"]),
        "synonyms": bool(article["synonyms"]),
        "telephone numbers": {*WITH_HYPHEN.findall(text), *SHORT.findall(text)} <= PUBLISHED_NUMBERS,
    }
    return [name for name, passed in checks.items() if not passed]


def test_every_article_is_complete_and_gives_only_published_numbers() -> None:
    assert {article["external_id"]: found for article in ARTICLES if (found := faults(article))} == {}


def test_the_check_of_an_article_can_fail() -> None:
    wrong = {**ARTICLES[0], "body": "문의는 02-345-6789나 1234로 하세요.", "sms_summary": "가" * 46, "law": ""}
    assert faults(wrong) == ["SMS length", "body", "law and source", "telephone numbers"]


def test_there_are_enough_and_nothing_is_said_twice() -> None:
    assert len(ARTICLES) >= 200
    for field in ("external_id", "title", "spoken_answer", "sms_summary"):
        assert [value for value, times in Counter(article[field] for article in ARTICLES).items() if times > 1] == []
    asked = Counter(question.replace(" ", "") for article in ARTICLES for question in article["questions"])
    assert [question for question, times in asked.items() if times > 1] == []


def test_what_articles_refer_to_exists() -> None:
    with (DISTRICT_DATA / "seoul" / "topics.csv").open(encoding="utf-8") as file:
        topics = {row["code"] for row in csv.DictReader(file)} | {""}
    with (DISTRICT_DATA / "seoul" / "districts.csv").open(encoding="utf-8") as file:
        districts = {row["code"] for row in csv.DictReader(file)}
    numbers = {article["external_id"] for article in ARTICLES}
    assert {article["topic_code"] for article in ARTICLES} <= topics
    assert {code for article in ARTICLES for code in article.get("variants", {})} <= districts
    assert {other for article in ARTICLES for other in article["related"]} <= numbers
    assert [article["external_id"] for article in ARTICLES if article["external_id"] in article["related"]] == []
