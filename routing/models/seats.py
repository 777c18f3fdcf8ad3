"""Agents' places at work: what each may be given, has in hand, and has been doing."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.models.queues import Queue
from routing.types import Intent, IntentReason, SeatState


class Skill(models.Model):
    """What a contact may need of an agent beyond a district: sign language, a foreign language."""

    code = models.CharField(_("코드"), max_length=20, primary_key=True)
    name = models.CharField(_("이름"), max_length=50)
    name_en = models.CharField(_("영문 이름"), max_length=50)

    class Meta:
        verbose_name = _("역량")

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """An agent's place at work.

    `voice_active` and `text_active` count the live offers and the contacts in hand of each kind, in wrap-up too;
    `offered` and `wrapping_up` tell how many of them are offers and in wrap-up. Whether work can be given is worked out
    from intent, heartbeat, wrap-up and counters. `state` is what the seat was last seen doing: the open `SeatSpan`.
    `gone_at` is when the heartbeat was missed, `flagged_at` when the work then in hand was found left alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seat")
    queues: models.ManyToManyField[Queue, "SeatQueue"] = models.ManyToManyField(
        Queue, through="SeatQueue", related_name="seats"
    )
    intent = models.CharField(_("상태"), max_length=10, choices=Intent.choices, default=Intent.OFFLINE)
    intent_reason = models.CharField(_("상태 사유"), max_length=20, choices=IntentReason.choices, blank=True)
    next_intent = models.CharField(_("다음 상태"), max_length=10, choices=Intent.choices, blank=True)
    next_intent_reason = models.CharField(_("다음 상태 사유"), max_length=20, choices=IntentReason.choices, blank=True)
    last_seen_at = models.DateTimeField(_("마지막 신호"))
    idle_since = models.DateTimeField(_("쉬기 시작한 시각"))
    gone_at = models.DateTimeField(_("끊긴 시각"), null=True, blank=True)
    flagged_at = models.DateTimeField(_("상담 방치 확인 시각"), null=True, blank=True)
    wrap_up_until = models.DateTimeField(_("후처리 끝나는 시각"), null=True, blank=True)
    auto_accept = models.BooleanField(_("자동 수락"), default=False)
    voice_excludes_text = models.BooleanField(_("통화 중에는 채팅을 받지 않음"), default=False)
    voice_capacity = models.PositiveSmallIntegerField(_("동시 통화"), default=1)
    text_capacity = models.PositiveSmallIntegerField(_("동시 채팅"), default=3)
    voice_active = models.PositiveSmallIntegerField(_("진행 통화"), default=0)
    text_active = models.PositiveSmallIntegerField(_("진행 채팅"), default=0)
    offered = models.PositiveSmallIntegerField(_("제안 중"), default=0)
    wrapping_up = models.PositiveSmallIntegerField(_("후처리 중"), default=0)
    state = models.CharField(_("하는 일"), max_length=10, choices=SeatState.choices, default=SeatState.OFFLINE)
    state_reason = models.CharField(_("사유"), max_length=20, choices=IntentReason.choices, blank=True)
    state_since = models.DateTimeField(_("하는 일의 시작"))

    class Meta:
        verbose_name = _("상담석")
        constraints = [
            models.CheckConstraint(
                condition=Q(voice_active__lte=F("voice_capacity")), name="seat_voice_within_capacity"
            ),
            models.CheckConstraint(condition=Q(voice_capacity__lte=1), name="seat_one_call_at_most"),
            models.CheckConstraint(condition=Q(text_active__lte=F("text_capacity")), name="seat_text_within_capacity"),
            models.CheckConstraint(
                condition=Q(offered__lte=F("voice_active") + F("text_active") - F("wrapping_up")),
                name="seat_counts_each_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(wrapping_up=0, wrap_up_until__isnull=True)
                | Q(wrapping_up__gt=0, wrap_up_until__isnull=False),
                name="seat_wrap_up_has_an_end",
            ),
        ]


class SeatQueue(models.Model):
    """That a seat serves a queue, and in which ring: 0 is asked first, 1 and 2 when the line has waited (`Ring`)."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="seat_queues")
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="seat_queues")
    ring = models.PositiveSmallIntegerField(_("범위"), default=0)

    class Meta:
        verbose_name = _("상담석 대기열")
        constraints = [models.UniqueConstraint(fields=["seat", "queue"], name="seat_queue_once")]


class SeatSkill(models.Model):
    """How well an agent can do something: 1 gets by … 5 masters it."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="seat_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="seat_skills")
    level = models.PositiveSmallIntegerField(_("수준"), default=3)

    class Meta:
        verbose_name = _("상담석 역량")
        constraints = [
            models.UniqueConstraint(fields=["seat", "skill"], name="seat_skill_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="seat_skill_level_1_to_5"),
        ]


class SeatSpan(models.Model):
    """A time in which a seat was in one state, written with the change itself: the history that reports count."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="spans")
    state = models.CharField(_("하는 일"), max_length=10, choices=SeatState.choices)
    reason = models.CharField(_("사유"), max_length=20, choices=IntentReason.choices, blank=True)
    started_at = models.DateTimeField(_("시작"))
    ended_at = models.DateTimeField(_("끝"), null=True)

    class Meta:
        verbose_name = _("상담석 이력")
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at__isnull=True), name="seat_span_one_open"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="seat_span_ends_after_start"),
        ]
        indexes = [models.Index(fields=["seat", "started_at"], name="seat_span_of_seat")]
