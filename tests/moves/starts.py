"""Where long walks start besides: stories from which operations that seldom come up are a few steps away."""

from datetime import timedelta

from accounts.models import TraitKind
from accounts.operations import cover, delegation, work
from casework.models import Flag
from casework.operations import building, uploads
from tests import custody_acts, disagreements, plan_acts, quality, review_acts, stories
from tests.clock import MONDAY, MONDAY_9AM, WEDNESDAY_2PM
from tests.factories import PDF
from tests.moves import review_moves

NEXT_MONTH = MONDAY + timedelta(days=40)


def alike_cases(cast):
    """Two cases whose numbers differ in one digit, of one suspect each, who has one name."""
    first = stories.opened_case(cast, urn=stories.a_urn(12345))
    stories.add_suspect(first, by=cast.builder)
    second = stories.opened_case(cast, urn=stories.a_urn(12355))
    stories.add_suspect(second, by=cast.builder)
    return first


def whole_upload(cast):
    """A file that came in pieces, whole, and one that has only begun."""
    case_file = stories.opened_case(cast)
    for piece in (PDF, PDF[:9]):
        upload = uploads.start(case_file=case_file, name="page.pdf", size=len(PDF), by=cast.builder, at=MONDAY_9AM)
        uploads.append(upload=upload, offset=0, piece=piece, by=cast.builder, at=MONDAY_9AM)
    return case_file


def people_away(cast):
    """Cover, leave, a specialism and lent sign-off of people who have a case."""
    made = {"at": MONDAY_9AM}
    covering = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=MONDAY, ends_on=NEXT_MONTH)
    cover.arrange(details=covering, by=cast.prosecutor, **made)
    work.note_leave(
        person=cast.second_prosecutor, starts_on=MONDAY, ends_on=NEXT_MONTH, by=cast.second_prosecutor, **made
    )
    skill = work.TraitDetails(kind=TraitKind.SPECIALISM, code="rasso", starts_on=MONDAY)
    work.note(person=cast.prosecutor, details=skill, by=cast.prosecutor, **made)
    lent = delegation.DelegationDetails(
        person=cast.builder, unit=cast.organisations.unit, starts_on=MONDAY, ends_on=NEXT_MONTH, reason="On leave."
    )
    delegation.delegate(details=lent, by=cast.supervisor, **made)
    return stories.opened_case(cast)


def flagged_review(cast):
    """A review that ends only with somebody's approval, of a case with a flag that police set."""
    row = stories.accepted_case(cast)
    building.set_flags(case_file=row.case_file, codes={Flag.RAPE}, by=cast.builder, at=WEDNESDAY_2PM)
    return row


GOING = ["withdraw_material", "withdraw_person", "withdraw_offence", "withdraw_unused", "list_unused", "ask_question"]
PARTING = [*GOING, "set_flags", "split_case", "split_case", "merge_cases", "merge_cases", "merge_cases"]
LADDER = ["answer_escalation", "go_on_escalating", "escalate", "sign_off", "accept", "complete", "assess"]
NAMING = ["add_alias", "remove_alias", "start_upload", "discard_upload", "ask_question", "say_in_thread"]
RARE_STARTS = {
    "alike": (alike_cases, ["answer_likeness"]),
    "away": (people_away, ["cancel_cover", "cancel_leave", "end_trait", "end_delegation", "arrange_cover"]),
    "uploading": (whole_upload, ["finish_upload", "append_to_upload"]),
    "on_file": (stories.ready_case, ["attach", "add_version", "answer_disclosure"]),
    "held": (custody_acts.detained_case, ["extend_detention", "pause_detention", "resume_detention"]),
    "stopped": (custody_acts.paused_case, ["resume_detention", "release", "detain"]),
    "to_approve": (flagged_review, ["ask_approval", "approve", "send_review_back"]),
    "to_issue": (review_moves.written_review, ["issue_what_is_written"]),
    "to_promote": (review_acts.with_a_note, ["promote_note"]),
    "challenged": (plan_acts.challenged_item, ["decide_challenge", "challenge"]),
    "to_reopen": (plan_acts.reopening_asked, ["refuse_to_reopen", "ask_to_reopen", "reopen"]),
    "on_bail": (custody_acts.bailed_case, ["extend_bail", "grant_bail"]),
    "named": (stories.ready_case, NAMING),
    "recused": (stories.accepted_case, ["recuse", "end_recusal"]),
    "to_settle": (quality.disputed_file, ["decide_dispute"]),
    "to_draw": (quality.failed_file, ["draw_sample"]),
    "parting": (stories.ready_case, PARTING),
    "taken_back": (stories.untaken_review, ["withdraw_submission", *PARTING]),
    "up_the_ladder": (disagreements.escalated_case, LADDER),
}
"""By name the story, and the moves that every third step of a walk from there is drawn from."""
