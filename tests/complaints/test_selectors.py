from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import access, selectors
from complaints.access import LinkInvalid, status_token
from complaints.models import Complaint
from complaints.selectors import InvalidCursor
from complaints.selectors.matching import matching
from complaints.types import Bucket, Page, State
from tests.complaints.conftest import MONDAY, SEOUL, City, ComplaintMaker

DAY = timedelta(days=1)
DUE_DAY = datetime(2026, 12, 1, 10, 0, tzinfo=SEOUL)  # the day complaints of MONDAY are due


def ids(page: Page) -> list[object]:
    return [line.id for line in page.lines]


def test_piles_of_the_worklist(city: City, make_complaint: ComplaintMaker) -> None:
    new = make_complaint(state=State.HANDED_OVER)
    planned = make_complaint(state=State.IN_PROGRESS)
    tomorrow = make_complaint(state=State.RECEIVED, now=MONDAY + DAY)
    overdue = make_complaint(state=State.RECEIVED, now=MONDAY - 4 * DAY)
    done = make_complaint(state=State.COMPLETED)
    user = city.user("official")
    piles = {
        Bucket.NEW: [new.id],
        Bucket.TODAY: [new.id, planned.id],
        Bucket.TOMORROW: [tomorrow.id],
        Bucket.OVERDUE: [overdue.id],
        Bucket.IN_HAND: [overdue.id, planned.id, tomorrow.id],
        Bucket.WAITING: [],
        Bucket.OTHERS: [],
        Bucket.TO_ACCEPT: [],
        Bucket.TO_ASSIGN: [],
        Bucket.DONE: [done.id],
    }
    assert {bucket: ids(selectors.worklist(user=user, bucket=bucket, now=DUE_DAY)) for bucket in Bucket} == piles
    counts = selectors.counts_due(user=user, now=DUE_DAY)
    assert (counts.new, counts.today, counts.tomorrow, counts.overdue, counts.in_hand) == (1, 2, 1, 1, 3)
    assert (counts.open, counts.done) == (4, 0)
    assert selectors.counts_due(user=user, now=MONDAY).done == 1
    [row] = selectors.counts_of_districts(user=user, now=DUE_DAY)
    assert (row.district_code, row.open, row.today, row.overdue) == ("11680", 4, 2, 1)
    assert selectors.worklist(user=user, bucket=Bucket.OVERDUE, now=DUE_DAY).lines[0].overdue


def test_due_today_changes_at_midnight_in_seoul(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.HANDED_OVER)
    user = city.user("official")
    midnight = datetime(2026, 12, 1, 0, 0, tzinfo=SEOUL)
    second = timedelta(seconds=1)

    def pile(bucket: Bucket, now: datetime) -> list[object]:
        return ids(selectors.worklist(user=user, bucket=bucket, now=now))

    assert pile(Bucket.TOMORROW, midnight - second) == [complaint.id]
    assert pile(Bucket.TODAY, midnight) == [complaint.id]
    assert pile(Bucket.TODAY, midnight + DAY - second) == [complaint.id]
    assert pile(Bucket.OVERDUE, midnight + DAY) == [complaint.id]


@pytest.mark.parametrize(("bucket", "state"), [(Bucket.NEW, State.HANDED_OVER), (Bucket.DONE, State.COMPLETED)])
def test_pages_cover_everything_once_in_order(
    city: City, make_complaint: ComplaintMaker, bucket: Bucket, state: State
) -> None:
    made = [make_complaint(state=state, now=MONDAY + place % 3 * DAY) for place in range(7)]
    user = city.user("official")
    collected, cursor = [], ""
    while True:
        page = selectors.worklist(user=user, bucket=bucket, now=MONDAY, cursor=cursor, limit=3)
        collected += page.lines
        cursor = page.next_cursor
        if not cursor:
            break
    assert {line.id for line in collected} == {complaint.id for complaint in made}
    assert len(collected) == 7
    if bucket == Bucket.DONE:
        assert [line.completed_at for line in collected] == sorted(
            (line.completed_at for line in collected if line.completed_at), reverse=True
        )
    else:
        assert [line.due_at for line in collected] == sorted(line.due_at for line in collected)


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "bnVsbA==", "WzEsMl0=", "WyIyMDI2LTExLTIzVDAwOjAwOjAwIiwgIngiXQ==", "가"]
)
def test_cursor_from_elsewhere_is_refused(city: City, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        selectors.worklist(user=city.user("official"), bucket=Bucket.NEW, now=MONDAY, cursor=cursor)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("맨홀", True),
        ("맨호", True),  # still typing
        ("뚜껑", True),
        ("역삼로 맨홀 뚜껑", True),
        ("  맨홀   뚜껑 ", True),
        ("VIBRATION", True),
        ("테헤란로", True),
        ("가로등", False),
        ("100%", True),
        ("0%", True),
        ("1\x0000", True),
        ("1_0", False),
        ("", False),
        ("   ", False),
    ],
)
def test_text_search_finds_parts_of_words(city: City, make_complaint: ComplaintMaker, text: str, found: bool) -> None:
    complaint = make_complaint(
        state=State.HANDED_OVER, title="역삼로 맨홀 뚜껑", body="Vibration 100% 심함", place="테헤란로 1"
    )
    make_complaint(state=State.HANDED_OVER, title="다른 일", body="소음", place="")
    page = selectors.search(user=city.user("official"), text=text, now=MONDAY)
    assert ids(page) == ([complaint.id] if found else [])


