import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowledgebase.models import Article
from knowledgebase.selectors import search
from knowledgebase.services import UnreadableFile, load_articles
from knowledgebase.services import load as loading
from tests.knowledgebase.conftest import NOW

HEADER = "번호,분류,제목,내용\n"


@pytest.fixture
def write(tmp_path: Path, districts: None) -> "type[Path] | object":
    def write_file(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_file


def test_a_csv_is_cleaned_and_loaded(write) -> None:  # type: ignore[no-untyped-def]
    path = write("faq.csv", HEADER + "7,환경,빗물&amp;amp;하수,<p>구청   치수과</p> 돋움 돋움 문의\n")
    report = load_articles(path=path, collection="faq", now=NOW)
    row = Article.objects.get(collection="faq")
    assert (report.created, report.refused) == (1, ())
    assert (row.external_id, row.category, row.title) == ("7", "환경", "빗물&하수")
    assert row.body == "구청 치수과 문의"


def test_a_district_named_in_the_title_is_the_scope(write) -> None:  # type: ignore[no-untyped-def]
    path = write("faq.csv", HEADER + "1,환경,[강남구] 청소,내용\n2,환경,마포 텃밭,내용\n3,환경,집중 단속,내용\n")
    load_articles(path=path, collection="faq", now=NOW)
    scopes = dict(Article.objects.filter(collection="faq").values_list("external_id", "district_code"))
    assert scopes == {"1": "11680", "2": "11440", "3": ""}


def test_loading_twice_changes_nothing(write) -> None:  # type: ignore[no-untyped-def]
    path = write("faq.csv", HEADER + "".join(f"{number},환경,제목 {number},내용\n" for number in range(205)))
    steps: list[tuple[int, int]] = []
    first = load_articles(
        path=path, collection="faq", now=NOW, progress=lambda done, total: steps.append((done, total))
    )
    second = load_articles(path=path, collection="faq", now=NOW)
    assert (first.created, second.created, second.unchanged) == (205, 0, 205)
    assert steps == [(100, 205), (200, 205), (205, 205)]


def test_bad_rows_are_refused_and_the_others_taken(write) -> None:  # type: ignore[no-untyped-def]
    path = write("faq.csv", HEADER + "1,가,제목,내용\n,가,제목,내용\n3,가,,내용\n4,가,제목,\n1,가,또,내용\n")
    report = load_articles(path=path, collection="faq", now=NOW)
    assert report.created == 1
    assert [(refusal.row, refusal.external_id) for refusal in report.refused] == [(2, ""), (3, "3"), (4, "4"), (5, "1")]
    assert all(refusal.reason for refusal in report.refused)


def test_json_with_an_unknown_field_or_a_wrong_value_is_refused(write) -> None:  # type: ignore[no-untyped-def]
    good = {"external_id": "a", "title": "제목", "body": "내용", "source_date": "2026-01-02", "questions": ["물음"]}
    rows = [good, {**good, "external_id": "b", "titel": "x"}, {**good, "external_id": "c", "source_date": "어제"}]
    rows.append({**good, "external_id": "d", "title": 5})
    path = write("own.json", json.dumps({"category": "공통", "articles": rows}, ensure_ascii=False))
    report = load_articles(path=path, collection="own", now=NOW)
    assert [refusal.external_id for refusal in report.refused] == ["b", "c", "d"]
    assert Article.objects.get(collection="own").category == "공통"


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("x.csv", "번호,제목\n1,가\n", "utf-8"),
        ("x.csv", HEADER + "1,가,나,다\n", "cp949"),
        ("x.json", "{", "utf-8"),
        ("x.json", '{"rows": []}', "utf-8"),
        ("x.json", "[1]", "utf-8"),
    ],
)
def test_what_cannot_be_read_is_told(write, name: str, text: str, encoding: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnreadableFile):
        load_articles(path=write(name, text, encoding), collection="x", now=NOW)


def test_a_missing_file_is_told(districts: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="없습니다"):
        call_command("import_articles", str(tmp_path / "no.csv"))


def test_an_interrupted_load_goes_on_where_it_stopped(write, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    path = write("faq.csv", HEADER + "".join(f"{number},환경,제목 {number},내용\n" for number in range(150)))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_articles(path=path, collection="faq", now=NOW, progress=stop)
    assert Article.objects.filter(collection="faq").count() == loading.BATCH
    report = load_articles(path=path, collection="faq", now=NOW)
    assert (report.created, report.unchanged) == (50, 100)


def test_the_commands_import_and_measure(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    articles = write("faq.csv", HEADER + "1,가,여권 발급,구청\n2,가,가로등 고장,신고\n3,가,,x\n")
    cases = write("cases.csv", "query_id,query,gold_ids\na,여권 발급 어떻게,1\nb,가로등이 고장,2\nc,우주여행,\n")
    out, told = StringIO(), StringIO()
    call_command("import_articles", str(articles), "--collection", "faq", stdout=out, stderr=told)
    assert "새 글 2" in out.getvalue()
    assert "3번째" in told.getvalue()
    answers = tmp_path / "answers.csv"
    call_command("evaluate_search", str(cases), "--answers", str(answers), "--collection", "faq", stdout=out)
    assert "R@1 1.000" in out.getvalue()
    lines = answers.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "query_id,ranked_ids,decision,score,latency_ms"
    assert lines[1].startswith("a,1")
    assert lines[3].split(",")[2] == "agent"


def test_load_articles_publishes_what_the_city_brings(districts: None) -> None:
    out = StringIO()
    call_command("load_articles", "seoul", stdout=out)
    assert search(text="여권 재발급", now=NOW)
