"""What agents can do beyond their district."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from feed.services import unit_of_work
from routing.models import SeatSkill, Skill
from routing.services import events, locks
from routing.services.errors import NoSeat, UnknownSkill

# Sign language, and the foreign languages in which 120 answers.
SKILLS = (
    ("KSL", "한국수어", "Korean Sign Language"),
    ("EN", "영어", "English"),
    ("ZH", "중국어", "Chinese"),
    ("JA", "일본어", "Japanese"),
    ("VI", "베트남어", "Vietnamese"),
    ("MN", "몽골어", "Mongolian"),
)


def ensure_skills() -> None:
    """Make the skills that are missing."""
    if Skill.objects.filter(pk__in=[code for code, _name, _english in SKILLS]).count() < len(SKILLS):
        Skill.objects.bulk_create(
            [Skill(code=code, name=name, name_en=english) for code, name, english in SKILLS], ignore_conflicts=True
        )


def set_skills(*, user_id: UUID, levels: Mapping[str, int], now: datetime) -> None:
    """Set what an agent can do and how well (1 gets by … 5 masters it), in place of what was set before.

    Raises NoSeat, UnknownSkill (422).
    """
    with unit_of_work():
        ensure_skills()
        known = set(Skill.objects.filter(pk__in=list(levels)).values_list("pk", flat=True))
        if known != set(levels) or not all(1 <= level <= 5 for level in levels.values()):
            raise UnknownSkill
        seat = locks.seat_of(user_id)
        if seat is None:
            raise NoSeat
        SeatSkill.objects.filter(seat=seat).delete()
        SeatSkill.objects.bulk_create(
            SeatSkill(seat=seat, skill_id=code, level=level) for code, level in levels.items()
        )
        events.seats_changed(seat, now=now)
        events.wake_dispatcher()
