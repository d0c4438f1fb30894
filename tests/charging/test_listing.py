"""The rows that lists and search read always say what the tables say that decide it, whichever operation ran."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from casework.models import SearchName, Standing, Suspect
from casework.operations import splitting
from charging.queries.lists.listing import dues_out_of_step
from config.invariants import FOUND_BY_NAME, LISTED
from tests import stories
from tests.acts import ACTS
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db


def out_of_step():
    """Return what check_invariants would complain of."""
    with connection.cursor() as cursor:
        cursor.execute(f"{LISTED} UNION ALL {FOUND_BY_NAME}")
        return [*cursor.fetchall(), *dues_out_of_step()]


@pytest.mark.parametrize("act", ACTS)
def test_after_every_operation_the_rows_are_as_if_worked_out_again(cast, act):
    ACTS[act].run(cast, ACTS[act].story(cast))

    assert out_of_step() == []
    everybody = Suspect.objects.all()
    assert set(Standing.objects.values_list("suspect", flat=True)) == set(everybody.values_list("pk", flat=True))
    assert SearchName.objects.exists() or act == "open_case_file"


def test_after_a_split_and_a_merge_both_cases_are_listed_as_they_are(cast):
    case_file = stories.ready_case(cast)
    other = stories.ready_case(cast, urn=stories.a_urn(7), names=(("Cedar", "Test"),))

    splitting.split_case(
        case_file=case_file, suspects=[case_file.suspects.get(number=2)], by=cast.builder, at=FRIDAY_2PM
    )
    assert out_of_step() == []
    splitting.merge_cases(leaving=other, into=case_file, by=cast.builder, at=FRIDAY_2PM)
    assert out_of_step() == []
    assert Standing.objects.filter(case_file=case_file).count() == 2


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE casework_standing SET due_at = now()",
        "UPDATE casework_standing SET clock = 'detention'",
        "UPDATE casework_standing SET status = 'rejected'",
        "UPDATE casework_standing SET flags = '{rape}'",
        "DELETE FROM casework_standing",
        "DELETE FROM casework_searchname",
        "UPDATE casework_suspect SET family_name = 'Elm'",
    ],
)
def test_a_row_out_of_step_is_found(cast, harm):
    stories.submitted_case(cast)
    with connection.cursor() as cursor:
        cursor.execute(harm)

    with pytest.raises(SystemExit):
        call_command("check_invariants", stdout=StringIO(), stderr=StringIO())
