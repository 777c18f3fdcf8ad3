"""Who turns out to have written in KakaoTalk is who has filed there."""

from complaints import services
from contacts.services.identity import citizen_at, give_phone
from contacts.types import IdentityKind
from tests.complaints.conftest import MONDAY, ComplaintMaker, ContactMaker

NUMBER = "+821099998888"


def test_complaints_filed_in_kakaotalk_follow_a_citizen_who_turns_out_to_be_known(
    make_complaint: ComplaintMaker, make_contact: ContactMaker
) -> None:
    known = citizen_at(kind=IdentityKind.PHONE, value=NUMBER, now=MONDAY)
    chat, of_another = make_contact(channel="KAKAO"), make_contact(channel="KAKAO")
    citizen_at(kind=IdentityKind.KAKAO, value=chat.address, now=MONDAY, new=chat.citizen)
    filed, other = make_complaint(contact=chat), make_complaint(contact=of_another)
    assert services.follow_citizens() == 0
    assert give_phone(citizen=chat.citizen, kind=IdentityKind.KAKAO, address=chat.address, number=NUMBER, now=MONDAY)
    assert services.follow_citizens() == 1
    filed.refresh_from_db()
    other.refresh_from_db()
    assert filed.citizen_id == known.pk
    assert other.citizen_id == of_another.citizen_id
    assert services.follow_citizens() == 0
