from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.services import create_user
from accounts.types import Role
from complaints import notices, selectors, services
from complaints.models import NoticeTemplate
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.policies.wording import wording_errors
from complaints.selectors.notice_templates import PURPOSES, longest_values
from complaints.types import Action, NoticeForm, NoticeLanguage, State
from korean import hangul
from messaging.models import OutboundMessage
from messaging.types import Purpose
from tests.complaints.conftest import MONDAY, City, ComplaintMaker, ContactMaker

KO, EN = NoticeLanguage.KO, NoticeLanguage.EN
TEXT, CHAT = NoticeForm.TEXT, NoticeForm.CHAT
WORDS = "민원 #{접수번호} #{민원종류} #{처리예정일} #{부서} #{연락처} #{링크} #{공개안내}"


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    notices.forget_wordings()
    yield
    notices.forget_wordings()


def publish(city: City, text: str = WORDS, **changes: Any) -> NoticeTemplate:
    arguments: dict[str, Any] = {
        "user": city.user("admin"),
        "purpose": Purpose.RECEIPT,
        "language": KO,
        "form": TEXT,
        "title": "접수 안내",
        "now": MONDAY,
    } | changes
    return services.publish_wording(text=text, **arguments)


def sent(purpose: str = "RECEIPT") -> str:
    return OutboundMessage.objects.filter(purpose=purpose).latest("sequence").text


def test_what_the_city_words_is_what_is_sent(
    city: City, make_complaint: ComplaintMaker, make_contact: ContactMaker
) -> None:
    publish(city)
    complaint = make_complaint()
    assert sent().startswith(f"민원 {complaint.number} 기타민원 2026. 12. 1. (화) 주차관리과")
    assert sent().endswith("처리·이송 상황은 이 페이지에 공개됩니다.")
    assert "#{" not in sent()
    make_complaint(contact=make_contact(channel="WEB"))
    assert sent().startswith("[서울 120]")
    make_complaint(contact=make_contact(language="en"))
    assert sent().startswith("[Seoul 120]")


def test_every_version_is_kept_and_the_standard_one_comes_back(city: City, make_complaint: ComplaintMaker) -> None:
    publish(city)
    publish(city, "둘째 " + WORDS)
    versions = selectors.notice_versions(purpose=Purpose.RECEIPT, language=KO, form=TEXT)
    assert [(version.number, version.live) for version in versions] == [(2, True), (1, False), (0, False)]
    make_complaint()
    assert sent().startswith("둘째")
    services.restore_standard(user=city.user("admin"), purpose=Purpose.RECEIPT, language=KO, form=TEXT)
    make_complaint()
    assert sent().startswith("[서울 120]")
    assert NoticeTemplate.objects.count() == 2
    live = {(w.purpose, w.language, w.form): w.number for w in selectors.notice_wordings()}
    assert len(live) == len(PURPOSES) * 4
    assert set(live.values()) == {0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WORDS.replace("#{부서}", ""), "#{부서}"),
        (WORDS.replace("#{공개안내}", ""), "#{공개안내}"),
        (WORDS + "#{제목}", "#{제목}"),
        (WORDS + " 800101-1234567", "번호"),
        (WORDS + " 🚧", "🚧"),
        (WORDS + "가" * 1000, "깁니다"),
    ],
)
def test_what_the_law_or_the_channel_does_not_allow_is_refused(city: City, text: str, told: str) -> None:
    with pytest.raises(InvalidFields) as error:
        publish(city, text)
    assert told in " ".join(error.value.extra["errors"]["text"])
    assert NoticeTemplate.objects.count() == 0


def test_only_who_words_for_the_whole_city_may(city: City) -> None:
    for name in ("supervisor_11680", "official", "agent"):
        with pytest.raises(NotAllowed):
            publish(city, user=city.user(name))
    whole = create_user(
        username="city", password="correct horse", role=Role.SUPERVISOR, display_name="시", scopes=[("", "")]
    )
    assert publish(city, user=whole).number == 1


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_standard_wording_passes_the_check_and_fits(db: None, purpose: Purpose) -> None:
    for language in NoticeLanguage:
        for form in NoticeForm:
            standard = selectors.notice_versions(purpose=purpose, language=language, form=form)[-1]
            longest = longest_values(language=language)
            required = notices.mandatory(purpose)
            title, text = standard.title, standard.text
            assert wording_errors(title=title, text=text, form=form, required=required, longest=longest) == {}
            filled, size = selectors.wording_preview(text=text, language=language, form=form)
            assert size.fits
            assert "#{" not in filled
            assert form == CHAT or hangul.sms_bytes(filled) <= 2000


def test_two_live_wordings_cannot_be(city: City) -> None:
    publish(city)
    publish(city, "둘째 " + WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeTemplate.objects.update(live=True)


def test_a_result_in_the_citys_words_is_previewed_in_them(city: City, make_complaint: ComplaintMaker) -> None:
    words = "#{접수번호} #{종결사유} #{처리결과} #{부서} #{담당자} #{연락처} #{링크}"
    publish(city, words, purpose=Purpose.RESULT, title="결과")
    complaint = make_complaint(state=State.RECEIVED)
    shown = selectors.notice_preview(
        complaint_id=complaint.id,
        user=city.user("official"),
        action=Action.COMPLETE,
        text="고쳤습니다",
        planned_for=None,
        closing_reason="RESOLVED",
        now=MONDAY,
    )
    assert shown.startswith(f"{complaint.number} 조치 완료 고쳤습니다 주차관리과")
