"""Whether a period may be extended (민원처리법 시행령 §21)."""

from django.utils.translation import gettext as _

from complaints.types import ExtensionReason, ForbiddenReason

MOST_EXTENSIONS = 2
NO_REASON = (
    "업무 과다",
    "업무과다",
    "업무량",
    "일이 많",
    "바빠",
    "배정 지연",
    "배정이 늦",
    "부재",
    "휴가",
    "출장",
    "인사이동",
)
"""Words of what the law does not accept as a reason, however it is called."""


def refusals(
    *, original: int, extensions: int, amount: int, reason: str, explanation: str, consent: str
) -> dict[str, list[str]]:
    """Return what speaks against extending, by field; nothing when it is lawful.

    `original` and `amount` are in the unit of the original period, `extensions` is how often it was extended before,
    `consent` says how the citizen agreed (needed for the second time, and there is no third).
    """
    errors: dict[str, list[str]] = {}
    if extensions >= MOST_EXTENSIONS:
        errors["amount"] = [_("처리기간은 두 번까지만 연장할 수 있습니다.")]
    elif not 1 <= amount <= original:
        errors["amount"] = [_("연장은 처음 처리기간(%(original)d)을 넘을 수 없습니다.") % {"original": original}]
    if reason in ForbiddenReason.values or any(words in explanation for words in NO_REASON):
        errors["reason"] = [_("업무 과다, 배정 지연, 담당자 부재는 법이 정한 연장 사유가 아닙니다.")]
    elif reason not in ExtensionReason.values:
        errors["reason"] = [_("연장 사유를 목록에서 골라 주세요.")]
    elif reason == ExtensionReason.COMPARABLE and not explanation:
        errors["explanation"] = [_("어떤 사유인지 적어 주세요.")]
    if extensions == 1 and not consent:
        errors["consent"] = [_("두 번째 연장은 민원인의 동의가 있어야 합니다. 언제 어떻게 동의했는지 적어 주세요.")]
    return errors
