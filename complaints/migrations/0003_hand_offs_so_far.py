"""Complaints handed over before hand-offs were rows get the row of their first one."""

from django.db import migrations

FIRST_HAND_OFFS = """
INSERT INTO complaints_transfer (
    id, complaint_id, hop, kind, to_department_id, agency, reason, limit_hours, due_at, at, outcome, decided_at, answer
)
SELECT gen_random_uuid(), id, 1, 'FIRST', department_id, '', '', 1, handed_over_at + interval '1 hour', handed_over_at,
       CASE WHEN received_at IS NULL THEN 'PENDING' ELSE 'ACCEPTED' END, received_at, ''
FROM complaints_complaint WHERE handed_over_at IS NOT NULL;
UPDATE complaints_complaint SET hop_count = 1 WHERE handed_over_at IS NOT NULL;
UPDATE complaints_complaint SET next_progress_at = accepted_at + interval '30 days' WHERE completed_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_life_of_a_complaint")]

    operations = [migrations.RunSQL(FIRST_HAND_OFFS, "DELETE FROM complaints_transfer")]