@pytest.mark.parametrize("text", ["맨", " 맨 ", "ㅁ", "%", "맨\x00"])
def test_one_letter_is_too_little_to_search_for(city: City, make_complaint: ComplaintMaker, text: str) -> None:
    make_complaint(state=State.HANDED_OVER, title="역삼로 맨홀 뚜껑")
    with pytest.raises(selectors.SearchTooShort):
        selectors.search(user=city.user("official"), text=text, now=MONDAY)


def test_text_search_uses_the_trigram_index(city: City, make_complaint: ComplaintMaker) -> None:
    make_complaint()
    query, parameters = matching(Complaint.objects.all(), text="맨홀").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "complaint_search" in plan


def test_number_is_found_however_it_is_typed(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    user = city.user("official")
    for text in (complaint.number, complaint.number.replace("-", ""), f" {complaint.number.replace('-', ' ')} "):
        assert ids(selectors.search(user=user, text=text, now=MONDAY)) == [complaint.id]
    wrong = complaint.number[:-1] + str((int(complaint.number[-1]) + 1) % 10)
    assert ids(selectors.search(user=user, text=wrong, now=MONDAY)) == []


def test_detail_tells_what_may_be_done_next_and_why_it_is_due(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    detail = selectors.complaint(complaint_id=complaint.id, user=city.user("official"), now=MONDAY)
    assert detail.due_explanation == "접수 11. 23. + 7일 → 12. 1."
    assert {"PLAN", "EXTEND", "COMPLETE"} < set(detail.actions)
    assert "ASSIGN" not in detail.actions
    assert detail.body == "매일 밤 가게 앞에 차가 서 있습니다."
    assert [line.actor for line in detail.history] == ["agent 님", "agent 님", "", "official 님"]
    seen_by_agent = selectors.complaint(complaint_id=complaint.id, user=city.user("agent"), now=MONDAY)
    assert set(seen_by_agent.actions) == {"TRANSFER_OUT", "WITHDRAW", "MERGE"}


def test_public_status_tells_progress_and_result_but_not_the_text(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED, title="비밀 제목", body="비밀 본문", place="비밀 장소")
    status = selectors.public_status(token=status_token(complaint))
    assert (status.number, status.state, status.topic_name) == (complaint.number, State.COMPLETED, "불법주정차")
    assert [step.state for step in status.steps] == ["ACCEPTED", "HANDED_OVER", "RECEIVED", "IN_PROGRESS", "COMPLETED"]
    assert (status.official_name, status.closing_reason) == ("official 님", "조치 완료")
    assert status.result == "현장에서 2대를 단속했습니다."
    assert status.due_explanation == "접수 11. 23. + 7일 → 12. 1."
    assert "비밀" not in repr(status)


def test_forged_old_or_dead_links_open_nothing(
    city: City, make_complaint: ComplaintMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = status_token(make_complaint())
    assert selectors.public_status(token=token)
    forged = ["", "x", token[:-1], token[:-1] + ("a" if token[-1] != "a" else "b"), "A" + token, token.split(".")[0]]
    foreign = TimestampSigner(salt="elsewhere", sep=".").sign("AAAAAAAAAAAAAAAAAAAAAA")
    unknown = access.SIGNER.sign("AAAAAAAAAAAAAAAAAAAAAA")
    for bad in (*forged, foreign, unknown, access.SIGNER.sign("가"), access.SIGNER.sign("AA")):
        with pytest.raises(LinkInvalid):
            selectors.public_status(token=bad)
    later = timezone.now().timestamp() + 181 * 86400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(LinkInvalid):
        selectors.public_status(token=token)


Read = Callable[[Any], object]


@pytest.mark.parametrize(
    ("read", "bound"),
    [
        (lambda user: selectors.worklist(user=user, bucket=Bucket.NEW, now=MONDAY, limit=200), 6),
        (lambda user: selectors.search(user=user, text="불법주차", now=MONDAY, limit=200), 6),
        (lambda user: selectors.counts_due(user=user, now=MONDAY), 2),
        (lambda user: selectors.counts_of_districts(user=user, now=MONDAY), 2),
        (lambda user: selectors.escalations_for(user=user, now=MONDAY), 3),
    ],
)
def test_lists_take_the_same_few_queries_whatever_their_size(
    city: City, make_complaint: ComplaintMaker, read: Read, bound: int
) -> None:
    def queries() -> int:
        user = city.user("official")
        with CaptureQueriesContext(connection) as captured:
            read(user)
        return len(captured)

    make_complaint(state=State.HANDED_OVER)
    few = queries()
    for _ in range(8):
        make_complaint(state=State.HANDED_OVER)
    assert queries() == few <= bound


def test_detail_takes_few_queries(city: City, make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint(state=State.COMPLETED)
    user = city.user("official")
    with CaptureQueriesContext(connection) as captured:
        selectors.complaint(complaint_id=complaint.id, user=user, now=MONDAY)
    assert len(captured) <= 7
