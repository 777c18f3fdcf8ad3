"""Ready-made answers: an agent's own, a district's, or the whole city's."""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import access_of


class MacroQuerySet(models.QuerySet["Macro"]):
    def visible_to(self, user: User) -> "MacroQuerySet":
        """Return the city's, those of the user's districts, and the user's own."""
        shared = Q(owner=None, district=None)
        codes = access_of(user=user).district_codes
        of_districts = Q(owner=None) & (Q(district__isnull=False) if codes is None else Q(district__in=codes))
        return self.filter(shared | of_districts | Q(owner=user))


class Macro(models.Model):
    """A text with variables that an agent puts into an answer by its short code."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    code = models.CharField(_("코드"), max_length=20)
    title = models.CharField(_("제목"), max_length=80)
    text = models.TextField(_("문구"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("개인")
    )
    district = models.ForeignKey(
        "districts.District", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("자치구")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("고친 사람")
    )
    changed_at = models.DateTimeField(_("고친 때"))

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("상용구")
        verbose_name_plural = _("상용구")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(district__isnull=True), name="contacts_macro_of_one_kind"
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(text=""), name="contacts_macro_says_something"),
            models.UniqueConstraint(
                fields=["code", "owner", "district"],
                nulls_distinct=False,
                name="contacts_macro_code_once",
            ),
        ]

    def __str__(self) -> str:
        return f"/{self.code} {self.title}"
