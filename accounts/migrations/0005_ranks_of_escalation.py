"""The ranks and grades of the ladder on which a CPS decision is escalated."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_delegated_sign_off'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('file_builder', 'File builder'), ('disclosure_officer', 'Disclosure officer'), ('supervisor', 'Police supervisor'), ('police_manager', 'Force criminal justice manager'), ('chief_officer', 'Chief police officer'), ('casework_assistant', 'CPS casework assistant'), ('prosecutor', 'Charging lawyer'), ('legal_manager', 'CPS legal manager'), ('deputy_chief', 'Deputy Chief Crown Prosecutor'), ('chief_prosecutor', 'Chief Crown Prosecutor'), ('area_manager', 'CPS Area manager'), ('police_standards', 'Police file standards manager'), ('cps_standards', 'CPS file standards manager')], max_length=30),
        ),
    ]
