"""Form teams, and say who belongs to which from what day on."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, TeamMembership, User
from accounts.selectors import access_of
from accounts.types import Role
from feed.errors import DomainError
from korean.privacy import clean_text

LEADERS = (Role.SUPERVISOR, Role.ADMIN)


class TeamRefused(DomainError):
    """The team has no name, one of this name exists, or the person is no agent: 422."""

    code = "team_refused"
    status = 422
    message = _("팀 이름을 적고, 상담사를 골라 주세요. 같은 이름의 팀이 이미 있을 수도 있습니다.")


class NotYourTeam(DomainError):
    """Teams are for supervisors of their district: 403."""

    code = "not_your_team"
    status = 403
    message = _("이 팀을 고칠 수 있는 범위가 아닙니다.")


def create_team(*, by: User, name: str, district_code: str = "") -> Team:
    """Form a team, of a district or ("") of the whole city. Raises TeamRefused (422), NotYourTeam (403)."""
    _check(by, district_code)
    name = clean_text(name).strip()[:60]
    with transaction.atomic():
        if not name or Team.objects.filter(name=name, district_code=district_code).exists():
            raise TeamRefused
        return Team.objects.create(name=name, district_code=district_code)


def join_team(*, by: User, user_id: UUID, team_id: UUID | None, on: date) -> None:
    """Let an agent belong to a team (None: to none) from `on`, a day in Seoul; what was before stays as it was.

    A membership that would begin on or after `on` is replaced. Raises TeamRefused (422), NotYourTeam (403).
    """
    with transaction.atomic():
        agent = User.objects.select_for_update().filter(pk=user_id, role=Role.AGENT).first()
        team = Team.objects.filter(pk=team_id).first() if team_id else None
        if agent is None or (team_id is not None and team is None):
            raise TeamRefused
        current = TeamMembership.objects.filter(user=agent).filter(Q(ends_on=None) | Q(ends_on__gt=on))
        for code in {team.district_code} if team else set(current.values_list("team__district_code", flat=True)):
            _check(by, code)
        current.filter(starts_on__gte=on).delete()
        current.update(ends_on=on)
        if team is not None:
            TeamMembership.objects.create(team=team, user=agent, starts_on=on)


def _check(by: User, district_code: str) -> None:
    access = access_of(user=by)
    if access.role not in LEADERS or not (
        access.covers_district(district_code) if district_code else access.district_codes is None
    ):
        raise NotYourTeam
