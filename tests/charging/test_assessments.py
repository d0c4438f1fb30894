"""Assessing a file: asked for by each review, derived from its failures, corrected while there is time."""

from datetime import datetime

import pytest

from casework.models import CaseEvent, FileStandardRow, Matter
from casework.queries.store import stored_path
from charging.lifecycle import Purpose, Result
from charging.models import Assessment, AssessmentState, FailureGroup, FailureReason
from charging.operations import assessments, disputes, review
from charging.queries.quality.claims import claims_of
from charging.rules import file_quality as rules
from charging.rules.decision import Outcome
from charging.rules.file_quality import Claim
from foundation.periods import LONDON
from foundation.verdicts import Conflict, Refused
from tests import quality, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM, THURSDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def waiting(kind):
    """What waits of a kind: side, permission, whose, whose not, until when."""
    columns = ("side", "permission", "person_id", "not_person_id", "due_at")
    return list(Matter.objects.filter(kind=kind).values_list(*columns))


def test_there_are_23_failures_in_four_groups(standard_and_reasons):
    codes = list(FailureReason.objects.values_list("code", "group"))
    sizes = {group: sum(1 for _, each in codes if each == group) for group in FailureGroup.values}
    assert sizes == {"breach": 1, "disclosure": 6, "evidential": 13, "victim_witness": 3}
    assert all(FailureReason.objects.values_list("mend", flat=True))


def test_rows_point_only_to_failures_and_rows_that_there_are(standard_and_reasons):
    known = set(FailureReason.objects.values_list("code", flat=True))
    rows = set(FileStandardRow.objects.values_list("code", flat=True))
    for edition in rules.editions():
        pointed = {code for ways in edition.failures.values() for codes in ways.values() for code in codes}
        assert pointed <= known
        assert set(edition.failures) <= rows


@pytest.mark.parametrize(
    ("assessed", "last"),
    [
        (datetime(2025, 1, 1, tzinfo=LONDON), datetime(2025, 3, 14, 23, 59, 59, tzinfo=LONDON)),
        (datetime(2025, 1, 31, 23, 59, 59, tzinfo=LONDON), datetime(2025, 3, 14, 23, 59, 59, tzinfo=LONDON)),
        (datetime(2025, 2, 1, tzinfo=LONDON), datetime(2025, 4, 11, 23, 59, 59, tzinfo=LONDON)),
        (datetime(2025, 6, 30, 22, 59, 59, tzinfo=LONDON), datetime(2025, 8, 11, 23, 59, 59, tzinfo=LONDON)),
    ],
)
def test_a_month_is_open_until_the_last_second_of_its_42nd_day(assessed, last):
    closes_at = rules.disputes_close_at(assessed)

    assert rules.in_time(closes_at, last)
    assert rules.month_of(assessed).freezes_at == last
    assert not rules.in_time(closes_at, closes_at)
    assert (closes_at - last).total_seconds() == 1


def test_a_completed_review_asks_for_an_assessment_by_whoever_completed_it(cast):
    assessment = quality.to_assess(cast)

    assert (assessment.state, assessment.opened_at) == (AssessmentState.TO_ASSESS, THURSDAY_9AM)
    assert waiting("assessment") == [("cps", "review", cast.prosecutor.pk, None, assessment.due_at)]
    told = CaseEvent.objects.get(type="charging.dga_due")
    assert told.details == {"review_id": assessment.consultation_id, "eligible": True}


def test_early_advice_is_not_assessed(cast):
    consultation = stories.accepted_case(cast, purpose=Purpose.EARLY_ADVICE)
    stories.complete_review(consultation, [Outcome(result=Result.ADVICE, rationale="Seek the records first.")])

    assert not Assessment.objects.exists()
    assert not CaseEvent.objects.filter(type="charging.dga_due").exists()


