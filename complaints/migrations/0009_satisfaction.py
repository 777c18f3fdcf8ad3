import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0008_alerts_and_proofs")]

    operations = [
        migrations.CreateModel(
            name="Satisfaction",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("answer", models.PositiveSmallIntegerField(verbose_name="답변 차례")),
                ("points", models.PositiveSmallIntegerField(verbose_name="점수")),
                ("reason", models.TextField(blank=True, verbose_name="이유")),
                ("at", models.DateTimeField(verbose_name="때")),
                (
                    "complaint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="satisfactions",
                        to="complaints.complaint",
                        verbose_name="민원",
                    ),
                ),
            ],
            options={
                "verbose_name": "만족도",
                "verbose_name_plural": "만족도",
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "answer"), name="satisfaction_once_an_answer"),
                    models.CheckConstraint(
                        condition=models.Q(("points__range", (1, 5))), name="satisfaction_points_in_range"
                    ),
                ],
            },
        ),
    ]
