"""What the queue and the editing of tables refuse, and whom it tells."""

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError


class OfferTaken(DomainError):
    """Somebody else has the contact; `extra["holder"]` is that agent's name, `extra["holder_id"]` their user id."""

    code = "offer_taken"
    status = 409

    def __init__(self, *, holder: str, holder_id: str) -> None:
        message = _("이 상담은 %(holder)s 상담사에게 있습니다.") % {"holder": holder}
        super().__init__(message, holder=holder, holder_id=holder_id)


class OfferGone(DomainError):
    """The offer has ended (declined, expired or withdrawn) and the contact is with nobody else."""

    code = "offer_gone"
    status = 410
    message = _("제안이 이미 끝났습니다. 상담은 대기열의 제자리로 돌아갔습니다.")


class OfferNotFound(DomainError):
    """There is no such offer."""

    code = "offer_not_found"
    status = 404
    message = _("그런 배정 제안이 없습니다.")


class NotQueued(DomainError):
    """The contact is in no queue."""

    code = "not_queued"
    status = 404
    message = _("이 상담은 대기열에 없습니다.")


class UnknownQueue(DomainError):
    """No district has this code."""

    code = "unknown_queue"
    status = 404
    message = _("그런 자치구 대기열이 없습니다.")


class NoSeat(DomainError):
    """The user has no seat."""

    code = "no_seat"
    status = 404
    message = _("상담석이 없는 사용자입니다.")


class UnknownIntent(DomainError):
    """There is no such intent: 422."""

    code = "unknown_intent"
    status = 422
    message = _("그런 근무 상태가 없습니다. 목록에서 골라 주세요.")


class UnknownReason(DomainError):
    """No such reason goes with this intent: 422."""

    code = "unknown_reason"
    status = 422
    message = _("이 근무 상태에 맞는 사유를 목록에서 골라 주세요.")


class UnknownSkill(DomainError):
    """There is no such skill, or its level is not 1 to 5: 422."""

    code = "unknown_skill"
    status = 422
    message = _("그런 역량이 없거나 수준이 1에서 5 사이가 아닙니다.")


class NotInHand(DomainError):
    """No agent has this contact in hand: 409."""

    code = "not_in_hand"
    status = 409
    message = _("지금 상담하고 있는 상담사가 없습니다.")


class SeatFull(DomainError):
    """The seat has no room for another contact of this kind, or its capacity is set below the contacts in hand."""

    code = "seat_full"
    status = 409
    message = _("이 상담석은 더 받을 수 없습니다.")


class NotAllowed(DomainError):
    """The user may not change this: 403."""

    code = "not_allowed"
    status = 403
    message = _("담당 범위 밖의 자료는 고칠 수 없습니다.")


class EditRefused(DomainError):
    """The edit is incomplete, names something unknown, or changes nothing: 422."""

    code = "edit_refused"
    status = 422
    message = _("이대로는 고칠 수 없습니다.")


class NoDraft(DomainError):
    """There is no draft, or it is empty: 409."""

    code = "no_draft"
    status = 409
    message = _("고친 것이 없습니다. 먼저 자료를 고쳐 주세요.")


class NotTried(DomainError):
    """The draft as it is now has not been tried on the version that is live: 409."""

    code = "not_tried"
    status = 409
    message = _("시험한 뒤에 자료나 게시된 판이 바뀌었습니다. 다시 시험해 주세요.")


class UnknownVersion(DomainError):
    """There is no published version with this number: 404."""

    code = "unknown_version"
    status = 404
    message = _("그런 판이 없습니다.")
