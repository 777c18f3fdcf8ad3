"""Lists that people keep: filters under a name, and exports of what they leave."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.types.lists import LONGEST_VIEW_NAME, ExportFormat, ExportState, Sharing


class SavedView(models.Model):
    """Filters under a name, of one user, perhaps shared with a department or a district."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+", verbose_name=_("만든 사람")
    )
    name = models.CharField(_("이름"), max_length=LONGEST_VIEW_NAME)
    filters = models.JSONField(_("조건"), default=dict)
    sharing = models.CharField(_("함께 보는 사람"), max_length=10, choices=Sharing, default=Sharing.NOBODY)
    district = models.ForeignKey(
        "districts.District", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("자치구")
    )
    department = models.ForeignKey(
        "districts.Department", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("부서")
    )
    saved_at = models.DateTimeField(_("저장한 때"))

    class Meta:
        verbose_name = _("저장한 조건")
        verbose_name_plural = _("저장한 조건")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once"),
            models.CheckConstraint(
                condition=Q(sharing=Sharing.NOBODY, district__isnull=True, department__isnull=True)
                | Q(sharing=Sharing.DEPARTMENT, department__isnull=False)
                | Q(sharing=Sharing.DISTRICT, district__isnull=False, department__isnull=True),
                name="saved_view_shared_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A file with what a filter left: who asked, for what, why, how many rows; written by Celery, gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("요청한 사람")
    )
    format = models.CharField(_("형식"), max_length=4, choices=ExportFormat)
    filters = models.JSONField(_("조건"), default=dict)
    reason = models.CharField(_("사유"), max_length=200)
    masked = models.BooleanField(_("내용을 가림"))
    language = models.CharField(_("언어"), max_length=2)
    state = models.CharField(_("상태"), max_length=7, choices=ExportState, default=ExportState.QUEUED)
    total = models.PositiveIntegerField(_("전체 줄"), default=0)
    done = models.PositiveIntegerField(_("쓴 줄"), default=0)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(_("요청한 때"))
    finished_at = models.DateTimeField(_("만든 때"), null=True, blank=True)
    expires_at = models.DateTimeField(_("지우는 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("내보내기")
        verbose_name_plural = _("내보내기")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_reason"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="export_progress"),
            models.CheckConstraint(
                condition=Q(state=ExportState.RUNNING, lease_until__isnull=False)
                | (~Q(state=ExportState.RUNNING) & Q(lease_until__isnull=True)),
                name="export_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, expires_at__isnull=False) & ~Q(stored_as="")
                | (~Q(state=ExportState.READY) & Q(stored_as="")),
                name="export_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="export_of_user"),
            models.Index(fields=["id"], name="export_to_write", condition=Q(state__in=["QUEUED", "RUNNING"])),
            models.Index(fields=["expires_at"], name="export_to_expire", condition=Q(state="READY")),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.created_at:%Y-%m-%d %H:%M}"