def test_claims_are_what_police_sent_whatever_was_added_since(cast):
    assessment = quality.to_assess(cast)
    sent = assessment.consultation.submission

    claims = {claim.key: claim for claim in claims_of(sent)}

    assert {claim.met for claim in claims.values()} == {True, False}
    assert all(claim.explanation or claim.met for claim in claims.values())
    listed = {(row["code"], row["about"]): row["met"] for row in sent.manifest["standard"] if row["needed"]}
    assert {(claim.code, claim.about): claim.met for claim in claims.values()} == listed


def test_claims_of_a_file_that_cannot_be_read_come_from_its_manifest(cast):
    sent = quality.to_assess(cast).consultation.submission
    whole = {claim.key: claim.met for claim in claims_of(sent)}
    stored_path(sent.manifest["file_sha256"]).unlink()

    assert {claim.key: claim.met for claim in claims_of(sent)} == whole


MET, MISSING = Claim("mg6c", "case", "Schedule", met=True), Claim("cctv", "case", "CCTV", met=False)


@pytest.mark.parametrize(
    ("overturned", "codes"),
    [((), ["E9"]), (("mg6c|case",), ["D5", "E9"]), (("cctv|case",), []), (("mg6c|case", "cctv|case"), ["D5"])],
)
def test_a_missing_row_and_a_row_overturned_suggest_what_they_point_to(overturned, codes):
    assert rules.suggested([MET, MISSING], overturned, rules.editions()[-1]) == codes


def test_a_file_without_failures_met_the_standard(cast):
    assessment = quality.assess(quality.to_assess(cast), by=cast.prosecutor)

    assert assessment.state == AssessmentState.MET
    assert (assessment.assessed_by, assessment.assessed_at) == (cast.prosecutor, FRIDAY_9AM)
    assert [waiting(kind) for kind in ("assessment", "failures", "dispute")] == [[], [], []]


def test_any_failure_makes_it_not_met_and_police_have_until_the_month_closes(cast):
    assessment = quality.failed_file(cast)

    assert assessment.state == AssessmentState.NOT_MET
    assert list(assessment.failures.values_list("reason__code", flat=True)) == ["D6", "E13"]
    assert waiting("failures") == [("police", "answer_failures", None, None, quality.TOO_LATE)]
    told = CaseEvent.objects.get(type="charging.dga_recorded")
    assert told.details == {
        "assessment_id": assessment.pk,
        "review_id": assessment.consultation_id,
        "nfs_met": False,
        "failure_codes": ["D6", "E13"],
        "stage": "pre_charge",
        "breach_of_guidance": False,
        "correction": False,
    }


def test_what_was_judged_row_by_row_is_kept(cast):
    assessment = quality.to_assess(cast)
    claims = claims_of(assessment.consultation.submission)
    statements = next(claim for claim in claims if claim.code == "statements")

    assessment = quality.assess(assessment, "E13", by=cast.prosecutor, overturned=[statements.key])

    assert assessment.rows.count() == len(claims)
    assert [row.code for row in assessment.rows.filter(overturned=True)] == ["statements"]


def test_a_row_overturned_as_not_met_needs_a_failure_and_every_gap_is_said_at_once(cast):
    assessment = quality.to_assess(cast)
    judgement = quality.failing("Z9", overturned=["statements|case", "nothing|case"])

    with nothing_changes(), pytest.raises(Refused) as refusal:
        assessments.assess(assessment=assessment, judgement=judgement, by=cast.prosecutor, at=FRIDAY_9AM)

    codes = {reason.code for reason in refusal.value.verdict.reasons}
    assert codes == {"unknown_failure", "unknown_row", "overturned_without_failure"}


def test_not_assessed_is_a_value_with_a_reason(cast):
    assessment = quality.to_assess(cast)
    with nothing_changes(), pytest.raises(Refused):
        assessments.not_assess(assessment=assessment, reason="because", by=cast.prosecutor, at=FRIDAY_9AM)

    entry = assessments.not_assess(assessment=assessment, reason="no_capacity", by=cast.prosecutor, at=FRIDAY_9AM)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.not_assessed_because) == (AssessmentState.NOT_ASSESSED, "no_capacity")
    assert entry.details == {"review_id": assessment.consultation_id, "reason": "no_capacity"}
    assert waiting("assessment") == []


