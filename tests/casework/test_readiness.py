"""Only what nobody could decide without stops a file; everything else warns."""

import pytest

from casework.models import CaseFile
from casework.queries.case_page import contents_of, edition_on, standard_for
from casework.rules import readiness
from casework.rules.file_standard import Requirement
from charging.operations import submission
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import MONDAY, MONDAY_9AM
from tests.unchanged import nothing_changes


def a_row(**changes):
    facts = {
        "code": "row",
        "title": "Interview",
        "reason": "It matters.",
        "about": "",
        "where": "case",
        "needed": True,
        "met": False,
        "met_by": "",
        "blocks": True,
        "triage_code": "TR08",
    }
    return Requirement(**(facts | changes))


@pytest.mark.parametrize(
    ("needed", "met", "blocks", "stops", "warns"),
    [
        (True, False, True, True, False),
        (True, False, False, False, True),
        (True, True, True, False, False),
        (True, True, False, False, False),
        (False, False, True, False, False),
        (False, False, False, False, False),
    ],
)
def test_a_row_stops_or_warns_only_where_it_is_needed_and_missing(needed, met, blocks, stops, warns):
    row = a_row(needed=needed, met=met, blocks=blocks)

    assert readiness.for_submission([row]).allowed is not stops
    assert readiness.warnings([row]) == ([row] if warns else [])


def test_a_stop_names_what_is_missing_for_whom_and_where_to_mend_it():
    verdict = readiness.for_submission([a_row(about="Test Alder", where="suspect-4"), a_row(code="other")])

    assert [reason.message for reason in verdict.reasons] == [
        "Interview for Test Alder is missing.",
        "Interview is missing.",
    ]
    assert [reason.where for reason in verdict.reasons] == ["suspect-4", "case"]


@pytest.mark.django_db
def test_an_empty_file_is_refused_with_every_stop_and_nothing_changes(cast):
    case_file = stories.opened_case(cast)

    with nothing_changes(), pytest.raises(readiness.NotReady) as refusal:
        CHARGING_ACTS["send_to_supervisor"].run(cast, case_file)

    assert {reason.code for reason in refusal.value.verdict.reasons} == {"suspects", "summary"}


@pytest.mark.django_db
def test_a_file_that_only_lacks_what_triage_may_bounce_can_be_sent(cast):
    case_file = stories.ready_case(cast)
    rows = standard_for(contents_of(case_file), on=MONDAY)

    assert readiness.warnings(rows)
    assert CHARGING_ACTS["send_to_supervisor"].run(cast, case_file)


@pytest.mark.django_db
def test_a_file_that_lost_a_stop_at_the_gate_cannot_be_signed_off(cast):
    sent = stories.prepared_case(cast)
    CaseFile.objects.filter(pk=sent.case_file_id).update(summary="")

    with nothing_changes(), pytest.raises(readiness.NotReady, match="Summary of the circumstances is missing"):
        submission.sign_off(submission=sent, comments="Fine.", by=cast.supervisor, at=stories.TUESDAY_2PM)


@pytest.mark.django_db
def test_a_file_is_judged_by_the_edition_in_force_on_the_day(cast):
    first = edition_on(MONDAY)
    first.valid_to = MONDAY
    first.save()
    later = type(first).objects.create(
        code="NEXT", title="Next", source="tests", valid_from=MONDAY, published_at=MONDAY_9AM
    )

    assert edition_on(MONDAY) == later
    assert edition_on(MONDAY.replace(day=1)) == first
