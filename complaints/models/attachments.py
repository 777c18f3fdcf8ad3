"""Files beside a complaint, and who opened them."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.types import Party
from complaints.types.attachments import Purpose
from files.types import LONGEST_NAME, ScanState


class Attachment(models.Model):
    """A file beside a complaint. Its content lies in the storage "attachments" under a name that nobody can guess."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="attachments", verbose_name=_("민원")
    )
    purpose = models.CharField(_("용도"), max_length=10, choices=Purpose)
    name = models.CharField(_("파일 이름"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("형식"), max_length=100)
    size = models.PositiveIntegerField(_("크기"))
    width = models.PositiveIntegerField(_("가로"), default=0)
    height = models.PositiveIntegerField(_("세로"), default=0)
    sha256 = models.CharField(_("내용 지문"), max_length=64)
    stored_as = models.CharField(_("저장 이름"), max_length=100, unique=True)
    scan = models.CharField(_("바이러스 검사"), max_length=11, choices=ScanState)
    scan_at = models.DateTimeField(_("다음 검사"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("올린 사람"),
    )
    party = models.CharField(_("역할 없는 주체"), max_length=8, choices=Party, blank=True)
    at = models.DateTimeField(_("올린 때"))

    class Meta:
        verbose_name = _("첨부 파일")
        verbose_name_plural = _("첨부 파일")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "purpose", "sha256"], name="attachment_once"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="attachment_purpose_known"),
            models.CheckConstraint(condition=Q(scan__in=ScanState.values), name="attachment_scan_known"),
            models.CheckConstraint(
                condition=Q(scan=ScanState.PENDING, scan_at__isnull=False)
                | (~Q(scan=ScanState.PENDING) & Q(scan_at__isnull=True)),
                name="attachment_scan_awaited",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True, party=Party.CITIZEN) | Q(user__isnull=False, party=""),
                name="attachment_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["scan_at", "id"], name="attachment_to_scan", condition=Q(scan=ScanState.PENDING)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_opened(self) -> bool:
        """Whether nothing speaks against showing it: it was scanned, or nothing here scans."""
        return self.scan in (ScanState.NOT_SCANNED, ScanState.CLEAN)


class AttachmentOpening(models.Model):
    """Somebody opened a file: a member of staff, or the citizen who holds the complaint's link."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="openings", verbose_name=_("첨부 파일"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("사용자"),
    )
    address = models.CharField(_("접속지"), max_length=45, blank=True)
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("첨부 파일 열람")
        verbose_name_plural = _("첨부 파일 열람")

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.at:%Y-%m-%d %H:%M}"
