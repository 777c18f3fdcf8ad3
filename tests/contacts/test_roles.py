"""Who may do what with a contact they see, and what stays within one contact."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import AccessRecord, User
from accounts.types import AccessAction, Role
from contacts import selectors, services
from contacts.models import Contact, Message
from contacts.policies.transitions import ROLES, TRANSITIONS, Action
from feed.errors import DomainError
from knowledgebase.models import Article, ArticleUse
from messaging.models import OutboundMessage
from messaging.types import FailureReason, OutboundState
from routing.models import LabelledCase
from tests.contacts.conftest import EUNPYEONG, GANGNAM, later, make_agent, make_user, text_in

pytestmark = pytest.mark.usefixtures("city")


def client(user: User) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(user)
    return signed_in


def attempts(contact: Contact, user: User) -> dict[str, DomainError | None]:
    """Try everything on the contact; what was raised, by name."""
    given: dict[str, Any] = {"contact_id": contact.pk, "user": user, "now": later(9)}
    line = contact.messages.filter(outbound__isnull=False)[0]
    calls: dict[str, Any] = {
        "correct": lambda: services.correct_routing(**given, district_code=EUNPYEONG, topic_code="noise"),
        "note": lambda: services.write_note(**given, text="메모"),
        "draft": lambda: services.save_draft(**given, text="초안"),
        "resend": lambda: services.resend_message(**given, message_id=line.outbound_id),
        "reply": lambda: services.reply(**given, text="답"),
        "return": lambda: services.return_to_queue(**given),
        "end": lambda: services.end(**given),
        "finish": lambda: services.finish(**given, wrap_up_code="ANSWERED"),
    }
    raised: dict[str, DomainError | None] = {}
    for name, call in calls.items():
        try:
            call()
            raised[name] = None
        except DomainError as error:
            raised[name] = error
    return raised


def test_every_role_named_is_for_an_action_there_is() -> None:
    assert set(ROLES) <= set(Action) == set(TRANSITIONS)
    assert all(Role.AUDITOR not in roles and Role.INTEGRATION not in roles for roles in ROLES.values())


def test_an_auditor_reads_and_changes_nothing(active: Contact) -> None:
    auditor = make_user(Role.AUDITOR)
    assert selectors.contact(contact_id=active.pk, user=auditor).pk == active.pk
    lines = active.messages.count()
    raised = attempts(active, auditor)
    assert {name: error and error.code for name, error in raised.items()} == dict.fromkeys(raised, "not_allowed")
    assert active.messages.count() == lines
    assert not LabelledCase.objects.exists()
    refused = client(auditor).post(f"/api/contacts/{active.pk}/routing/", {"district": EUNPYEONG, "topic": "noise"})
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"


def test_an_official_who_gave_it_back_only_reads(active: Contact, agent: User) -> None:
    assert active.department_id is not None
    official = make_user(Role.OFFICIAL, scopes=[(GANGNAM, active.department_id)])
    transfer = services.connect_official(
        contact_id=active.pk, user=agent, department_code=active.department_id, summary="요약", now=later(1)
    )
    services.take_transfer(transfer_id=transfer.pk, user=official, summary_read=True, now=later(2))
    services.write_note(contact_id=active.pk, user=official, text="확인 중", now=later(3))
    services.return_transfer(transfer_id=transfer.pk, user=official, reason="다른 부서", now=later(4))
    assert selectors.contact(contact_id=active.pk, user=official).pk == active.pk
    raised = attempts(active, official)
    assert raised.pop("draft") is None  # nobody else sees what they type
    assert {name: error and error.code for name, error in raised.items()} == dict.fromkeys(raised, "not_allowed")


def test_a_message_is_resent_only_by_who_sees_its_contact(active: Contact, agent: User) -> None:
    line = services.reply(contact_id=active.pk, user=agent, text="안내", now=later(5))
    OutboundMessage.objects.filter(pk=line.outbound_id).update(
        state=OutboundState.FAILED, failure_reason=FailureReason.REJECTED
    )
    other = text_in("은평구 불광동 소음이 심해요", number="010-9999-0000")
    stranger = make_agent("이상담", queues=(EUNPYEONG,))
    assert line.outbound_id is not None
    with pytest.raises(services.MessageNotFound):
        services.resend_message(contact_id=other.pk, message_id=line.outbound_id, user=stranger, now=later(6))
    assert OutboundMessage.objects.get(pk=line.outbound_id).state == OutboundState.FAILED
    services.resend_message(contact_id=active.pk, message_id=line.outbound_id, user=agent, now=later(7))
    assert OutboundMessage.objects.get(pk=line.outbound_id).state == OutboundState.QUEUED


@pytest.mark.parametrize("spoken", [True, False])
def test_the_same_article_with_the_same_key_goes_once(active: Contact, agent: User, spoken: bool) -> None:
    staff, article = client(agent), str(Article.objects.get().pk)
    body = {"article": article, "spoken": spoken, "request_key": str(uuid4())}
    first, again = (staff.post(f"/api/contacts/{active.pk}/article/", body, format="json").json() for _ in range(2))
    assert first["id"] == again["id"]
    assert Message.objects.filter(article_id=article).count() == 1
    assert ArticleUse.objects.count() == 1
    other = staff.post(f"/api/contacts/{active.pk}/article/", body | {"request_key": str(uuid4())}, format="json")
    assert other.json()["id"] != first["id"]


def test_the_same_note_with_the_same_key_is_written_once(active: Contact, agent: User) -> None:
    staff, body = client(agent), {"text": "메모", "request_key": str(uuid4())}
    first, again = (staff.post(f"/api/contacts/{active.pk}/notes/", body).json() for _ in range(2))
    assert first["id"] == again["id"]
    assert staff.post(f"/api/contacts/{active.pk}/notes/", {"text": "메모"}).json()["id"] != first["id"]


def test_a_number_is_shown_with_a_reason_that_is_kept(active: Contact, agent: User) -> None:
    staff, path = client(agent), f"/api/contacts/{active.pk}/reveal/"
    assert staff.post(path, {"reason": " "}).json()["code"] == "reason_missing"
    assert staff.post(path).status_code == 422
    assert not AccessRecord.objects.filter(action=AccessAction.REVEAL).exists()
    assert staff.post(path, {"reason": "회신 전화 " + "가" * 300}).json() == {"phone": "010-1234-5678"}
    record = AccessRecord.objects.get(action=AccessAction.REVEAL)
    assert (record.subject_id, record.reason[:5]) == (active.citizen_id, "회신 전화")
    assert client(make_user(Role.AGENT, scopes=[(EUNPYEONG, "")])).post(path, {"reason": "x"}).status_code == 404


def test_whoever_is_shown_a_contact_is_recorded(active: Contact, agent: User) -> None:
    staff = client(agent)
    for path, body in (
        ("routing", {"district": GANGNAM, "topic": "noise"}),
        ("end", {}),
        ("finish", {"wrap_up_code": "ANSWERED"}),
    ):
        before = AccessRecord.objects.count()
        shown = staff.post(f"/api/contacts/{active.pk}/{path}/", body).json()
        assert shown["phone"] == "010-****-5678"
        assert AccessRecord.objects.count() == before + 1, path


def test_a_supervisor_returns_a_contact_over_rest(active: Contact) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    shown = client(supervisor).post(f"/api/contacts/{active.pk}/return/", {"reason": "퇴근"})
    assert (shown.status_code, shown.json()["state"], shown.json()["agent"]) == (200, "WAITING", "")
    assert client(supervisor).post(f"/api/contacts/{active.pk}/return/").status_code == 409
