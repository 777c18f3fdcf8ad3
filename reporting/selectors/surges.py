"""Which topics and dongs surge now."""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache

from accounts.models import User
from complaints.selectors.surges import Filed, filed_in
from districts import selectors as districts
from districts.types import DongCentre
from reporting.policies.surges import surging, windows
from reporting.types import Surge


def surges(*, user: User, now: datetime) -> tuple[Surge, ...]:
    """Return what surges of the complaints `user` may see: topics of the city, and dongs by topic; the worst first.

    A complaint with coordinates belongs to the dong of its district whose centre is nearest. Three queries at most.
    """
    filed = filed_in(user=user, stretches=windows(now))
    topics = {row.topic_code: row.topic_name for row in filed}
    found = [
        Surge(topic=topics[code], dong="", district_code="", place=None, count=count, usual=usual, ratio=ratio)
        for code, count, usual, ratio in surging(filed=[(row.topic_code, row.filed_at) for row in filed], now=now)
    ]
    centres = _centres(districts.gazetteer_version())
    placed = [((_dong(row, centres), row.topic_code), row.filed_at) for row in filed]
    near = [((dong, code), at) for (dong, code), at in placed if dong is not None]
    for (dong, code), count, usual, ratio in surging(filed=near, now=now):
        found.append(
            Surge(
                topic=topics[code],
                dong=dong.name,
                district_code=dong.district_code,
                place=(dong.latitude, dong.longitude),
                count=count,
                usual=usual,
                ratio=ratio,
            )
        )
    return tuple(sorted(found, key=lambda surge: (-surge.ratio, -surge.count)))


def _dong(row: Filed, centres: dict[str, list[DongCentre]]) -> DongCentre | None:
    if row.latitude is None or row.longitude is None:
        return None
    north, east = row.latitude, row.longitude
    near = centres.get(row.district_code, ())
    return min(near, key=lambda dong: (dong.latitude - north) ** 2 + (dong.longitude - east) ** 2, default=None)


@lru_cache(maxsize=2)
def _centres(_version: int) -> dict[str, list[DongCentre]]:
    found: dict[str, list[DongCentre]] = defaultdict(list)
    for dong in districts.dong_centres():
        found[dong.district_code].append(dong)
    return dict(found)
