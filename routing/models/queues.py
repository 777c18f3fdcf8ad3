"""The queues, and the contacts that wait in them."""

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.types import EntryState, WorkKind

LIVE_ENTRY_STATES = (EntryState.WAITING, EntryState.OFFERED)
HELD_ENTRY_STATES = (EntryState.OFFERED, EntryState.ASSIGNED, EntryState.WRAP_UP)


class Queue(models.Model):
    """The line of one district office; city hall's takes what belongs to no district. Its code is the district's.

    While `overflow_since` is set all agents are asked at once and offers are shorter; citizens hear `announcement`.
    """

    code = models.CharField(_("코드"), max_length=10, primary_key=True)
    name = models.CharField(_("이름"), max_length=50)
    district = models.OneToOneField("districts.District", models.PROTECT, related_name="+")
    offer_seconds = models.PositiveSmallIntegerField(_("제안 유지 시간(초)"), default=20)
    overflow_offer_seconds = models.PositiveSmallIntegerField(_("폭주 때 제안 유지 시간(초)"), default=10)
    zone_seconds = models.PositiveSmallIntegerField(_("권역으로 넓히는 시간(초)"), default=30)
    city_seconds = models.PositiveSmallIntegerField(_("서울 전체로 넓히는 시간(초)"), default=60)
    skill_seconds = models.PositiveSmallIntegerField(_("우대 역량을 기다리는 시간(초)"), default=15)
    affinity_seconds = models.PositiveSmallIntegerField(_("먼저 상담한 상담사를 기다리는 시간(초)"), default=20)
    wrap_up_seconds = models.PositiveSmallIntegerField(_("후처리 시간(초)"), default=60)
    service_level_seconds = models.PositiveSmallIntegerField(_("서비스레벨 기준(초)"), default=20)
    overflow_since = models.DateTimeField(_("폭주 대응 시작"), null=True, blank=True)
    overflow_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    announcement = models.CharField(_("안내 문구"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("대기열")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    offer_seconds__gt=0,
                    overflow_offer_seconds__gt=0,
                    zone_seconds__gt=0,
                    city_seconds__gte=F("zone_seconds"),
                    service_level_seconds__gt=0,
                ),
                name="queue_seconds_positive",
            ),
            models.CheckConstraint(
                condition=Q(overflow_since__isnull=False) | Q(overflow_by__isnull=True, announcement=""),
                name="queue_overflow_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QueueEntry(models.Model):
    """A contact's place in a queue. `enqueued_at` is kept when an offer is declined or the contact is moved.

    The line stands in the order of `rank_at` (`policies/ordering.py`). `passed_by` let it pass last; until
    `affinity_until` it waits for `affinity_seat` alone; it is not offered before `not_before`.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact_ref = models.UUIDField(_("상담"), unique=True)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="entries")
    kind = models.CharField(_("종류"), max_length=5, choices=WorkKind.choices)
    priority = models.SmallIntegerField(_("우선순위"), default=0)
    enqueued_at = models.DateTimeField(_("대기 시작"))
    rank_at = models.DateTimeField(_("줄에서 셈하는 시각"))
    not_before = models.DateTimeField(_("이 시각부터"), null=True)
    required_skills = ArrayField(models.CharField(max_length=20), verbose_name=_("필수 역량"), default=list)
    preferred_skills = ArrayField(models.CharField(max_length=20), verbose_name=_("우대 역량"), default=list)
    state = models.CharField(_("상태"), max_length=10, choices=EntryState.choices, default=EntryState.WAITING)
    seat = models.ForeignKey("routing.Seat", models.PROTECT, null=True, related_name="entries")
    passed_by = models.ForeignKey("routing.Seat", models.PROTECT, null=True, related_name="+")
    passed_at = models.DateTimeField(_("넘긴 시각"), null=True)
    affinity_seat = models.ForeignKey("routing.Seat", models.PROTECT, null=True, related_name="+")
    affinity_until = models.DateTimeField(_("먼저 상담한 상담사를 기다리는 시각"), null=True)
    explanation = models.JSONField(_("설명"), default=dict)
    assigned_at = models.DateTimeField(_("상담 시작"), null=True)
    ended_at = models.DateTimeField(_("종료"), null=True)

    class Meta:
        verbose_name = _("대기 상담")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HELD_ENTRY_STATES, seat__isnull=False)
                | (~Q(state__in=HELD_ENTRY_STATES) & Q(seat__isnull=True)),
                name="entry_has_seat_iff_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "kind", "rank_at", "id"],
                condition=Q(state__in=LIVE_ENTRY_STATES),
                name="entry_line",
            ),
            models.Index(
                fields=["queue"], condition=Q(state=EntryState.WAITING, explanation__code="QUEUED"), name="entry_fresh"
            ),
            models.Index(
                fields=["queue", "kind", "ended_at"],
                condition=Q(assigned_at__isnull=False, ended_at__isnull=False),
                name="entry_handled",
            ),
        ]
