import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0010_events_by_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("RECEIVE", "내가 담당하기"),
                            ("REASSIGN", "담당자 변경"),
                            ("REPORT_PROGRESS", "처리상황 통지"),
                        ],
                        max_length=16,
                        verbose_name="할 일",
                    ),
                ),
                ("targets", models.JSONField(default=dict, verbose_name="민원")),
                ("refusals", models.JSONField(default=dict, verbose_name="하지 못한 민원")),
                (
                    "state",
                    models.CharField(
                        choices=[("WAITING", "곧 실행"), ("UNDONE", "되돌림"), ("DONE", "실행함")],
                        default="WAITING",
                        max_length=8,
                        verbose_name="상태",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="누른 때")),
                ("due_at", models.DateTimeField(verbose_name="실행하는 때")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="끝난 때")),
                (
                    "official",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="새 담당자",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="사용자",
                    ),
                ),
            ],
            options={
                "verbose_name": "일괄 처리",
                "verbose_name_plural": "일괄 처리",
                "indexes": [
                    models.Index(condition=models.Q(("state", "WAITING")), fields=["due_at"], name="bulk_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["RECEIVE", "REASSIGN", "REPORT_PROGRESS"])),
                        name="bulk_action_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["WAITING", "UNDONE", "DONE"])), name="bulk_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "WAITING")),
                            models.Q(models.Q(("state", "WAITING"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="bulk_settled_when",
                    ),
                ],
            },
        ),
    ]
