"""Why a contact cannot be handed over, or not be taken."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feed.errors import DomainError


class SummaryMissing(DomainError):
    """A contact is handed over only with a summary, so that the citizen need not say everything again: 422."""

    code = "summary_missing"
    status = 422
    message = gettext_lazy("시민이 같은 말을 되풀이하지 않도록 요약을 적어 주세요.")


class UnknownDepartment(DomainError):
    """There is no such department: 422."""

    code = "unknown_department"
    status = 422
    message = gettext_lazy("그런 부서가 없습니다. 목록에서 골라 주세요.")


class NotInDepartment(DomainError):
    """The person does not work for the department: 422."""

    code = "not_in_department"
    status = 422
    message = gettext_lazy("그 부서의 담당 공무원이 아닙니다. 부서에만 요청하거나 다른 사람을 고르세요.")


class AlreadyConnecting(DomainError):
    """Somebody is being asked already: 409."""

    code = "already_connecting"
    status = 409
    message = gettext_lazy("이미 연결을 요청했습니다. 받거나 돌아올 때까지 기다려 주세요.")


class TransferNotFound(DomainError):
    """There is no such request, or not for this user: 404."""

    code = "transfer_not_found"
    status = 404
    message = gettext_lazy("그런 연결 요청이 없습니다.")


class TransferTaken(DomainError):
    """A colleague has taken it: 409, with `holder` (a name)."""

    code = "transfer_taken"
    status = 409

    def __init__(self, *, holder: str) -> None:
        super().__init__(_("%(holder)s님이 먼저 이어받았습니다.") % {"holder": holder}, holder=holder)


class TransferGone(DomainError):
    """The request is over (returned, not taken in time, or taken back): 410."""

    code = "transfer_gone"
    status = 410
    message = gettext_lazy("연결 요청이 이미 끝나 상담사에게 돌아갔습니다.")


class SummaryNotRead(DomainError):
    """The receiver has to read the summary before taking over: 422."""

    code = "summary_not_read"
    status = 422
    message = gettext_lazy("요약을 읽었다고 확인한 뒤 이어받으세요.")


class ColleagueAway(DomainError):
    """The agent is not at work, or has no room for it: 409."""

    code = "colleague_away"
    status = 409
    message = gettext_lazy("그 상담사는 지금 자리에 없거나 더 받을 수 없습니다. 다른 상담사나 대기열을 고르세요.")


class NotToYourself(DomainError):
    """Who has the contact cannot hand it to themselves: 422."""

    code = "not_to_yourself"
    status = 422
    message = gettext_lazy("지금 맡은 상담입니다. 다른 상담사를 고르세요.")
