"""The city words its notices itself: what the law wants in them is checked, and every version is kept."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from complaints.models import NoticeTemplate
from complaints.notices import forget_wordings, mandatory
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.policies.wording import wording_errors
from complaints.selectors.notice_templates import longest_values
from complaints.services.text import cleaned
from complaints.types import NoticeForm, NoticeLanguage
from messaging.types import Purpose

MAY_WORD = (Role.SUPERVISOR, Role.ADMIN)


def publish_wording(
    *,
    user: User,
    purpose: Purpose,
    language: NoticeLanguage,
    form: NoticeForm,
    title: str,
    text: str,
    now: datetime,
) -> NoticeTemplate:
    """Send the notice in these words from now on (in other processes within ten seconds), as a new version.

    For supervisors of the whole city and administrators. Raises NotAllowed, and InvalidFields where a mandatory
    variable is missing (시행령 §31) or unknown, a personal number stands in it, or the channel cannot carry it.
    """
    _check_allowed(user)
    words, heading = text.replace("\r\n", "\n").strip(), cleaned(title)
    errors = wording_errors(
        title=heading,
        text=words,
        form=form,
        required=mandatory(purpose),
        longest=longest_values(language=language),
    )
    if errors:
        raise InvalidFields(errors=errors)
    with transaction.atomic():
        versions = _locked(purpose, language, form)
        NoticeTemplate.objects.filter(pk__in=[version.pk for version in versions if version.live]).update(live=False)
        published = NoticeTemplate.objects.create(
            purpose=purpose,
            language=language,
            form=form,
            number=max((version.number for version in versions), default=0) + 1,
            title=heading,
            text=words,
            author=user,
            at=now,
        )
        transaction.on_commit(forget_wordings)
    forget_wordings()
    return published


def restore_standard(*, user: User, purpose: Purpose, language: NoticeLanguage, form: NoticeForm) -> None:
    """Send the notice in its standard wording again; the city's own versions are kept. Raises NotAllowed."""
    _check_allowed(user)
    with transaction.atomic():
        live = [version.pk for version in _locked(purpose, language, form) if version.live]
        NoticeTemplate.objects.filter(pk__in=live).update(live=False)
        transaction.on_commit(forget_wordings)
    forget_wordings()


def _check_allowed(user: User) -> None:
    access = access_of(user=user)
    if user.role not in MAY_WORD or access.district_codes is not None or access.department_codes is not None:
        raise NotAllowed


def _locked(purpose: Purpose, language: NoticeLanguage, form: NoticeForm) -> list[NoticeTemplate]:
    versions = NoticeTemplate.objects.filter(purpose=purpose, language=language, form=form)
    return list(versions.select_for_update().order_by("number"))
