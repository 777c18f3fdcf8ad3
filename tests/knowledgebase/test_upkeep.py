"""What needs somebody's hand: gaps, words to take over, falling usefulness, contradictions; measured precision."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from accounts.types import Role
from knowledgebase.models import ArticleDraft, KnowledgeGap
from knowledgebase.policies.contradiction import contradictions
from knowledgebase.policies.difference import changes
from knowledgebase.policies.grouping import groups
from knowledgebase.policies.precision import Measured
from knowledgebase.selectors import automatic_bands, automatic_lines, ending, falling_usefulness, may_answer, unanswered
from knowledgebase.services import (
    EditNotAllowed,
    PrecisionOutOfRange,
    discard,
    dismiss_gaps,
    draft_for_gaps,
    publish,
    record_use,
    report_gap,
    set_automatic,
)
from knowledgebase.types import CITY_COLLECTION, ArticleContent, GapSource, QuestionState, UseKind
from tests.knowledgebase.conftest import NOW, make_staff

GANGNAM, MAPO = "11680", "11440"
HOUR = timedelta(hours=1)
NAMES = {"강남구": GANGNAM, "마포구": MAPO}


def gap(text: str, *, district: str = "", topic: str = "") -> None:
    report_gap(
        text=text,
        source=GapSource.CITIZEN,
        contact_ref=uuid4(),
        district_code=district,
        topic_code=topic,
        now=NOW,
    )


def used(
    article_id: UUID, kind: UseKind, times: int, *, at: datetime = NOW, contacts: list[UUID] | None = None
) -> None:
    for number in range(times):
        record_use(article_id=article_id, contact_ref=contacts[number] if contacts else uuid4(), kind=kind, now=at)


def test_questions_that_share_their_words_are_one_group() -> None:
    asked = [{"텃밭", "신청"}, {"여권"}, {"텃밭", "분양", "신청"}, set(), {"여권", "사진"}]
    assert groups([frozenset(words) for words in asked]) == [[0, 2], [1, 4], [3]]


def test_gaps_come_in_groups_and_by_district(db: None) -> None:
    for text in ("텃밭 분양 신청", "텃밭 분양 어떻게 신청해요", "길고양이 급식소"):
        gap(text, district=GANGNAM, topic="farm")
    everything = unanswered(user=make_staff(Role.SUPERVISOR))
    assert [len(group.gaps) for group in everything] == [2, 1]
    assert len(unanswered(user=make_staff(Role.SUPERVISOR, district=GANGNAM))) == 2
    assert unanswered(user=make_staff(Role.SUPERVISOR, district=MAPO)) == []
    assert unanswered(user=make_staff(Role.OFFICIAL)) == []


def test_a_group_of_gaps_becomes_a_draft_and_comes_back_when_it_is_discarded(db: None) -> None:
    supervisor = make_staff(Role.SUPERVISOR)
    for text in ("텃밭 분양 신청", "텃밭 분양 어떻게 신청해요"):
        gap(text, topic="farm")
    ids = list(KnowledgeGap.objects.values_list("pk", flat=True))
    draft = draft_for_gaps(gap_ids=ids, user=supervisor, now=NOW)
    assert (draft.content["title"], draft.content["topic_code"]) == ("텃밭 분양 신청", "farm")
    assert len(draft.content["questions"]) == 2
    assert unanswered(user=supervisor) == []
    discard(draft_id=draft.pk, user=supervisor, now=NOW)
    assert len(unanswered(user=supervisor)) == 1
    with pytest.raises(EditNotAllowed):
        dismiss_gaps(gap_ids=ids, user=make_staff(Role.AGENT))
    assert dismiss_gaps(gap_ids=ids, user=supervisor) == 2
    assert set(KnowledgeGap.objects.values_list("state", flat=True)) == {QuestionState.DISMISSED}


def test_gaps_of_other_districts_are_not_taken(db: None) -> None:
    gap("텃밭 분양", district=MAPO)
    ids = list(KnowledgeGap.objects.values_list("pk", flat=True))
    with pytest.raises(EditNotAllowed):
        draft_for_gaps(gap_ids=ids, user=make_staff(Role.SUPERVISOR, district=GANGNAM), now=NOW)
    assert not ArticleDraft.objects.exists()


def test_an_article_that_helps_less_than_before_is_shown(db: None, passport: ArticleContent) -> None:
    worse = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    steady = publish(content=replace(passport, external_id="p2"), collection=CITY_COLLECTION, now=NOW)
    before = NOW - timedelta(days=40)
    for article_id in (worse, steady):
        used(article_id, UseKind.SENT, 10, at=before)
        used(article_id, UseKind.AUTOMATIC, 8)
    used(worse, UseKind.NOT_HELPFUL, 2)
    used(worse, UseKind.RETURNED, 2)
    [line] = falling_usefulness(now=NOW)
    assert (line.article.pk, line.given, line.helped, line.helped_before) == (worse, 8, 0.5, 1.0)


def test_what_contradicts_itself_in_an_article(passport: ArticleContent) -> None:
    content = replace(
        passport,
        body="14일 안에 냅니다. 16~31일에는 수수료 5,000원입니다.",
        spoken_answer="14일 안에 내세요.",
        chat_summary="16일부터 20퍼센트를 깎습니다.",
        sms_summary="수수료 5000원. 문의 182 주민센터",
        variants={GANGNAM: "마포구는 7일 안에 냅니다.", MAPO: "마포구도 14일입니다."},
    )
    found = {(str(item.kind), item.where, item.said) for item in contradictions(content, NAMES)}
    assert found == {
        ("ONLY_HERE", "chat_summary", "20%"),
        ("OTHER_DISTRICT", GANGNAM, "마포구"),
        ("VARIANT_DIFFERS", GANGNAM, "7일 / 14일"),
    }


def test_changes_are_told_word_by_word(passport: ArticleContent) -> None:
    later = replace(passport, body="동주민센터 여권 창구에서 신청합니다.", valid_until=date(2027, 1, 1))
    body, until = changes(passport, later)
    assert [(piece.kind, piece.text) for piece in body.pieces] == [
        ("removed", "구청"),
        ("added", "동주민센터"),
        ("same", " 여권 창구에서 신청합니다."),
    ]
    assert (until.name, until.pieces[0].text) == ("valid_until", "2027-01-01")


def test_articles_at_their_end_come_most_urgent_first(db: None, passport: ArticleContent) -> None:
    for number, days in enumerate((20, -3, 90)):
        until = date(2026, 11, 23) + timedelta(days=days)
        content = replace(passport, external_id=f"p{number}", valid_until=until)
        publish(content=content, collection=CITY_COLLECTION, now=NOW)
    assert [article.external_id for article in ending(now=NOW)] == ["p1", "p0"]


def test_the_precision_wanted_holds_for_its_category_and_for_all_others(db: None) -> None:
    supervisor = make_staff(Role.SUPERVISOR)
    given = {"user": supervisor, "now": NOW}
    assert may_answer(category="여권", confidence=0.5)
    set_automatic(category="", enabled=True, precision=0.95, **given)
    set_automatic(category="여권", enabled=True, precision=0.99, **given)
    set_automatic(category="세금", enabled=False, precision=0.95, **given)
    sure = {"여권": 0.98, "주차": 0.96, "세금": 1.0}
    assert [may_answer(category=name, confidence=value) for name, value in sure.items()] == [False, True, False]
    with pytest.raises(PrecisionOutOfRange):
        set_automatic(category="여권", enabled=True, precision=0.5, **given)
    with pytest.raises(EditNotAllowed):
        set_automatic(
            category="여권",
            enabled=True,
            precision=0.95,
            user=make_staff(Role.SUPERVISOR, district=GANGNAM),
            now=NOW,
        )


def test_precision_is_measured_from_what_citizens_did_since(db: None, passport: ArticleContent) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    set_automatic(category="여권", enabled=True, precision=0.95, user=make_staff(Role.ADMIN), now=NOW)
    used(article_id, UseKind.AUTOMATIC, 3, at=NOW - timedelta(days=1))
    contacts = [uuid4() for _ in range(10)]
    used(article_id, UseKind.AUTOMATIC, 10, contacts=contacts)
    used(article_id, UseKind.NOT_HELPFUL, 1, contacts=contacts)
    used(article_id, UseKind.RETURNED, 2, contacts=contacts)
    used(article_id, UseKind.RIGHT, 4, contacts=contacts)
    for contact, source in ((contacts[1], GapSource.CITIZEN), (contacts[2], GapSource.AGENT)):
        report_gap(text="여권 사진 크기", source=source, contact_ref=contact, now=NOW)
    measured = {line.category: line.measured for line in automatic_lines(now=NOW)}["여권"]
    assert measured == Measured(sent=10, unhelpful=1, missing=1, returned=1, confirmed=1, expected=None)
    assert measured.precision == pytest.approx(0.7)


def test_what_was_seen_is_compared_with_the_confidence_answers_were_sent_with(
    db: None, passport: ArticleContent
) -> None:
    article_id = publish(content=passport, collection=CITY_COLLECTION, now=NOW)
    contacts = [uuid4() for _ in range(12)]
    for number, contact in enumerate(contacts):
        sure = 0.99 if number < 10 else 0.92
        record_use(
            article_id=article_id, contact_ref=contact, kind=UseKind.AUTOMATIC, confidence=sure, now=NOW - HOUR * number
        )
    used(article_id, UseKind.AUTOMATIC, 1)
    used(article_id, UseKind.NOT_HELPFUL, 4, contacts=contacts)
    lower, upper = automatic_bands(now=NOW)
    assert (lower.least, lower.most, lower.measured.sent, lower.measured.precision) == (0.9, 0.95, 2, 1.0)
    assert (upper.least, upper.most) == (0.98, None)
    assert (upper.measured.sent, upper.measured.unhelpful) == (10, 4)
    assert upper.measured.expected == pytest.approx(0.99)
    assert [lower.measured.falls_short, upper.measured.falls_short] == [False, True]
    together = {line.category: line.measured for line in automatic_lines(now=NOW)}[""]
    assert (together.sent, together.expected) == (13, pytest.approx((0.99 * 10 + 0.92 * 2) / 12))


def test_one_wrong_answer_of_few_is_chance() -> None:
    few = Measured(sent=10, unhelpful=1, missing=0, returned=0, confirmed=0, expected=0.97)
    assert not few.falls_short
    assert replace(few, sent=200, unhelpful=20).falls_short
    assert not replace(few, sent=0, unhelpful=0).falls_short
