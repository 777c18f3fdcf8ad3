"""How sure automatic answers must be, as supervisors set it."""

from datetime import datetime

from accounts.models import User
from accounts.selectors import access_of
from knowledgebase.models import AutomaticSetting
from knowledgebase.policies.editing import APPROVERS
from knowledgebase.policies.precision import LEAST_PRECISION, MOST_PRECISION
from knowledgebase.services.errors import EditNotAllowed, PrecisionOutOfRange


def set_automatic(*, category: str, enabled: bool, precision: float, user: User, now: datetime) -> None:
    """Set how right (0.9 to 0.999) the automatic answers of a category must be, "" for all others, or switch them off.

    The measured precision counts from now on. For supervisors of the whole city: raises EditNotAllowed (403),
    PrecisionOutOfRange (422).
    """
    access = access_of(user=user)
    if user.role not in APPROVERS or access.district_codes is not None or access.department_codes is not None:
        raise EditNotAllowed
    if not LEAST_PRECISION <= precision <= MOST_PRECISION:
        raise PrecisionOutOfRange
    AutomaticSetting.objects.update_or_create(
        category=category[:40],
        defaults={"enabled": enabled, "precision": precision, "set_by": user, "set_at": now},
    )
