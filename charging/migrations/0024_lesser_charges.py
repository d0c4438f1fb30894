"""A lesser offence in the place of one that was authorised is less than authorised too: words only."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charging', '0023_steps_to_be_late'),
    ]

    operations = [
        migrations.AlterField(
            model_name='chargeamendment',
            name='match',
            field=models.CharField(choices=[('exact', 'Exactly as authorised'), ('lesser', 'Less than authorised'), ('different', 'Different from those authorised'), ('none', 'Charged without authority')], help_text='Compared with what the CPS said it should be', max_length=20),
        ),
        migrations.AlterField(
            model_name='mismatch',
            name='match',
            field=models.CharField(choices=[('exact', 'Exactly as authorised'), ('lesser', 'Less than authorised'), ('different', 'Different from those authorised'), ('none', 'Charged without authority')], max_length=20),
        ),
    ]
