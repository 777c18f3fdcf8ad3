"""Text that people typed, as it may be stored."""

from django.utils.translation import gettext as _

from complaints.policies.transitions import InvalidFields
from korean.privacy import clean_text, mask_personal_numbers


def cleaned(text: str, *, field: str, longest: int) -> str:
    """Return `text` without control characters and with personal numbers masked (개인정보 보호법 §24의2).

    Raises InvalidFields for `field` when it is longer than `longest` characters.
    """
    masked, _kinds = mask_personal_numbers(clean_text(text))
    if len(masked) > longest:
        message = _("%(longest)d자까지 쓸 수 있습니다(지금 %(length)d자).") % {
            "longest": longest,
            "length": len(masked),
        }
        raise InvalidFields(errors={field: [message]})
    return masked
