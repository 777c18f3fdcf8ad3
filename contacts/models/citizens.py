"""Citizens, and the addresses by which they are recognised."""

import uuid6
from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models import User
from contacts.types import IdentityKind


class CitizenQuerySet(models.QuerySet["Citizen"]):
    def visible_to(self, user: User) -> "CitizenQuerySet":
        """Return the citizens with a contact that `user` may see."""
        return self.filter(
            Exists(apps.get_model("contacts", "Contact").objects.visible_to(user).filter(citizen=OuterRef("pk")))
        )


class Citizen(models.Model):
    """A person who contacts the city. Nothing is known of most but how to reach them."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = EncryptedTextField(_("이름"), blank=True)
    language = models.CharField(_("언어"), max_length=8, default="ko")
    note = EncryptedTextField(_("메모"), blank=True)
    consideration = EncryptedTextField(_("배려가 필요한 까닭"), blank=True)
    created_at = models.DateTimeField(_("처음 연락한 때"))

    objects = CitizenQuerySet.as_manager()

    class Meta:
        verbose_name = _("시민")
        verbose_name_plural = _("시민")

    def __str__(self) -> str:
        return str(self.id)


class CitizenIdentity(models.Model):
    """One address by which a citizen is recognised. `confirmed`: the citizen said that it is theirs, so it may be
    written to; who is there now is certain only in a contact that was confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="identities", verbose_name=_("시민"))
    kind = models.CharField(_("종류"), max_length=10, choices=IdentityKind)
    value = EncryptedTextField(_("값"))
    value_hash = models.CharField(_("찾기용 해시"), max_length=64)
    confirmed = models.BooleanField(_("확인됨"), default=False)

    class Meta:
        verbose_name = _("시민 식별")
        verbose_name_plural = _("시민 식별")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value_hash"], name="contacts_identity_belongs_to_one_citizen"),
            models.CheckConstraint(condition=Q(kind__in=IdentityKind.values), name="contacts_identity_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
