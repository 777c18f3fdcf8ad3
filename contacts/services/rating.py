"""A citizen's judgement of a conversation that is over."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contacts.models.ratings import Rating
from contacts.policies import wording
from contacts.services.conversation import add_system_line, lock, tell_message
from contacts.types import ContactState
from feed.errors import DomainError
from feed.services import unit_of_work


class NotOverYet(DomainError):
    """Only a conversation that is over is judged: 409."""

    code = "not_over_yet"
    status = 409
    message = _("상담이 끝난 뒤에 평가할 수 있습니다.")


class AlreadyRated(DomainError):
    """The conversation was judged before: 409."""

    code = "already_rated"
    status = 409
    message = _("이미 평가하셨습니다. 감사합니다.")


def rate_contact(*, contact_id: UUID, score: int, now: datetime) -> None:
    """Keep how satisfied the citizen was, 1 to 5, and tell it in the conversation.

    Raises ContactNotFound (404), NotOverYet and AlreadyRated (409).
    """
    with unit_of_work():
        contact = lock(contact_id)
        if contact.state != ContactState.CLOSED:
            raise NotOverYet
        try:
            with transaction.atomic():
                Rating.objects.create(contact=contact, score=score, at=now)
        except IntegrityError as error:
            raise AlreadyRated from error
        add_system_line(contact, wording.rated(score=score), now=now)
        tell_message(contact, now=now)
