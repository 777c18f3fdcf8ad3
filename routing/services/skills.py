"""What agents can do beyond their district."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.services import record_access
from accounts.types import AccessAction
from feed.services import unit_of_work
from routing.models import SeatSkill, Skill
from routing.services import events, locks
from routing.services.errors import NoSeat, UnknownSkill
from routing.services.offers import withdraw_offers_beyond
from routing.types import SKILLS


def ensure_skills() -> None:
    """Make the skills that are missing."""
    if Skill.objects.filter(pk__in=[code for code, _name, _english in SKILLS]).count() < len(SKILLS):
        Skill.objects.bulk_create(
            [Skill(code=code, name=name, name_en=english) for code, name, english in SKILLS], ignore_conflicts=True
        )


def set_skills(
    *, user_id: UUID, levels: Mapping[str, int], now: datetime, by: User | None = None, address: str = ""
) -> None:
    """Set what an agent can do and how well (1 gets by … 5 masters it), in place of what was set before.

    An offer that needs what is taken away is withdrawn. Who changes it (`by`, from network `address`) is recorded, with
    what they set; the caller has checked that they may. Raises NoSeat, UnknownSkill (422).
    """
    with unit_of_work():
        ensure_skills()
        known = set(Skill.objects.filter(pk__in=list(levels)).values_list("pk", flat=True))
        if known != set(levels) or not all(1 <= level <= 5 for level in levels.values()):
            raise UnknownSkill
        withdraw_offers_beyond(user_id, skills=levels, now=now)
        seat = locks.seat_of(user_id)
        if seat is None:
            raise NoSeat
        SeatSkill.objects.filter(seat=seat).delete()
        SeatSkill.objects.bulk_create(
            SeatSkill(seat=seat, skill_id=code, level=level) for code, level in levels.items()
        )
        if by is not None:
            record_access(
                user=by,
                action=AccessAction.CHANGE,
                subject_id=None,
                target=f"skills:{user_id}",
                address=address,
                reason=" ".join(f"{code}={level}" for code, level in sorted(levels.items())),
                now=now,
            )
        events.seats_changed(seat, now=now)
        events.wake_dispatcher()
