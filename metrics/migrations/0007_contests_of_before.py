"""What was contested or escalated before is owed to the figures again, so that it is counted as it comes up."""

from django.db import migrations

OWED = """
INSERT INTO casework_outboxentry (event_id, case_id, subscriber, created_at)
SELECT id, case_id, 'metrics', recorded_at FROM casework_caseevent
 WHERE type IN ('charging.triage_challenged', 'charging.triage_challenge_resolved', 'charging.escalation_raised',
                'charging.escalation_answered', 'charging.escalation_closed')
ON CONFLICT (subscriber, event_id) DO UPDATE SET delivered_at = NULL"""


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_submissions_by_contest"), ("casework", "0036_standings_moved_lately")]

    operations = [migrations.RunSQL(OWED, migrations.RunSQL.noop)]
