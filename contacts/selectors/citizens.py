"""Who a citizen is, as far as is known and may be shown."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Citizen, CitizenIdentity, Contact
from contacts.types import CitizenCard, ContactState, IdentityKind, PastContact, WrapUpCode
from feed.errors import DomainError
from korean import phone
from messaging.types import Channel

SHOWN_ON_CARD = 20
GUESSED_BY = (IdentityKind.PHONE, IdentityKind.KAKAO)
"""Who writes or calls from a known number or account is probably its owner, which is not certain."""


class CitizenNotFound(DomainError):
    """There is no such citizen, or not for this user: 404."""

    code = "citizen_not_found"
    status = 404
    message = _("그런 시민이 없거나 볼 수 없는 시민입니다.")


def citizen_card(*, citizen_id: UUID, user: User) -> CitizenCard:
    """Return who the citizen is and their last 20 contacts, of those that `user` may see. Raises CitizenNotFound.

    Known only by a number or account that nobody has confirmed, the citizen is a guess: name, note and contacts are
    left out, only how many contacts there are is told.
    """
    citizen = Citizen.objects.visible_to(user).filter(pk=citizen_id).first()
    if citizen is None:
        raise CitizenNotFound
    identities = list(CitizenIdentity.objects.filter(citizen=citizen).order_by("id"))
    number = next((identity.value for identity in identities if identity.kind == IdentityKind.PHONE), "")
    confirmed = is_confirmed(identities)
    history = Contact.objects.visible_to(user).filter(citizen=citizen)
    shown = history.select_related("district", "topic").order_by("-id")[:SHOWN_ON_CARD] if confirmed else []
    return CitizenCard(
        id=citizen.pk,
        confirmed=confirmed,
        name=citizen.name if confirmed else "",
        language=citizen.language,
        note=citizen.note if confirmed else "",
        phone=phone.display(number) if number else "",
        phone_masked=phone.mask(number) if number else "",
        anonymous=not number and not citizen.name,
        contacts=tuple(past_contact(row) for row in shown),
        contact_count=history.count(),
        considered=bool(citizen.consideration),
        consideration=citizen.consideration if confirmed else "",
    )


def is_confirmed(identities: list[CitizenIdentity]) -> bool:
    """Tell whether who has these addresses is certain: one was confirmed, or there is none to guess by."""
    guessed = [identity for identity in identities if identity.kind in GUESSED_BY]
    return not guessed or any(identity.confirmed for identity in guessed)


def earlier_contacts(*, contact: Contact, user: User, limit: int = 5) -> list[Contact]:
    """Return the citizen's last contacts before this one that `user` may see, the newest first, with topic and place.

    The caller has made sure that the citizen is confirmed.
    """
    earlier = Contact.objects.visible_to(user).filter(citizen=contact.citizen_id, pk__lt=contact.pk)
    return list(earlier.select_related("district", "topic").order_by("-id")[:limit])


def phone_ends_with(*, citizen_id: UUID, last_digits: str) -> bool:
    """Tell whether a telephone number of the citizen ends with these four digits; False for anything else."""
    if len(last_digits) != 4 or not last_digits.isdecimal():
        return False
    numbers = CitizenIdentity.objects.filter(citizen=citizen_id, kind=IdentityKind.PHONE)
    return any(identity.value.endswith(last_digits) for identity in numbers)


def past_contact(row: Contact) -> PastContact:
    """Return an earlier contact as a line of a list."""
    return PastContact(
        id=row.pk,
        channel=row.channel,
        channel_label=str(Channel(row.channel).label),
        state=ContactState(row.state),
        state_label=str(ContactState(row.state).label),
        district_name=row.district.name if row.district else "",
        topic_name=row.topic.name if row.topic else "",
        wrap_up_label=str(WrapUpCode(row.wrap_up_code).label) if row.wrap_up_code else "",
        opened_at=row.opened_at,
    )
