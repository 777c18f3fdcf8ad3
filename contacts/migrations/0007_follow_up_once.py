from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_call_backs")]

    operations = [
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)),
                fields=("contact", "user", "due_at"),
                name="contacts_followup_once",
            ),
        ),
    ]
