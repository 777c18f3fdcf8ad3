from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledgebase', '0006_article_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='articleuse',
            name='confidence',
            field=models.FloatField(blank=True, null=True, verbose_name='확신'),
        ),
        migrations.AddConstraint(
            model_name='articleuse',
            constraint=models.CheckConstraint(condition=models.Q(('confidence__isnull', True), models.Q(('confidence__gte', 0), ('confidence__lte', 1), ('kind', 'AUTOMATIC')), _connector='OR'), name='article_use_confidence_of_automatic'),
        ),
    ]
