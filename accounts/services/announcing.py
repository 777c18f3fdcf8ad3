"""What supervisors tell consoles: all of them, those of a district, or one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import LONGEST_ANNOUNCEMENT, Announcement, AnnouncementReading, User
from accounts.selectors import access_of, announcements_for
from accounts.types import Role
from feed.errors import DomainError
from feed.services import publish, unit_of_work
from korean.privacy import clean_text, mask_personal_numbers

EVERYBODY = "staff"
"""The stream every console of staff listens to."""
SHOWN_FOR = timedelta(minutes=30)
ANNOUNCERS = (Role.SUPERVISOR, Role.ADMIN)


class NothingToSay(DomainError):
    """The announcement is empty or too long: 422."""

    code = "nothing_to_say"
    status = 422
    message = _("알릴 말을 %(limit)d자 안으로 적어 주세요.") % {"limit": LONGEST_ANNOUNCEMENT}


class MayNotAnnounce(DomainError):
    """Announcing is for supervisors, within their districts: 403."""

    code = "may_not_announce"
    status = 403
    message = _("알림을 보낼 수 있는 범위가 아닙니다.")


def announce(
    *,
    by: User,
    text: str,
    district_code: str = "",
    recipient_id: UUID | None = None,
    lasts: timedelta = SHOWN_FOR,
    now: datetime,
) -> Announcement:
    """Show a text on every console, on those of a district, or on one person's; personal numbers in it are masked.

    Only who sees the whole city tells the whole city. Raises NothingToSay (422), MayNotAnnounce (403).
    """
    words = mask_personal_numbers(clean_text(text).strip())[0]
    if not words or len(words) > LONGEST_ANNOUNCEMENT:
        raise NothingToSay
    access = access_of(user=by)
    everybody = not district_code and recipient_id is None
    if (
        access.role not in ANNOUNCERS
        or (everybody and access.district_codes is not None)
        or (district_code and not access.covers_district(district_code))
        or (recipient_id and not User.objects.filter(pk=recipient_id, is_active=True).exists())
    ):
        raise MayNotAnnounce
    with unit_of_work():
        made = Announcement.objects.create(
            author=by,
            recipient_id=recipient_id,
            district_code=district_code,
            text=words,
            sent_at=now,
            expires_at=now + lasts,
        )
        _tell(made, now)
        return made


def withdraw_announcement(*, announcement_id: UUID, by: User, now: datetime) -> None:
    """Take an announcement down, for whoever may announce there; one that is over stays as it is."""
    with unit_of_work():
        live = Announcement.objects.select_for_update().filter(pk=announcement_id, expires_at__gt=now).first()
        if live is None:
            return
        access = access_of(user=by)
        within = access.covers_district(live.district_code) if live.district_code else access.district_codes is None
        if live.author_id != by.id and not (access.role in ANNOUNCERS and within):
            raise MayNotAnnounce
        live.expires_at = now
        live.save(update_fields=["expires_at"])
        _tell(live, now)


def put_away(*, announcement_id: UUID, user: User, now: datetime) -> None:
    """Note that the reader has read an announcement and wants it gone; twice changes nothing."""
    if announcements_for(user=user, now=now).filter(pk=announcement_id).exists():
        AnnouncementReading.objects.get_or_create(announcement_id=announcement_id, user=user, defaults={"read_at": now})


def _tell(announcement: Announcement, now: datetime) -> None:
    if announcement.recipient_id:
        stream = f"user:{announcement.recipient_id}"
    elif announcement.district_code:
        stream = f"district:{announcement.district_code}"
    else:
        stream = EVERYBODY
    publish(streams=[stream], kind="announcement.made", ids={"announcement": str(announcement.pk)}, now=now)
