"""When a repeated complaint may be closed (반복민원, 민원처리법 §23, 시행령 §26)."""

from django.utils.translation import gettext as _

from complaints.types import Kind

SAME_BEFORE_CLOSING = 2
DELIVERED_BEFORE_CLOSING = 2


def closing_refusals(
    *, kind: Kind, earlier: int, delivered: int, joint: bool, committee_record: str
) -> dict[str, list[str]]:
    """Return what speaks against closing, by field; nothing when it is lawful.

    `earlier` is how many complaints of the same content came before, `delivered` how many of their results reached the
    citizen: accepted by a carrier is not delivered.
    """
    errors: dict[str, list[str]] = {}
    if kind == Kind.STATUTORY:
        errors["result"] = [_("법정민원은 반복민원으로 종결할 수 없습니다.")]
    elif earlier < SAME_BEFORE_CLOSING:
        errors["result"] = [_("같은 내용의 민원이 세 번째부터 종결할 수 있습니다. 먼저 이전 민원과 연결해 주세요.")]
    elif delivered < DELIVERED_BEFORE_CLOSING:
        errors["result"] = [
            _("처리결과가 두 번 이상 전달된 뒤에 종결할 수 있습니다(지금까지 %(delivered)d번).")
            % {"delivered": delivered}
        ]
    if joint and not committee_record:
        errors["committee_record"] = [_("다수인관련민원은 민원조정위원회 심의 결과를 적어야 종결할 수 있습니다.")]
    return errors
