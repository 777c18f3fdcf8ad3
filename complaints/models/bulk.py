"""One press for many complaints: made ten seconds later, so that it can be taken back as if it had never been."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.types.bulk import BulkAction, BulkState


class BulkChange(models.Model):
    """What somebody wants done with many complaints. `targets` are their ids with the versions that were seen,
    `refusals` the ids of those it was not done with, with the reason in words."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("사용자")
    )
    action = models.CharField(_("할 일"), max_length=16, choices=BulkAction)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("새 담당자"),
    )
    targets = models.JSONField(_("민원"), default=dict)
    refusals = models.JSONField(_("하지 못한 민원"), default=dict)
    state = models.CharField(_("상태"), max_length=8, choices=BulkState, default=BulkState.WAITING)
    asked_at = models.DateTimeField(_("누른 때"))
    due_at = models.DateTimeField(_("실행하는 때"))
    settled_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("일괄 처리")
        verbose_name_plural = _("일괄 처리")
        constraints = [
            models.CheckConstraint(condition=Q(action__in=BulkAction.values), name="bulk_action_known"),
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="bulk_state_known"),
            models.CheckConstraint(
                condition=Q(state=BulkState.WAITING, settled_at__isnull=True)
                | (~Q(state=BulkState.WAITING) & Q(settled_at__isnull=False)),
                name="bulk_settled_when",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="bulk_waiting", condition=Q(state="WAITING"))]

    def __str__(self) -> str:
        return f"{self.action} × {len(self.targets)}"
