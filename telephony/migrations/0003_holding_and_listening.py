from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("telephony", "0002_call_backs")]

    operations = [
        migrations.RemoveConstraint(model_name="command", name="telephony_command_verb_known"),
        migrations.AlterField(
            model_name="command",
            name="verb",
            field=models.CharField(
                choices=[
                    ("offer", "상담사에게 연결"),
                    ("dial", "시민에게 전화 걸기"),
                    ("consult", "담당 공무원 호출"),
                    ("complete", "담당 공무원에게 넘김"),
                    ("cancel", "호출 취소"),
                    ("hangup", "끊기"),
                    ("hold", "보류"),
                    ("resume", "보류 해제"),
                    ("listen", "관리자 청취"),
                ],
                max_length=20,
                verbose_name="명령",
            ),
        ),
        migrations.AddConstraint(
            model_name="command",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    verb__in=[
                        "offer",
                        "dial",
                        "consult",
                        "complete",
                        "cancel",
                        "hangup",
                        "hold",
                        "resume",
                        "listen",
                    ]
                ),
                name="telephony_command_verb_known",
            ),
        ),
    ]
