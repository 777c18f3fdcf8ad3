import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_kakao_sessions_files_and_inbox")]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(verbose_name="점수")),
                ("at", models.DateTimeField(verbose_name="때")),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rating",
                        to="contacts.contact",
                        verbose_name="상담",
                    ),
                ),
            ],
            options={
                "verbose_name": "상담 만족도",
                "verbose_name_plural": "상담 만족도",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="contacts_rating_of_five"
                    )
                ],
            },
        )
    ]
