"""Who a citizen is, as far as is known and may be shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Citizen, CitizenIdentity, Contact
from contacts.types import CitizenCard, ContactState, IdentityKind, PastContact, WrapUpCode
from districts import selectors as districts
from feed.errors import DomainError
from korean import phone
from messaging.types import Channel

SHOWN_ON_CARD = 20
CONFIRMED_FOR = timedelta(hours=24)
"""So long at most who was confirmed counts as certain; it ends earlier with the contact."""


class CitizenNotFound(DomainError):
    """There is no such citizen, or not for this user: 404."""

    code = "citizen_not_found"
    status = 404
    message = _("그런 시민이 없거나 볼 수 없는 시민입니다.")


def citizen_card(*, contact: Contact, user: User, now: datetime) -> CitizenCard:
    """Return who the citizen of a contact is and their last 20 contacts, of those that `user` may see.

    Where it is not certain that it is them, the citizen is a guess: name, note and contacts are left out, only how many
    contacts there are is told. Raises CitizenNotFound.
    """
    citizen = Citizen.objects.visible_to(user).filter(pk=contact.citizen_id).first()
    if citizen is None:
        raise CitizenNotFound
    identities = list(CitizenIdentity.objects.filter(citizen=citizen).order_by("id"))
    number = next((identity.value for identity in identities if identity.kind == IdentityKind.PHONE), "")
    confirmed = is_certain(contact, now=now)
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


def is_certain(contact: Contact, *, now: datetime) -> bool:
    """Tell whether the citizen of a contact is who their number or account belongs to.

    Who calls or writes is probably its owner, which somebody has to make sure of in this contact, or in an earlier one
    of the same messenger's room; that counts until the contact is closed, and a day at most. A web conversation is
    opened by its token alone, and a withheld number belongs to nobody known.
    """
    if contact.channel == Channel.WEB or not contact.address:
        return True
    confirmed = contact.confirmed_at is not None and contact.confirmed_at > now - CONFIRMED_FOR
    return confirmed and contact.state != ContactState.CLOSED


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
        district_name=districts.local_name(row.district) if row.district else "",
        topic_name=districts.local_name(row.topic) if row.topic else "",
        wrap_up_label=str(WrapUpCode(row.wrap_up_code).label) if row.wrap_up_code else "",
        opened_at=row.opened_at,
    )
