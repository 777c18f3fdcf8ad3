"""Text that people typed, as it may be stored."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from korean.privacy import clean_text, mask_personal_numbers


def cleaned(text: str) -> str:
    """Return `text` without control characters and with personal numbers masked (개인정보 보호법 §24의2)."""
    masked, _kinds = mask_personal_numbers(clean_text(text))
    return masked


def too_long(texts: Mapping[str, tuple[str, int]]) -> dict[str, list[str]]:
    """Return the message of each field whose text is longer than its limit in characters."""
    return {
        field: [_("%(longest)d자까지 쓸 수 있습니다(지금 %(length)d자).") % {"longest": longest, "length": len(text)}]
        for field, (text, longest) in texts.items()
        if len(text) > longest
    }
