from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("contacts", "0008_video_rooms")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="confirmed_at",
            field=models.DateTimeField(null=True, verbose_name="본인 확인한 때"),
        ),
        migrations.AddField(
            model_name="contact",
            name="held_at",
            field=models.DateTimeField(null=True, verbose_name="통화를 보류한 때"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(held_at=None) | models.Q(channel="PHONE", state="ACTIVE"),
                name="contacts_contact_held_is_a_call",
            ),
        ),
    ]
