"""What agents and officials do with a contact."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.types import Role
from contacts import selectors, services
from contacts.models import Contact, Draft, Message
from contacts.policies.text import EmptyMessage
from contacts.policies.transitions import ActionNotPossible
from contacts.types import ContactState, WrapUpCode
from feed.errors import DomainError
from feed.models import Event
from knowledgebase.models import Article, ArticleUse
from messaging import services as messaging
from messaging.models import OutboundMessage
from messaging.services import UnsendableText
from messaging.types import Purpose
from routing import selectors as routing_selectors
from routing import services as routing
from routing.models import LabelledCase
from routing.services.errors import OfferGone, OfferTaken
from routing.types import Intent
from tests.contacts.conftest import (
    CITY_HALL,
    EUNPYEONG,
    GANGNAM,
    NOW,
    accepted,
    chat_in,
    later,
    make_agent,
    make_user,
    text_in,
)

pytestmark = pytest.mark.usefixtures("city")


def refreshed(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def active_count(user: User) -> int:
    seat = routing_selectors.seat_of(user_id=user.id, now=NOW)
    assert seat is not None
    return seat.text_active


# Taking


def test_accepting_twice_returns_the_same_and_somebody_else_is_told_who_has_it(agent: User) -> None:
    other = make_agent("이상담", queues=())
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    routing.dispatch_waiting(now=NOW)
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=NOW)
    for _ in range(2):
        assert services.accept(offer_id=offer.offer_id, user=agent, now=later(1)).pk == contact.pk
    with pytest.raises(OfferTaken) as refused:
        services.accept(offer_id=offer.offer_id, user=other, now=later(2))
    assert refused.value.extra["holder"] == "김상담"
    assert refreshed(contact).agent_id == agent.id
    assert refreshed(contact).accepted_at == later(1)


def test_an_offer_that_expired_is_gone_and_the_contact_waits_on(agent: User) -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    routing.dispatch_waiting(now=NOW)
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=NOW)
    with pytest.raises(OfferGone):
        services.accept(offer_id=offer.offer_id, user=agent, now=later(60))
    assert refreshed(contact).state == ContactState.WAITING


def test_declining_returns_it_to_the_queue(agent: User) -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    routing.dispatch_waiting(now=NOW)
    [offer] = routing_selectors.offers_for(user_id=agent.id, now=NOW)
    services.decline(offer_id=offer.offer_id, user=agent, reason="점심", now=later(1))
    assert refreshed(contact).state == ContactState.WAITING
    assert [line.contact_ref for line in routing_selectors.waiting(district_codes=[GANGNAM])] == [contact.pk]


def test_what_an_agent_sees_of_an_offer_masks_the_number() -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    preview = selectors.previews(contact_ids=[contact.pk], user=make_agent(), now=NOW)[contact.pk]
    assert preview.phone_masked == "010-****-5678"
    assert preview.last_words == "강남구 역삼동에 불법주차가 많아요"
    assert preview.district_name == "강남구"
    assert "강남구" in preview.decision_line


# Answering


def test_a_reply_is_a_line_and_a_message_in_the_outbox_or_neither(active: Contact, agent: User) -> None:
    services.save_draft(contact_id=active.pk, user=agent, text="단속을 요청", now=later(1))
    line = services.reply(contact_id=active.pk, user=agent, text="단속을 요청했습니다.", now=later(5))
    message = OutboundMessage.objects.get(purpose=Purpose.REPLY)
    assert line.outbound_id == message.pk
    assert (message.text, message.recipient) == ("단속을 요청했습니다.", "+821012345678")
    assert not Draft.objects.exists()
    count = Message.objects.count()
    with pytest.raises(UnsendableText):
        services.reply(contact_id=active.pk, user=agent, text="단속했습니다 😀", now=later(6))
    assert Message.objects.count() == count
    assert OutboundMessage.objects.filter(purpose=Purpose.REPLY).count() == 1


def test_the_same_request_key_sends_once(active: Contact, agent: User) -> None:
    first, again = (
        services.reply(contact_id=active.pk, user=agent, text="안내", request_key="k", now=later(5)) for _ in range(2)
    )
    assert first.pk == again.pk
    assert OutboundMessage.objects.filter(purpose=Purpose.REPLY).count() == 1


def test_only_the_holder_answers(active: Contact) -> None:
    other = make_agent("이상담")
    with pytest.raises(services.NotYourContact) as refused:
        services.reply(contact_id=active.pk, user=other, text="제가 할게요", now=later(5))
    assert refused.value.extra["holder"] == "김상담"


def test_who_cannot_see_a_contact_does_not_learn_that_it_exists(active: Contact) -> None:
    stranger = make_user(Role.AGENT, scopes=[(EUNPYEONG, "")])
    with pytest.raises(services.ContactNotFound):
        services.reply(contact_id=active.pk, user=stranger, text="안녕", now=later(5))
    with pytest.raises(services.ContactNotFound):
        services.write_note(contact_id=active.pk, user=stranger, text="안녕", now=later(5))


def test_a_waiting_contact_is_not_answered(agent: User) -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    with pytest.raises(ActionNotPossible):
        services.reply(contact_id=contact.pk, user=agent, text="안녕하세요", now=later(5))


def test_an_article_is_sent_or_read_aloud(active: Contact, agent: User) -> None:
    article = Article.objects.get()
    sent = services.send_article(contact_id=active.pk, user=agent, article_id=article.pk, now=later(5))
    said = services.send_article(contact_id=active.pk, user=agent, article_id=article.pk, spoken=True, now=later(6))
    assert sent.outbound is not None
    assert sent.outbound.purpose == Purpose.ARTICLE
    assert (said.outbound_id, said.direction, said.spoken) == (None, "NOTE", True)
    assert set(ArticleUse.objects.values_list("kind", flat=True)) == {"SENT", "READ_ALOUD"}


def test_notes_never_leave_and_are_masked(active: Contact, agent: User) -> None:
    before = OutboundMessage.objects.count()
    note = services.write_note(contact_id=active.pk, user=agent, text="주민번호 900101-1234567", now=later(5))
    assert "1234567" not in note.text
    assert OutboundMessage.objects.count() == before
    with pytest.raises(EmptyMessage):
        services.write_note(contact_id=active.pk, user=agent, text=" ", now=later(6))
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=note.pk).update(outbound=OutboundMessage.objects.first())


def test_the_timeline_tells_how_far_each_line_got(active: Contact, agent: User) -> None:
    services.reply(contact_id=active.pk, user=agent, text="안내", now=later(5))
    lines = selectors.timeline(contact_id=active.pk, user=agent)
    assert [line.sequence for line in lines] == list(range(1, len(lines) + 1))
    assert (lines[-1].author_name, lines[-1].delivery) == ("김상담", "QUEUED")
    assert lines[0].delivery == ""
    page = selectors.timeline(contact_id=active.pk, user=agent, before=lines[-1].sequence, limit=1)
    assert [line.sequence for line in page] == [lines[-2].sequence]


def test_a_draft_is_kept_for_each_writer(active: Contact, agent: User) -> None:
    services.save_draft(contact_id=active.pk, user=agent, text="쓰다 만\x00 글", now=later(1))
    assert selectors.draft(contact_id=active.pk, user=agent) == "쓰다 만 글"
    services.save_draft(contact_id=active.pk, user=agent, text="", now=later(2))
    assert selectors.draft(contact_id=active.pk, user=agent) == ""


# The citizen's page


def test_the_citizen_sees_what_was_sent_and_nothing_else() -> None:
    agent = make_agent(queues=(CITY_HALL,))
    contact = accepted(chat_in("너무 화가 나서 말씀드릴 게 있어요"), agent)
    services.write_note(contact_id=contact.pk, user=agent, text="화가 많이 나심", now=later(5))
    services.reply(contact_id=contact.pk, user=agent, text="안녕하세요", now=later(6))
    before = services.show_thread(contact_id=contact.pk, now=later(7))
    assert [line.text for line in before.messages] == ["너무 화가 나서 말씀드릴 게 있어요"]
    assert before.cursor < contact.message_count
    messaging.drain(provider="web", clock=lambda: later(8))
    after = services.show_thread(contact_id=contact.pk, after=before.cursor, now=later(9))
    assert [line.text for line in after.messages][-1] == "안녕하세요"
    assert after.agent_name == "김상담"
    reply = OutboundMessage.objects.get(purpose=Purpose.REPLY)
    assert (reply.state, reply.delivered_at) == ("DELIVERED", later(9))
    again = services.show_thread(contact_id=contact.pk, after=after.cursor, now=later(10))
    assert again.messages == ()
    assert again.unseen == ()


# Correcting and closing


def test_correcting_moves_a_waiting_contact_and_keeps_its_time(agent: User) -> None:
    contact = text_in("강남구 역삼동에 불법주차가 많아요")
    since = routing_selectors.queue_of(contact_ref=contact.pk)
    services.correct_routing(
        contact_id=contact.pk, user=agent, district_code=EUNPYEONG, topic_code="noise", now=later(30)
    )
    contact = refreshed(contact)
    assert (contact.district_id, contact.topic_id) == (EUNPYEONG, "noise")
    assert "은평구" in selectors.decision_line(contact)
    assert LabelledCase.objects.get().text == "강남구 역삼동에 불법주차가 많아요"
    assert contact.department_id is None or contact.department_id.startswith(EUNPYEONG)
    [line] = routing_selectors.waiting(district_codes=[EUNPYEONG])
    assert since is not None
    assert line.enqueued_at == since.enqueued_at
    streams = Event.objects.filter(kind="contact.routed").values_list("stream", flat=True)
    assert {f"district:{GANGNAM}", f"district:{EUNPYEONG}"} <= set(streams)


@pytest.mark.parametrize(("district", "topic"), [("99999", "noise"), (EUNPYEONG, "nothing")])
def test_correcting_to_something_unknown_is_refused(active: Contact, agent: User, district: str, topic: str) -> None:
    with pytest.raises(DomainError) as refused:
        services.correct_routing(
            contact_id=active.pk, user=agent, district_code=district, topic_code=topic, now=later(30)
        )
    assert refused.value.status == 422
    assert refreshed(active).district_id == GANGNAM


def test_a_contact_is_closed_with_a_result_and_the_seat_is_free(active: Contact, agent: User) -> None:
    with pytest.raises(services.WrapUpCodeMissing):
        services.finish(contact_id=active.pk, user=agent, wrap_up_code="", now=later(60))
    services.end(contact_id=active.pk, user=agent, now=later(60))
    assert active_count(agent) == 1
    services.finish(
        contact_id=active.pk, user=agent, wrap_up_code="ANSWERED", note="번호 900101-1234567", now=later(70)
    )
    contact = refreshed(active)
    assert (contact.state, contact.ended_at, contact.closed_at) == (ContactState.CLOSED, later(60), later(70))
    assert "1234567" not in contact.wrap_up_note
    assert active_count(agent) == 0
    with pytest.raises(ActionNotPossible):
        services.finish(contact_id=active.pk, user=agent, wrap_up_code="ANSWERED", now=later(80))


def test_a_closed_contact_has_a_result_in_the_database_too(active: Contact) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=active.pk).update(state="CLOSED")


def test_who_was_answered_and_says_nothing_is_closed_and_who_was_asked_waits_for_a_person(active: Contact) -> None:
    answered = text_in("여권 재발급은 어떻게 하나요?", number="010-2222-0001")
    asking = text_in("신사동에 불법주차 신고합니다", number="010-2222-0002")
    waiting = text_in("너무 화가 나서 말씀드릴 게 있어요", number="010-2222-0003")
    fresh = text_in("여권 재발급은 어떻게 하나요?", number="010-2222-0004", now=later(60))
    assert services.close_idle(now=later(30 * 60)) == 2
    assert services.close_idle(now=later(30 * 60)) == 0
    states = [refreshed(contact).state for contact in (answered, asking, waiting, fresh, active)]
    assert states == ["CLOSED", "WAITING", "WAITING", "ANSWERED", "ACTIVE"]
    assert refreshed(answered).wrap_up_code == WrapUpCode.ANSWERED
    assert routing_selectors.position(contact_ref=asking.pk) == 2


def test_a_notice_reaches_the_citizen_of_a_closed_contact_once(active: Contact, agent: User) -> None:
    services.finish(contact_id=active.pk, user=agent, wrap_up_code="COMPLAINT", now=later(60))
    arguments = {
        "contact_id": active.pk,
        "text": "민원 처리결과를 알려 드립니다.",
        "title": "처리결과",
        "purpose": Purpose.RESULT,
        "reference": f"complaint:{active.pk}",
        "idempotency_key": "complaint-1-result",
    }
    first = services.post_notice(**arguments, now=later(90))
    again = services.post_notice(**arguments, now=later(91))
    assert first is not None
    assert again is not None
    assert first.pk == again.pk
    assert active.messages.filter(outbound=first).count() == 1
    assert refreshed(active).state == ContactState.CLOSED


def test_a_card_shows_only_what_its_reader_may_see(active: Contact, agent: User) -> None:
    card = selectors.citizen_card(contact=active, user=agent, now=NOW)
    assert (card.phone, card.phone_masked, card.contact_count) == ("010-1234-5678", "010-****-5678", 1)
    stranger = make_user(Role.AGENT, scopes=[(EUNPYEONG, "")])
    with pytest.raises(selectors.CitizenNotFound):
        selectors.citizen_card(contact=active, user=stranger, now=NOW)


def test_going_on_a_break_does_not_touch_what_is_in_hand(active: Contact, agent: User) -> None:
    routing.set_intent(user_id=agent.id, intent=Intent.BREAK, now=later(5))
    assert [row.pk for row in selectors.work_in_hand(user=agent)] == [active.pk]
    text_in("여권은요?", now=later(6))
    assert refreshed(active).state == ContactState.ACTIVE


def test_a_draft_saved_after_its_text_was_sent_does_not_come_back(agent: User, active: Contact) -> None:
    services.reply(contact_id=active.pk, user=agent, text="곧 살펴보겠습니다.", now=later(5))
    services.save_draft(contact_id=active.pk, user=agent, text="곧 살펴보겠습니다. ", now=later(6))
    assert selectors.drafted(contact_id=active.pk, user=agent).text == ""
    services.save_draft(contact_id=active.pk, user=agent, text="곧 살펴보겠습니다. ", now=later(60))
    assert selectors.drafted(contact_id=active.pk, user=agent).text == "곧 살펴보겠습니다. "
