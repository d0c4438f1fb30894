"""What is known of a delivery that failed; new columns with defaults, so nothing is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_ledger_chain_from_one_everywhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxentry',
            name='attempts',
            field=models.SmallIntegerField(db_default=0, default=0, help_text='How often delivery failed'),
        ),
        migrations.AddField(
            model_name='outboxentry',
            name='error',
            field=models.CharField(blank=True, db_default='', help_text='The sort of error, never its text', max_length=200),
        ),
        migrations.AddField(
            model_name='outboxentry',
            name='failed_at',
            field=models.DateTimeField(blank=True, help_text='When it failed last', null=True),
        ),
    ]
