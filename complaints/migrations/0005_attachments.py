import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0004_calendar_seen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('FILED', '신청 자료'), ('SUPPLEMENT', '보완 자료'), ('BEFORE', '조치 전'), ('AFTER', '조치 후'), ('RESULT', '처리 결과 자료')], max_length=10, verbose_name='용도')),
                ('name', models.CharField(max_length=100, verbose_name='파일 이름')),
                ('content_type', models.CharField(max_length=100, verbose_name='형식')),
                ('size', models.PositiveIntegerField(verbose_name='크기')),
                ('width', models.PositiveIntegerField(default=0, verbose_name='가로')),
                ('height', models.PositiveIntegerField(default=0, verbose_name='세로')),
                ('sha256', models.CharField(max_length=64, verbose_name='내용 지문')),
                ('stored_as', models.CharField(max_length=100, unique=True, verbose_name='저장 이름')),
                ('scan', models.CharField(choices=[('NOT_SCANNED', '검사하지 않음'), ('PENDING', '바이러스 검사 중'), ('CLEAN', '이상 없음'), ('INFECTED', '바이러스가 있어 막음')], max_length=11, verbose_name='바이러스 검사')),
                ('scan_at', models.DateTimeField(blank=True, null=True, verbose_name='다음 검사')),
                ('party', models.CharField(blank=True, choices=[('CITIZEN', '민원인'), ('SYSTEM', '시스템')], max_length=8, verbose_name='역할 없는 주체')),
                ('at', models.DateTimeField(verbose_name='올린 때')),
                ('complaint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='complaints.complaint', verbose_name='민원')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='올린 사람')),
            ],
            options={
                'verbose_name': '첨부 파일',
                'verbose_name_plural': '첨부 파일',
            },
        ),
        migrations.CreateModel(
            name='AttachmentOpening',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='접속지')),
                ('at', models.DateTimeField(verbose_name='때')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='complaints.attachment', verbose_name='첨부 파일')),
                ('user', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='사용자')),
            ],
            options={
                'verbose_name': '첨부 파일 열람',
                'verbose_name_plural': '첨부 파일 열람',
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('scan', 'PENDING')), fields=['scan_at', 'id'], name='attachment_to_scan'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('complaint', 'purpose', 'sha256'), name='attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['FILED', 'SUPPLEMENT', 'BEFORE', 'AFTER', 'RESULT'])), name='attachment_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('scan__in', ['NOT_SCANNED', 'PENDING', 'CLEAN', 'INFECTED'])), name='attachment_scan_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'PENDING'), ('scan_at__isnull', False)), models.Q(models.Q(('scan', 'PENDING'), _negated=True), ('scan_at__isnull', True)), _connector='OR'), name='attachment_scan_awaited'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('party', 'CITIZEN'), ('user__isnull', True)), models.Q(('party', ''), ('user__isnull', False)), _connector='OR'), name='attachment_by_somebody'),
        ),
    ]
