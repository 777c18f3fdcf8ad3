import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0009_satisfaction'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='complaintevent',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='complaint_event_at'),
        ),
    ]
