from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_district_of_messages'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outboundmessage',
            name='messaging_reference_form',
        ),
        migrations.AddConstraint(
            model_name='outboundmessage',
            constraint=models.CheckConstraint(condition=models.Q(('reference__regex', '^(contact|complaint|article):[0-9a-f-]{36}$')), name='messaging_reference_form'),
        ),
    ]
