"""What providers posted: written down before anything else is done with it."""

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from contacts.types import InboxState


class InboundRequest(models.Model):
    """One request of a provider, encrypted as it came; what it says is worked off in the order of each sender.

    The row is thrown away after `INBOUND_PAYLOAD_DAYS`, its content at once where it holds identities.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    provider = models.CharField(_("중계사"), max_length=20)
    kind = models.CharField(_("종류"), max_length=20)
    key = models.CharField(_("중계사의 번호"), max_length=120)
    sender_hash = models.CharField(_("보낸 사람의 해시"), max_length=64)
    content = EncryptedTextField(_("원문"), blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=InboxState, default=InboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    problem = models.CharField(_("까닭"), max_length=60, blank=True)
    next_at = models.DateTimeField(_("다음 시도"), null=True)
    received_at = models.DateTimeField(_("받은 때"))

    class Meta:
        verbose_name = _("받은 요청")
        verbose_name_plural = _("받은 요청")
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "key"], name="contacts_inbound_once"),
            models.CheckConstraint(
                condition=Q(state=InboxState.WAITING, next_at__isnull=False)
                | Q(state=InboxState.TAKEN, next_at__isnull=True)
                | Q(state=InboxState.REFUSED, next_at__isnull=True) & ~Q(problem=""),
                name="contacts_inbound_state_told",
            ),
        ]
        indexes = [
            models.Index(fields=["sender_hash", "id"], condition=Q(state="WAITING"), name="contacts_inbound_waiting"),
            models.Index(fields=["received_at"], name="contacts_inbound_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.state}"


class SkillCallback(models.Model):
    """A question of the Kakao bot that is answered later, once, to the address that came with it."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    address = EncryptedTextField(_("답할 곳"))
    question = EncryptedTextField(_("질문"))
    asked_at = models.DateTimeField(_("물은 때"))
    answer_by = models.DateTimeField(_("답할 기한"))
    answered_at = models.DateTimeField(_("답한 때"), null=True)
    outcome = models.CharField(_("결과"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("나중에 답할 챗봇 질문")
        verbose_name_plural = _("나중에 답할 챗봇 질문")
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(answered_at__isnull=True), name="contacts_callback_to_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.outcome}"
