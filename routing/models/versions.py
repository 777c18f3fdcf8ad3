"""What decisions are made from besides the city: examples, the model trained from them, and people's edits.

A version is a set of edits and a model. It never changes once it is published, so that any version can be brought back.
"""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.types import EditKind, ExampleKind, VersionState

NUMBERED = (VersionState.PUBLISHED, VersionState.RETIRED)


class TopicExample(models.Model):
    """One way citizens put a matter of a topic. Loaded from the files in `routing/data`; people's own are edits."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    topic = models.ForeignKey("districts.Topic", models.CASCADE, related_name="+", verbose_name=_("업무 분야"))
    text = models.CharField(_("문장"), max_length=500)
    kind = models.CharField(_("구분"), max_length=8, choices=ExampleKind.choices)
    source = models.CharField(_("출처"), max_length=100)
    active = models.BooleanField(_("사용"), default=True)
    created_at = models.DateTimeField(_("등록 시각"))

    class Meta:
        verbose_name = _("예문")
        constraints = [
            models.UniqueConstraint(fields=["topic", "text"], name="topic_example_once"),
            models.CheckConstraint(condition=Q(kind__in=ExampleKind.values), name="topic_example_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="topic_example_has_text"),
        ]


class TrainedModel(models.Model):
    """A trained classifier. `digest` is the SHA-256 of the artefact, `examples_digest` that of what it learnt from."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    digest = models.CharField(_("지문"), max_length=64, unique=True)
    artefact = models.BinaryField(_("모형"))
    figures = models.JSONField(_("성적"), default=dict)
    examples_digest = models.CharField(_("학습 자료 지문"), max_length=64)
    created_at = models.DateTimeField(_("학습 시각"))

    class Meta:
        verbose_name = _("분류 모형")


class RoutingEdit(models.Model):
    """One change of a person to what decisions are made from. Never changed; it counts in the versions that hold it.

    PLACE: that `name` lies in a district (`detail`: kind of place). SYNONYM: that `name` means a topic. EXAMPLE: a
    sentence of a topic (`detail`: kind of example). RESPONSIBILITY: which department is in charge of a topic in a
    district, and which one was before any edit. `removed`: that it no longer holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(_("구분"), max_length=14, choices=EditKind.choices)
    name = models.CharField(_("이름"), max_length=500, blank=True)
    detail = models.CharField(_("세부 구분"), max_length=12, blank=True)
    district = models.ForeignKey("districts.District", models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey("districts.Topic", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("districts.Department", models.PROTECT, null=True, related_name="+")
    department_before = models.ForeignKey("districts.Department", models.PROTECT, null=True, related_name="+")
    removed = models.BooleanField(_("삭제"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("고친 시각"))

    class Meta:
        verbose_name = _("분류 자료 수정")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EditKind.PLACE, district__isnull=False, topic__isnull=True)
                | Q(kind__in=[EditKind.SYNONYM, EditKind.EXAMPLE], topic__isnull=False, district__isnull=True)
                | Q(
                    kind=EditKind.RESPONSIBILITY,
                    topic__isnull=False,
                    district__isnull=False,
                    department__isnull=False,
                    removed=False,
                ),
                name="routing_edit_complete",
            ),
            models.CheckConstraint(
                condition=Q(kind=EditKind.RESPONSIBILITY, name="") | (~Q(kind=EditKind.RESPONSIBILITY) & ~Q(name="")),
                name="routing_edit_named",
            ),
        ]


class RoutingVersion(models.Model):
    """A version of what decisions are made from: edits on top of the city's tables and the examples, and a model.

    A draft holds only its author's own edits; published, a version holds all that count. One is PUBLISHED. `dry_run`
    tells what a draft would change. A `retraining` is a draft without edits, whose trial trains a model from all there
    is and publishes it; one that came out worse stays as REFUSED, with its figures in `dry_run`.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.PositiveIntegerField(_("판"), null=True, unique=True)
    state = models.CharField(_("상태"), max_length=9, choices=VersionState.choices, default=VersionState.DRAFT)
    edits: models.ManyToManyField[RoutingEdit, models.Model] = models.ManyToManyField(RoutingEdit, related_name="+")
    model = models.ForeignKey(TrainedModel, models.PROTECT, null=True, related_name="+", verbose_name=_("분류 모형"))
    retraining = models.BooleanField(_("다시 학습"), default=False)
    note = models.CharField(_("설명"), max_length=300, blank=True)
    dry_run = models.JSONField(_("시험 결과"), default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("만든 시각"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("게시 시각"), null=True)

    class Meta:
        verbose_name = _("분류 자료 판")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=VersionState.PUBLISHED), name="routing_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["created_by"],
                condition=Q(state=VersionState.DRAFT, retraining=False),
                name="routing_version_one_draft_each",
            ),
            models.UniqueConstraint(
                fields=["retraining"],
                condition=Q(state=VersionState.DRAFT, retraining=True),
                name="routing_version_one_retraining",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NUMBERED, number__isnull=False, published_at__isnull=False)
                | (~Q(state__in=NUMBERED) & Q(number__isnull=True, published_at__isnull=True)),
                name="routing_version_numbered_iff_published",
            ),
        ]
