"""The constraints of the migration before hold for every row, old ones too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0025_people_withdrawn_and_not_known")]

    operations = [
        ValidateConstraint("person", "a_withdrawn_person_says_when_by_whom_and_why"),
        ValidateConstraint("suspect", "a_date_of_birth_is_given_or_not_known"),
    ]
