"""Complaints of many people: the list of signatures, who reads it, who is told (민원처리법 §2 제6호, 시행령 §8)."""

import pytest
from django.db import connection

from accounts.crypto import keyed_hash
from complaints import selectors, services
from complaints.models import Complaint, JointNotice, Signatory
from complaints.policies.signatures import masked_name, read_signatures
from complaints.policies.transitions import InvalidFields, NotAllowed, NotPossible
from complaints.types import Action, State
from contacts.models import CitizenIdentity
from contacts.types import IdentityKind
from messaging.models import OutboundMessage
from messaging.types import Channel, Purpose
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

LISTED = """김민수, 010-1111-0001, 대표
이서연\t01011110002
박지호
최하윤, 010-1111-0004
정도윤
"""


def signed(complaint: Complaint, city: City, listed: str = LISTED, by: str = "official") -> Complaint:
    return services.list_signatories(complaint_id=complaint.id, user=city.user(by), listed=listed, now=MONDAY)


def told(purpose: Purpose) -> set[str]:
    messages = OutboundMessage.objects.filter(purpose=purpose, idempotency_key__startswith="joint:")
    assert {message.channel for message in messages} <= {Channel.SMS}
    return {message.recipient[-4:] for message in messages}


def test_a_list_is_read_as_people_paste_it() -> None:
    signatures, errors = read_signatures(LISTED)
    assert errors == []
    assert [(found.name, found.phone, found.representative) for found in signatures][:3] == [
        ("김민수", "+821011110001", True),
        ("이서연", "+821011110002", False),
        ("박지호", "", False),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (", 010-1111-0009", "6번째 줄: 이름이 없습니다."),
        ("900101-1234567, 010-1111-0009", "6번째 줄: 이름은 숫자 없이"),
        ("한지우, 010-11", "6번째 줄: 휴대전화 번호를 읽을 수 없습니다."),
        ("한지우, 02-1234-5678", "6번째 줄: 휴대전화 번호를 읽을 수 없습니다."),
        ("한지우, 대표", "6번째 줄: 대표자는 휴대전화 번호가"),
        ("한지우, 010 1111 0002", "6번째 줄: 전화번호가 2번째 줄과 같습니다."),
        ("한지우, 010-1111-0009, 역삼동", "6번째 줄: ‘이름, 전화, 대표’만"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(line: str, message: str) -> None:
    _signatures, errors = read_signatures(LISTED + line)
    assert len(errors) == 1
    assert errors[0].startswith(message)


@pytest.mark.parametrize("listed", ["", "김민수, 010-1111-0001, 대표", "김민수\n이서연"])
def test_a_list_has_two_people_and_somebody_who_speaks_for_them(listed: str) -> None:
    assert len(read_signatures(listed)[1]) == 1


def test_names_are_masked() -> None:
    assert [masked_name(name) for name in ("김민수", "이연", "남궁민수", "A")] == ["김*수", "이*", "남**수", "A"]


def test_who_signed_is_counted_kept_encrypted_and_shown_by_role(make_complaint: ComplaintMaker, city: City) -> None:
    complaint = signed(make_complaint(state=State.RECEIVED), city)
    assert (complaint.filer_count, complaint.is_joint) == (5, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone FROM complaints_signatory ORDER BY position")
        assert all("김민수" not in stored and "1111" not in stored for (stored,) in cursor.fetchall())
    found = selectors.signatories_of(complaint_id=complaint.id, user=city.user("official"))
    assert (found.count, found.reached, found.masked) == (5, 3, False)
    assert (found.lines[0].name, found.lines[0].phone, found.lines[0].representative) == (
        "김민수",
        "010-1111-0001",
        True,
    )
    masked = selectors.signatories_of(complaint_id=complaint.id, user=city.user("agent"))
    assert (masked.lines[0].name, masked.lines[0].phone) == ("김*수", "010-****-0001")
    assert selectors.signatories_of(complaint_id=complaint.id, user=city.user("official_road")).count == 0
    event = complaint.events.get(action=Action.SIGN)
    assert event.text == "5명, 대표자 1명"
    again = signed(complaint, city, "김민수, 010-1111-0001, 대표\n이서연")
    assert (again.filer_count, Signatory.objects.count()) == (2, 2)


def test_who_may_put_the_list_down(make_complaint: ComplaintMaker, city: City) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    with pytest.raises(InvalidFields) as refusal:
        signed(complaint, city, LISTED + "한지우, 010-11")
    assert list(refusal.value.extra["errors"]) == ["listed"]
    assert not Signatory.objects.exists()
    with pytest.raises(NotAllowed):
        signed(complaint, city, by="admin")
    with pytest.raises(NotPossible):
        signed(make_complaint(state=State.COMPLETED), city)


def test_whoever_left_a_number_is_told_once(
    make_complaint: ComplaintMaker, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints.services.signing.AT_ONCE", 2)
    complaint = signed(make_complaint(state=State.RECEIVED), city)
    own = "+821011110009"
    known = {"kind": IdentityKind.PHONE, "value": own, "value_hash": keyed_hash(own)}
    CitizenIdentity.objects.create(citizen_id=complaint.citizen_id, **known)
    signed(complaint, city, LISTED + f"한지우, {own}")  # who filed it has signed it too
    official = city.user("official")
    services.plan(
        complaint_id=complaint.id,
        user=official,
        version=complaint.version,
        plan="현장을 확인합니다.",
        planned_for=MONDAY.date(),
        now=MONDAY,
    )
    assert told(Purpose.PLAN) == set()  # not within the request
    while services.tell_signatories_due(limit=10, now=MONDAY):
        pass
    assert told(Purpose.PLAN) == {"0001", "0002", "0004"}
    assert JointNotice.objects.filter(done_at__isnull=True).count() == 0
    complaint.refresh_from_db()
    services.request_supplement(
        complaint_id=complaint.id,
        user=official,
        version=complaint.version,
        supplement_request="위치를 알려 주세요.",
        days=7,
        late_reason="",
        now=MONDAY,
    )
    while services.tell_signatories_due(limit=10, now=MONDAY):
        pass
    assert told(Purpose.SUPPLEMENT) == {"0001"}  # what asks for something goes to who speaks for all