def test_the_second_assessor_is_told_who_did_it_and_when(cast):
    assessment = quality.failed_file(cast)

    with nothing_changes(), pytest.raises(Conflict, match=r"Pat Prosecutor has assessed .* already, 6 March 2026"):
        quality.assess(assessment, by=cast.second_prosecutor)


def correct(assessment, *codes, by, at=FRIDAY_2PM, version=None, reason="The schedule is there"):
    return assessments.correct(
        assessment=assessment,
        judgement=quality.failing(*codes),
        reason=reason,
        expected_version=version or stories.fresh(assessment).version,
        by=by,
        at=at,
    )


def test_a_correction_keeps_what_police_said_of_a_failure_that_still_stands(cast):
    assessment = quality.failed_file(cast)
    quality.answer(quality.failure_of(assessment, "E13"), by=cast.supervisor)

    entry = correct(assessment, "E13", "V3", by=cast.prosecutor)

    standing = assessment.failures.filter(stands=True)
    assert list(standing.values_list("reason__code", "answer")) == [("E13", "disputed"), ("V3", "")]
    assert (entry.details["failure_codes"], entry.details["correction"]) == (["E13", "V3"], True)
    assert stories.fresh(assessment).assessed_at == FRIDAY_9AM


def test_a_correction_can_make_a_file_meet_the_standard_and_nothing_waits_any_more(cast):
    assessment = quality.failed_file(cast)

    correct(assessment, by=cast.prosecutor)

    assert stories.fresh(assessment).state == AssessmentState.MET
    assert not Matter.objects.exists()


def test_what_was_not_assessed_can_be_assessed_after_all_while_there_is_time(cast):
    assessment = quality.to_assess(cast)
    assessments.not_assess(assessment=assessment, reason="no_capacity", by=cast.prosecutor, at=FRIDAY_9AM)

    correct(assessment, "D6", by=cast.legal_manager)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.not_assessed_because) == (AssessmentState.NOT_MET, "")


def test_a_correction_needs_a_reason_and_the_state_that_its_writer_saw(cast):
    assessment = quality.failed_file(cast)
    with nothing_changes(), pytest.raises(Refused, match="Say why"):
        correct(assessment, "E13", by=cast.prosecutor, reason=" ")
    quality.answer(quality.failure_of(assessment), by=cast.supervisor)

    with nothing_changes(), pytest.raises(Conflict, match="Sam Supervisor has answered failure D6"):
        correct(assessment, "E13", by=cast.prosecutor, version=assessment.version)


def test_once_the_month_is_closed_nothing_can_be_corrected(cast):
    assessment = quality.failed_file(cast)

    with nothing_changes(), pytest.raises(Refused, match=r"closed on 12 May 2026 at 11:59pm"):
        correct(assessment, by=cast.prosecutor, at=quality.TOO_LATE)
    assert correct(assessment, by=cast.prosecutor, at=quality.LAST_SECOND)


def test_an_answer_to_an_action_plan_is_assessed_too(cast):
    plan = stories.action_plan_case(cast)
    stories.answer_plan(plan, by=cast.builder)
    assert Assessment.objects.count() == 1

    again = plan.case_file.consultations.latest("number")
    review.allocate(consultation=again, prosecutor=cast.prosecutor, by=cast.prosecutor, at=NEXT_MONDAY_9AM)
    stories.complete_review(stories.fresh(again), [stories.charge_outcome()], at=NEXT_MONDAY_9AM)

    assert Assessment.objects.count() == 2


def test_what_is_over_leaves_the_work_queue_and_nothing_is_made_up(cast):
    assessment = quality.disputed_file(cast)
    assert disputes.close_what_is_over(at=quality.LAST_SECOND) == 0

    assert disputes.close_what_is_over(at=quality.TOO_LATE) == 1
    assert disputes.close_what_is_over(at=quality.TOO_LATE) == 0

    assert not Matter.objects.exists()
    assert list(assessment.failures.values_list("answer", "decision")) == [("disputed", ""), ("", "")]
