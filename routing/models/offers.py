"""Offers of a contact to an agent, and how each ended."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.models.queues import QueueEntry
from routing.models.seats import Seat
from routing.types import OfferState, WorkKind


class Offer(models.Model):
    """A contact offered to one agent until `expires_at`; `explanation` tells why this agent.

    `reason` is why it was declined or taken back, `ended_by` the supervisor who took it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    entry = models.ForeignKey(QueueEntry, models.PROTECT, related_name="offers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="offers")
    kind = models.CharField(_("종류"), max_length=5, choices=WorkKind.choices)
    state = models.CharField(_("상태"), max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(_("제안 시각"))
    expires_at = models.DateTimeField(_("만료 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
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
            models.Index(fields=["offered_at"], name="offer_made_at"),
        ]
