"""Contacts, what was said in them, and what somebody has begun to type."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models import User
from accounts.selectors import access_of
from accounts.types import Role
from contacts.models.citizens import Citizen
from contacts.models.transfers import READERS_BY_TRANSFER, Transfer
from contacts.types import Author, ContactState, Direction, WrapUpCode
from districts.types import CITY_HALL
from messaging.types import CITIZEN_CHANNELS, Channel

READERS_BY_DISTRICT = {Role.AGENT, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN}


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        """Return the contacts `user` may see.

        Agents, supervisors and auditors see those of their districts (without a district: city hall's), and whatever
        they hold themselves; officials and heads of department those handed to them or to their department.
        """
        access = access_of(user=user)
        if access.role in READERS_BY_DISTRICT:
            in_scope = access.rows(district="district", department="department")
            if access.covers_district(CITY_HALL) and access.department_codes is None:
                in_scope |= Q(district=None)
            return self.filter(in_scope | Q(agent=user))
        if access.role in READERS_BY_TRANSFER:
            return self.filter(
                Q(Exists(Transfer.objects.visible_to(user).filter(contact=OuterRef("pk")))) | Q(agent=user)
            )
        return self.none()


class Contact(models.Model):
    """One conversation on one channel: a call, or a thread of messages until it is closed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="contacts", verbose_name=_("시민"))
    channel = models.CharField(_("채널"), max_length=10, choices=Channel)
    state = models.CharField(_("상태"), max_length=10, choices=ContactState, default=ContactState.OPEN)
    district = models.ForeignKey(
        "districts.District", models.PROTECT, null=True, related_name="+", verbose_name=_("자치구")
    )
    topic = models.ForeignKey(
        "districts.Topic", models.PROTECT, null=True, related_name="+", verbose_name=_("업무 분야")
    )
    department = models.ForeignKey(
        "districts.Department", models.PROTECT, null=True, related_name="+", verbose_name=_("부서")
    )
    decision = models.ForeignKey(
        "routing.DecisionRecord", models.PROTECT, null=True, related_name="+", verbose_name=_("안내 판단")
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("맡은 사람")
    )
    dialled = models.CharField(_("누른 번호"), max_length=20, blank=True)
    address = EncryptedTextField(_("답할 곳"), blank=True)
    address_hash = models.CharField(_("답할 곳의 해시"), max_length=64, blank=True)
    external_call_id = models.CharField(_("교환기 통화 번호"), max_length=120, blank=True)
    relayed = models.BooleanField(_("통신중계 통화"), default=False)
    question = models.JSONField(_("시민에게 물은 것"), null=True)
    opened_at = models.DateTimeField(_("열린 때"))
    queued_at = models.DateTimeField(_("대기 시작"), null=True)
    accepted_at = models.DateTimeField(_("수락한 때"), null=True)
    confirmed_at = models.DateTimeField(_("본인 확인한 때"), null=True)
    held_at = models.DateTimeField(_("통화를 보류한 때"), null=True)
    ended_at = models.DateTimeField(_("대화가 끝난 때"), null=True)
    closed_at = models.DateTimeField(_("종료한 때"), null=True)
    wrap_up_code = models.CharField(_("상담 결과"), max_length=20, choices=WrapUpCode, blank=True)
    wrap_up_note = models.TextField(_("후처리 메모"), blank=True)
    answered_by_article = models.UUIDField(_("자동 답변한 상담 DB"), null=True)
    last_citizen_message_at = models.DateTimeField(_("시민의 마지막 말"))
    message_count = models.PositiveIntegerField(_("메시지 수"), default=0)
    version = models.PositiveIntegerField(_("판"), default=0)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("상담")
        verbose_name_plural = _("상담")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ContactState.values), name="contacts_contact_state_known"),
            models.CheckConstraint(condition=Q(channel__in=CITIZEN_CHANNELS), name="contacts_contact_channel_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["ACTIVE", "WRAP_UP"]) | Q(agent__isnull=False),
                name="contacts_contact_in_hand_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAITING") | Q(queued_at__isnull=False, agent__isnull=True),
                name="contacts_contact_waiting_since",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False, wrap_up_code__in=WrapUpCode.values)
                | (~Q(state="CLOSED") & Q(closed_at__isnull=True, wrap_up_code="")),
                name="contacts_contact_closed_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(channel="PHONE", state="ACTIVE"), name="contacts_contact_held_is_a_call"
            ),
            models.UniqueConstraint(
                fields=["channel", "address_hash"],
                condition=~Q(state="CLOSED") & ~Q(address_hash="") & ~Q(channel="PHONE"),
                name="contacts_contact_one_open_per_address",
            ),
            models.UniqueConstraint(
                fields=["external_call_id"],
                condition=~Q(external_call_id=""),
                name="contacts_contact_one_per_call",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-id"], name="contacts_contact_by_district"),
            models.Index(fields=["citizen", "-id"], name="contacts_contact_by_citizen"),
            models.Index(
                fields=["agent", "accepted_at"],
                condition=Q(state__in=["ACTIVE", "WRAP_UP"]),
                name="contacts_contact_in_hand",
            ),
            models.Index(
                fields=["last_citizen_message_at"],
                condition=Q(state__in=["OPEN", "ASKING", "ANSWERED"]),
                name="contacts_contact_may_idle",
            ),
            models.Index(
                fields=["last_citizen_message_at"],
                condition=Q(channel="SIGN", state="WAITING"),
                name="contacts_contact_waits_to_sign",
            ),
            models.Index(
                fields=["queued_at"], condition=Q(queued_at__isnull=False), name="contacts_contact_by_queueing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Message(models.Model):
    """One line of a contact: said, written, sent or noted. Only OUTBOUND lines leave, each by the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages", verbose_name=_("상담"))
    sequence = models.PositiveIntegerField(_("순번"))
    direction = models.CharField(_("방향"), max_length=10, choices=Direction)
    author = models.CharField(_("쓴 쪽"), max_length=10, choices=Author)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("쓴 사람")
    )
    text = models.TextField(_("내용"))
    spoken = models.BooleanField(_("말로 한 것"), default=False)
    provider = models.CharField(_("중계사"), max_length=40, blank=True)
    provider_message_id = models.CharField(_("중계사의 번호"), max_length=120, blank=True)
    outbound = models.OneToOneField(
        "messaging.OutboundMessage", models.PROTECT, null=True, related_name="+", verbose_name=_("발송")
    )
    article_id = models.UUIDField(_("상담 DB"), null=True)
    created_at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("메시지")
        verbose_name_plural = _("메시지")
        constraints = [
            models.UniqueConstraint(fields=["contact", "sequence"], name="contacts_message_in_order"),
            models.UniqueConstraint(
                fields=["provider", "provider_message_id"],
                condition=~Q(provider_message_id=""),
                name="contacts_message_received_once",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="contacts_message_says_something"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="contacts_message_direction_known"
            ),
            models.CheckConstraint(condition=Q(author__in=Author.values), name="contacts_message_author_known"),
            models.CheckConstraint(
                condition=Q(direction="OUTBOUND", outbound__isnull=False)
                | (~Q(direction="OUTBOUND") & Q(outbound__isnull=True)),
                name="contacts_message_only_outbound_leaves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}#{self.sequence}"


class Draft(models.Model):
    """What somebody has typed into a contact and not sent yet, and the result they have begun to give."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="drafts", verbose_name=_("상담"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("쓴 사람"))
    text = models.TextField(_("내용"), blank=True)
    wrap_up_code = models.CharField(_("상담 결과"), max_length=20, choices=WrapUpCode, blank=True)
    wrap_up_note = models.TextField(_("후처리 메모"), blank=True)

    class Meta:
        verbose_name = _("쓰던 글")
        verbose_name_plural = _("쓰던 글")
        constraints = [models.UniqueConstraint(fields=["contact", "user"], name="contacts_draft_one_each")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.user_id}"
