"""Everything that changes an account, and the records of what accounts did."""

from accounts.services.access import prune_access_records, record_access
from accounts.services.announcing import (
    MayNotAnnounce,
    NothingToSay,
    announce,
    put_away,
    withdraw_announcement,
)
from accounts.services.people import create_user, create_users, tell_access_changed
from accounts.services.signing_in import TooManySignIns, begin_sign_in, sign_in_succeeded
from accounts.services.teams import NotYourTeam, TeamRefused, create_team, join_team
from accounts.services.tries import count_try, network_of, take_back_try

__all__ = [
    "MayNotAnnounce",
    "NotYourTeam",
    "NothingToSay",
    "TeamRefused",
    "TooManySignIns",
    "announce",
    "begin_sign_in",
    "count_try",
    "create_team",
    "create_user",
    "create_users",
    "join_team",
    "network_of",
    "prune_access_records",
    "put_away",
    "record_access",
    "sign_in_succeeded",
    "take_back_try",
    "tell_access_changed",
    "withdraw_announcement",
]
