"""A citizen files a complaint on the web: the contact that notices about it go to, and the check of a telephone."""

import secrets
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.crypto import keyed_hash
from contacts.models import Contact
from contacts.policies.languages import KOREAN
from contacts.services.identity import citizen_at
from contacts.types import ContactState, IdentityKind, WrapUpCode
from feed.errors import DomainError
from feed.services import unit_of_work
from korean import phone
from messaging import services as messaging
from messaging.types import Channel, Purpose

FORMS = UUID("6f0c5d1e-6a54-4a8e-9d0b-0a7a3f5a1c20")
CODE_SECONDS = 5 * 60
CODE_TRIES = 5


class NoMobileNumber(DomainError):
    """A text message cannot reach the number: 422."""

    code = "no_mobile_number"
    status = 422
    message = gettext_lazy("문자를 받을 수 있는 휴대전화 번호를 적어 주세요.")


class WrongCode(DomainError):
    """The code is not the one that was sent, is older than five minutes, or was tried too often: 422."""

    code = "wrong_code"
    status = 422
    message = gettext_lazy("확인 번호가 다르거나 5분이 지났습니다. 확인 번호를 다시 받아 주세요.")


def send_phone_code(*, number: str, request_key: str, now: datetime) -> None:
    """Send six digits to a mobile number; who reads them there may file with it, or be called. The form is named by its
    `request_key`; a code sent again replaces the one before. Raises NoMobileNumber."""
    mobile = _mobile(number)
    digits = f"{secrets.randbelow(1_000_000):06}"
    cache.set_many({_code_key(request_key): f"{mobile} {digits}", _tries_key(request_key): 0}, CODE_SECONDS)
    messaging.enqueue(
        channel=Channel.SMS,
        recipient=mobile,
        text=_("[%(service)s] 휴대전화 확인 번호는 %(digits)s입니다. 5분 안에 입력해 주세요.")
        % {"service": settings.CITY_PROFILE.service_in(get_language() or KOREAN), "digits": digits},
        purpose=Purpose.SYSTEM,
        reference=f"contact:{contact_of_form(request_key)}",
        idempotency_key=f"phone-code:{secrets.token_hex(16)}",
        now=now,
    )


def open_filing(
    *,
    request_key: str,
    number: str,
    digits: str,
    contact_id: UUID | None,
    language: str,
    district_code: str,
    topic_code: str,
    now: datetime,
) -> Contact:
    """Return the contact of a form that a citizen sends: closed with a complaint as its result, in no queue.

    With a mobile `number` whose code (`digits`) they read, notices go there by text message; without one to the web
    conversation. `contact_id` is the conversation this browser has: it is the same citizen's. The same form sent twice
    opens one contact. Raises NoMobileNumber, WrongCode.
    """
    form_id = contact_of_form(request_key)
    opened = Contact.objects.select_related("citizen").filter(pk=form_id).first()
    if opened is not None:
        return opened
    mobile = check_phone_code(request_key=request_key, number=number, digits=digits) if number.strip() else ""
    address = mobile or str(form_id)
    try:
        with unit_of_work():
            conversations = Contact.objects.select_related("citizen").filter(channel=Channel.WEB)
            known = conversations.filter(pk=contact_id).first() if contact_id else None
            if mobile:
                citizen = citizen_at(kind=IdentityKind.PHONE, value=mobile, language=language, now=now)
            elif known is not None:
                citizen = known.citizen
            else:
                citizen = citizen_at(kind=IdentityKind.WEB, value="", language=language, now=now)
            return Contact.objects.create(
                id=form_id,
                citizen=citizen,
                channel=Channel.SMS if mobile else Channel.WEB,
                state=ContactState.CLOSED,
                wrap_up_code=WrapUpCode.COMPLAINT,
                address=address,
                address_hash=keyed_hash(address),
                district_id=district_code,
                topic_id=topic_code,
                opened_at=now,
                closed_at=now,
                last_citizen_message_at=now,
            )
    except IntegrityError:
        return Contact.objects.select_related("citizen").get(pk=form_id)


def contact_of_form(request_key: str) -> UUID:
    """Return the id that the contact of a form has, or will have."""
    return uuid5(FORMS, request_key)


def check_phone_code(*, request_key: str, number: str, digits: str) -> str:
    """Return the mobile number (E.164) whose code the citizen has read; a right code may be checked again.

    Raises NoMobileNumber, and WrongCode, after five wrong ones for the right one too.
    """
    mobile = _mobile(number)
    sent = cache.get(_code_key(request_key), "")
    if not sent or cache.incr(_tries_key(request_key)) > CODE_TRIES:
        raise WrongCode
    if not secrets.compare_digest(sent.encode(), f"{mobile} {digits.strip()}".encode()):
        raise WrongCode
    cache.set(_tries_key(request_key), 0, CODE_SECONDS)
    return mobile


def _mobile(number: str) -> str:
    try:
        mobile = phone.normalise(number)
    except phone.InvalidPhoneNumber as error:
        raise NoMobileNumber from error
    if not phone.is_mobile(mobile):
        raise NoMobileNumber
    return mobile


def _code_key(request_key: str) -> str:
    return f"phone-code:{request_key}"


def _tries_key(request_key: str) -> str:
    return f"phone-code-tries:{request_key}"
