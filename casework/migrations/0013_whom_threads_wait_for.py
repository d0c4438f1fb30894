"""Whom a thread waits for, and since when, on the thread itself: the queue of questions is read by it."""

from django.db import migrations, models

SIDES = [("police", "POLICE"), ("cps", "CPS")]
ACCEPTED = models.Q(("state", "accepted"), ("waiting_for", ""), ("waiting_since__isnull", True))
WAITING = models.Q(
    models.Q(("state", "accepted"), _negated=True),
    models.Q(("waiting_for", ""), _negated=True),
    ("waiting_since__isnull", False),
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_links_and_statements")]

    operations = [
        migrations.RemoveIndex(model_name="thread", name="open_threads"),
        migrations.AddField(
            model_name="thread",
            name="waiting_for",
            field=models.CharField(
                blank=True,
                choices=SIDES,
                db_default="",
                help_text="The agency that has to answer, or to accept the answer; empty once accepted",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="waiting_since",
            field=models.DateTimeField(blank=True, help_text="Since when they are waited for", null=True),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(ACCEPTED, WAITING, _connector="OR"), name="an_open_thread_waits_for_somebody"
            ),
        ),
    ]
