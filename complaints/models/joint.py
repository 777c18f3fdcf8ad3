"""Who signed a complaint of many people (다수인관련민원), and what they are told."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from complaints.models.complaint import Complaint


class Signatory(models.Model):
    """A line of the list of signatures (연명부). Who has a telephone number is told what becomes of the complaint."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="signatories", verbose_name=_("민원")
    )
    position = models.PositiveSmallIntegerField(_("순번"))
    name = EncryptedTextField(_("이름"))
    phone = EncryptedTextField(_("전화번호"), blank=True)
    phone_hash = models.CharField(_("찾기용 해시"), max_length=64, blank=True)
    representative = models.BooleanField(_("대표자"), default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("적은 사람")
    )
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("연명부")
        verbose_name_plural = _("연명부")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="signatory_in_order"),
            models.UniqueConstraint(
                fields=["complaint", "phone_hash"], condition=~Q(phone_hash=""), name="signatory_once"
            ),
            models.CheckConstraint(
                condition=Q(representative=False) | ~Q(phone_hash=""), name="signatory_representative_is_reached"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.position}"


class JointNotice(models.Model):
    """A notice on its way to those who signed: written with the change it tells of, sent to them by a task.

    `next_position`: the first line of the list that it has not come to yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, db_index=False, related_name="joint_notices", verbose_name=_("민원")
    )
    sequence = models.PositiveIntegerField(_("이력 순서"))
    purpose = models.CharField(_("용도"), max_length=20)
    title = models.CharField(_("제목"), max_length=200)
    text = models.TextField(_("내용"))
    next_position = models.PositiveSmallIntegerField(_("다음 순번"), default=1)
    at = models.DateTimeField(_("때"))
    done_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("연명인 안내")
        verbose_name_plural = _("연명인 안내")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sequence", "purpose"], name="joint_notice_once"),
        ]
        indexes = [models.Index(fields=["id"], name="joint_notice_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.purpose}"
