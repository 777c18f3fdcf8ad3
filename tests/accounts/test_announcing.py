"""What supervisors tell consoles reaches whom it is meant for, until it is put away."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts import selectors, services
from accounts.models import User
from accounts.types import Role
from feed.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
GANGNAM, EUNPYEONG = "11680", "11380"


def person(role: Role, *districts: str) -> User:
    return services.create_user(
        username=uuid4().hex[:12],
        password="a long pass phrase",
        role=role,
        display_name="사람",
        scopes=[(code, "") for code in districts or ("",)],
    )


def heard(user: User, *, now: datetime = NOW) -> list[str]:
    fresh = User.objects.get(pk=user.pk)
    return [each.text for each in selectors.announcements_for(user=fresh, now=now)]


def test_each_hears_what_is_meant_for_them() -> None:
    boss, gangnam, eunpyeong = person(Role.SUPERVISOR), person(Role.AGENT, GANGNAM), person(Role.AGENT, EUNPYEONG)
    services.announce(by=boss, text="모두에게", now=NOW)
    services.announce(by=boss, text="강남에", district_code=GANGNAM, now=NOW + timedelta(seconds=1))
    services.announce(by=boss, text="한 사람에게", recipient_id=eunpyeong.pk, now=NOW + timedelta(seconds=2))
    now = NOW + timedelta(seconds=3)
    assert heard(gangnam, now=now) == ["강남에", "모두에게"]
    assert heard(eunpyeong, now=now) == ["한 사람에게", "모두에게"]
    streams = Event.objects.filter(kind="announcement.made").order_by("created_at").values_list("stream", flat=True)
    assert list(streams) == ["staff", f"district:{GANGNAM}", f"user:{eunpyeong.pk}"]
    assert heard(gangnam, now=NOW + timedelta(hours=1)) == []


def test_it_is_put_away_by_each_and_withdrawn_for_all() -> None:
    boss, one, other = person(Role.SUPERVISOR), person(Role.AGENT, GANGNAM), person(Role.AGENT, GANGNAM)
    made = services.announce(by=boss, text="점검합니다", now=NOW)
    services.put_away(announcement_id=made.pk, user=one, now=NOW)
    services.put_away(announcement_id=made.pk, user=one, now=NOW)
    assert (heard(one), heard(other)) == ([], ["점검합니다"])
    services.withdraw_announcement(announcement_id=made.pk, by=boss, now=NOW + timedelta(seconds=5))
    assert heard(other, now=NOW + timedelta(seconds=5)) == []


def test_who_may_announce_what() -> None:
    district, agent = person(Role.SUPERVISOR, GANGNAM), person(Role.AGENT, GANGNAM)
    for by, code in ((district, ""), (district, EUNPYEONG), (agent, GANGNAM)):
        with pytest.raises(services.MayNotAnnounce):
            services.announce(by=by, text="말", district_code=code, now=NOW)
    for text in (" ", "가" * 301):
        with pytest.raises(services.NothingToSay):
            services.announce(by=district, text=text, district_code=GANGNAM, now=NOW)
    services.announce(by=district, text="주민번호 900101-1234567 확인", district_code=GANGNAM, now=NOW)
    assert "1234567" not in heard(agent)[0]
