"""The queues, seats and offers that bring a contact to an agent."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.types import EntryState, Intent, OfferState, WorkKind

LIVE_ENTRY_STATES = (EntryState.WAITING, EntryState.OFFERED)
HELD_ENTRY_STATES = (EntryState.OFFERED, EntryState.ASSIGNED)


class Queue(models.Model):
    """The line of one district office; city hall's takes what belongs to no district. Its code is the district's."""

    code = models.CharField(_("코드"), max_length=10, primary_key=True)
    name = models.CharField(_("이름"), max_length=50)
    district = models.OneToOneField("districts.District", models.PROTECT, related_name="+")
    offer_seconds = models.PositiveSmallIntegerField(_("제안 유지 시간(초)"), default=20)
    ring_seconds = models.PositiveSmallIntegerField(_("다음 범위로 넓히는 시간(초)"), default=30)
    service_level_seconds = models.PositiveSmallIntegerField(_("서비스레벨 기준(초)"), default=20)

    class Meta:
        verbose_name = _("대기열")
        constraints = [
            models.CheckConstraint(
                condition=Q(offer_seconds__gt=0, ring_seconds__gt=0, service_level_seconds__gt=0),
                name="queue_seconds_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """An agent's place at work.

    `voice_active` and `text_active` count the live offers and the contacts in hand of each kind. Whether work can be
    given is derived from intent, heartbeat and counters, never stored. `gone_at` is when the heartbeat was missed.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seat")
    queues: models.ManyToManyField[Queue, "SeatQueue"] = models.ManyToManyField(
        Queue, through="SeatQueue", related_name="seats"
    )
    intent = models.CharField(_("상태"), max_length=10, choices=Intent.choices, default=Intent.OFFLINE)
    intent_reason = models.CharField(_("상태 사유"), max_length=200, blank=True)
    last_seen_at = models.DateTimeField(_("마지막 신호"))
    idle_since = models.DateTimeField(_("쉬기 시작한 시각"))
    gone_at = models.DateTimeField(_("끊긴 시각"), null=True, blank=True)
    voice_capacity = models.PositiveSmallIntegerField(_("동시 통화"), default=1)
    text_capacity = models.PositiveSmallIntegerField(_("동시 채팅"), default=3)
    voice_active = models.PositiveSmallIntegerField(_("진행 통화"), default=0)
    text_active = models.PositiveSmallIntegerField(_("진행 채팅"), default=0)

    class Meta:
        verbose_name = _("상담석")
        constraints = [
            models.CheckConstraint(
                condition=Q(voice_active__lte=F("voice_capacity")), name="seat_voice_within_capacity"
            ),
            models.CheckConstraint(condition=Q(voice_capacity__lte=1), name="seat_one_call_at_most"),
            models.CheckConstraint(condition=Q(text_active__lte=F("text_capacity")), name="seat_text_within_capacity"),
        ]


class SeatQueue(models.Model):
    """That a seat serves a queue; ring 0 is asked first, ring 1 after the queue's `ring_seconds`, and so on."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="seat_queues")
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="seat_queues")
    ring = models.PositiveSmallIntegerField(_("범위"), default=0)

    class Meta:
        verbose_name = _("상담석 대기열")
        constraints = [models.UniqueConstraint(fields=["seat", "queue"], name="seat_queue_once")]


class QueueEntry(models.Model):
    """A contact's place in a queue. `enqueued_at` is kept when an offer is declined or the contact is moved."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact_ref = models.UUIDField(_("상담"), unique=True)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="entries")
    kind = models.CharField(_("종류"), max_length=5, choices=WorkKind.choices)
    priority = models.SmallIntegerField(_("우선순위"), default=0)
    enqueued_at = models.DateTimeField(_("대기 시작"))
    state = models.CharField(_("상태"), max_length=10, choices=EntryState.choices, default=EntryState.WAITING)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="entries")
    explanation = models.JSONField(_("설명"), default=dict)
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
                "queue", "kind", F("priority").desc(), "enqueued_at", "id",
                condition=Q(state__in=LIVE_ENTRY_STATES), name="entry_line",
            ),
        ]  # fmt: skip


class Offer(models.Model):
    """A contact offered to one agent until `expires_at`; `explanation` tells why this agent."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    entry = models.ForeignKey(QueueEntry, models.PROTECT, related_name="offers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="offers")
    kind = models.CharField(_("종류"), max_length=5, choices=WorkKind.choices)
    state = models.CharField(_("상태"), max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(_("제안 시각"))
    expires_at = models.DateTimeField(_("만료 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    explanation = models.JSONField(_("설명"), default=dict)

    class Meta:
        verbose_name = _("배정 제안")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=OfferState.OFFERED), name="offer_one_live_per_entry"
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(state=OfferState.OFFERED, kind=WorkKind.VOICE),
                name="offer_one_live_voice_per_seat",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OFFERED, decided_at__isnull=True)
                | (~Q(state=OfferState.OFFERED) & Q(decided_at__isnull=False)),
                name="offer_decided_iff_not_live",
            ),
            models.CheckConstraint(condition=Q(expires_at__gte=F("offered_at")), name="offer_expires_after_offered"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state=OfferState.OFFERED), name="offer_due"),
            models.Index(fields=["seat"], condition=Q(state=OfferState.OFFERED), name="offer_live_of_seat"),
        ]
