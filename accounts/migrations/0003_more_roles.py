"""The roles of the disclosure officer and of those who keep the file standard."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_shared_cache'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('file_builder', 'File builder'), ('disclosure_officer', 'Disclosure officer'), ('supervisor', 'Police supervisor'), ('police_manager', 'Force criminal justice manager'), ('casework_assistant', 'CPS casework assistant'), ('prosecutor', 'Charging lawyer'), ('legal_manager', 'CPS legal manager'), ('area_manager', 'CPS Area manager'), ('police_standards', 'Police file standards manager'), ('cps_standards', 'CPS file standards manager')], max_length=30),
        ),
    ]
