"""Whether a file is with its builders is told by one rule, without asking the database."""

import pytest

from casework.lifecycle import Status
from casework.models import CaseFile, Suspect
from casework.rules.editing import editable


def a_file(**changes):
    return CaseFile(urn="45AD1234526", **changes)


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], ""),
        ([Status.BUILDING], ""),
        ([Status.SUBMITTED, Status.REJECTED], ""),
        ([Status.WITH_SUPERVISOR], "not with its builder"),
        ([Status.SUBMITTED, Status.WITH_SUPERVISOR], "with the CPS"),
        ([Status.CHARGED], "not with its builder"),
    ],
)
def test_a_file_is_open_while_nobody_is_in_it_or_anybody_in_it_is_with_police(statuses, said):
    verdict = editable(a_file(), [Suspect(status=status.value) for status in statuses])

    assert verdict.allowed is (said == "")
    assert all(f"it is {said}." in reason.message for reason in verdict.reasons)


def test_a_file_that_was_merged_away_is_never_open():
    verdict = editable(a_file(merged_into=a_file(pk=1)), [Suspect(status=Status.BUILDING.value)])

    assert [reason.code for reason in verdict.reasons] == ["merged"]
