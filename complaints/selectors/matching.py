"""Which complaints a typed text means."""

from django.utils.translation import gettext_lazy as _

from complaints.models import ComplaintQuerySet
from complaints.policies import number
from feed.errors import DomainError
from korean.hangul import search_text
from korean.privacy import clean_text


class SearchTooShort(DomainError):
    """One letter or syllable is in nearly every complaint."""

    code = "search_too_short"
    status = 400
    message = _("두 글자 이상 입력해 주세요.")


def matching(complaints: ComplaintQuerySet, *, text: str) -> ComplaintQuerySet:
    """Return those that `text` finds: by number, or by what was written. Raises SearchTooShort."""
    try:
        return complaints.filter(number=str(number.parse(text)))
    except number.InvalidNumber:
        words = clean_text(text)
        if len("".join(words.split())) == 1:
            raise SearchTooShort from None
        wanted = search_text(words)
        return complaints.filter(search_text__contains=wanted) if wanted else complaints.none()
