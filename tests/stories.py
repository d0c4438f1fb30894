"""Cases brought to a given point, only ever by the operations that people use. Ask for the fixture `cast`.

Each story goes on from the one before it and returns what the next step needs: a case file, then a
submission, a consultation, an action plan, a suspect. Everything of one case happens in one week.
"""

from dataclasses import replace
from datetime import date

from accounts.models import User
from casework.models import CaseFile, MaterialKind, OffenceCode, PersonRole, Suspect, UnusedItem
from casework.operations import building, material, people, unused
from charging.lifecycle import CHARGES, ChargeMethod, Purpose, Result, ReviewType, Stream
from charging.models import ActionItem, ActionPlan, Consultation, Contest, DecisionReason, OffenceAnswer, Submission
from charging.operations import actions, charges, contests, review, submission, triage
from charging.operations.explanations import Said
from charging.queries.submission.judging import open_gaps
from charging.queries.submission.streams_now import usual_review
from charging.rules import contests as contest_rules
from charging.rules.decision import Outcome, RequestedItem, Review
from charging.rules.decision_offences import OffenceChoice
from charging.rules.explanations import key_of
from charging.rules.threshold import Outstanding, ThresholdAnswers
from foundation.periods import local_date
from tests.clock import (
    FRIDAY_9AM,
    MONDAY_9AM,
    THURSDAY_9AM,
    TUESDAY_2PM,
    TUESDAY_9AM,
    TUESDAY_11PM,
    WEDNESDAY_2PM,
    WEDNESDAY_9AM,
)
from tests.snapshots import kept

URN = "45AD1234526"
THEFT = "TH68010"
NAMES = (("Alder", "Test"), ("Birch", "Test"))
SECTIONS = {
    "public_interest": "A prosecution is needed: the offence was planned.",
    "allocation": "Suitable for the magistrates' court.",
    "witnesses": "The victim is supported.",
}


def fresh(row):
    """Read a row again, as the next request would."""
    return type(row)._default_manager.get(pk=row.pk)


def a_urn(number):
    """Return the URN of unit 45AD with a number of up to five digits."""
    return f"45AD{number:05d}26"


def opened_case(cast, *, urn=URN, by=None, at=MONDAY_9AM):
    """Open a case in Surrey and return its file: no suspects, nothing in it."""
    details = building.CaseDetails(
        urn=urn,
        police_unit=cast.organisations.unit,
        cps_area=cast.organisations.area,
        headline="Theft of tools from a shop",
        crime_reference="45/1234/26",
        crime_recorded_on=date(2026, 2, 27),
    )
    entry = building.open_case_file(details=details, by=by or cast.builder, at=at)
    return CaseFile.objects.get(pk=entry.case_id)


def add_suspect(case_file, *, by, at=MONDAY_9AM, offence=THEFT, **facts):
    """Add a suspect with one proposed offence, and whatever else Suspect's fields say."""
    asked = {"family_name": "Alder", "given_names": "Test", "custody_basis": "bail", "anticipated_plea": "gap"}
    entry = people.add_suspect(case_file=case_file, facts=asked | facts, by=by, at=at)
    suspect = Suspect.objects.get(pk=entry.suspect_ids[0])
    details = people.OffenceDetails(offence_code=OffenceCode.objects.get(code=offence), starts_on=date(2026, 2, 27))
    people.propose_offence(suspect=suspect, details=details, by=by, at=at)
    return suspect


def add_statement(case_file, *, by, at=MONDAY_9AM):
    """Attach a witness statement, as a link."""
    details = material.MaterialDetails(
        kind=MaterialKind.MG11, title="Statement of the shop manager", link="https://evidence.example.test/statement"
    )
    return material.attach(case_file=case_file, details=details, upload=None, by=by, at=at)


def list_unused(case_file, *, by, at=MONDAY_9AM, **said):
    """List one unused item, sensitive where a ground is given, and return it."""
    details = {"description": "Notebook of PC 1234, 3 pages, 27 February 2026: description of the man"} | said
    if details.get("sensitive"):
        details = {"sensitivity_ground": "informant", "sensitivity_rationale": "It names who told us."} | details
    (entry,) = unused.add(case_file=case_file, items=[unused.ItemDetails(**details)], by=by, at=at)
    return UnusedItem.objects.get(pk=entry.details["item_id"])


@kept
def ready_case(cast, *, urn=URN, names=NAMES, at=MONDAY_9AM, **facts):
    """Bring a case to where no hard stop is left: two suspects with offences, a victim, a statement."""
    builder = cast.builder
    case_file = opened_case(cast, urn=urn, at=at)
    for family_name, given_names in names:
        add_suspect(case_file, by=builder, at=at, family_name=family_name, given_names=given_names, **facts)
    victim = {"role": PersonRole.VICTIM, "family_name": "Wensum", "given_names": "Test"}
    people.add_person(case_file=case_file, facts=victim, by=builder, at=at)
    add_statement(case_file, by=builder, at=at)
    changes = {"summary": "Two people left a shop with tools they had not paid for.", "lines_of_enquiry": "CCTV."}
    building.change_case(case_file=case_file, changes=changes, expected_version=case_file.version, by=builder, at=at)
    return fresh(case_file)


@kept
def prepared_case(cast, *, at=TUESDAY_9AM, stream=Stream.GREEN, purpose=Purpose.CHARGING, **options):
    """Hand a ready case to the supervisor, and return the submission at the gate."""
    return send_to_supervisor(cast, ready_case(cast, **options), at=at, stream=stream, purpose=purpose)


def reasons_to_go(case_file, *, at=TUESDAY_9AM):
    """Give every gap that a file still has a reason, as sending asks for."""
    return {key_of(gap): Said(text="Not available yet.") for gap in open_gaps(fresh(case_file), on=local_date(at))}


def send_to_supervisor(cast, case_file, *, at=TUESDAY_9AM, stream=Stream.GREEN, purpose=Purpose.CHARGING):
    """Hand a case to the supervisor with a reason for every gap, and return the submission at the gate."""
    reasons = reasons_to_go(case_file, at=at)
    preparation = submission.Preparation(purpose=purpose, stream=stream, note="Ready for you.", explanations=reasons)
    submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=cast.builder, at=at)
    return Submission.objects.filter(case_file=case_file).latest("id")


@kept
def submitted_case(cast, *, at=TUESDAY_2PM, **options):
    """Sign a case off, and return the submission that the CPS now holds."""
    sent = prepared_case(cast, **options)
    submission.sign_off(submission=sent, comments="Checked against the standard.", by=cast.supervisor, at=at)
    return fresh(sent)


@kept
def rejected_case(cast, *, at=WEDNESDAY_9AM, codes=("TR06",), **options):
    """Reject a submitted case at triage, and return the submission."""
    sent = submitted_case(cast, **options)
    reasons = dict.fromkeys(codes, "Not in the file")
    triage.reject(submission=sent, reasons=reasons, respond_by=date(2026, 3, 16), by=cast.assistant, at=at)
    return fresh(sent)


@kept
def contested_case(cast, *, at=WEDNESDAY_2PM, **options):
    """Contest the rejection of a case, and return the contest."""
    sent = rejected_case(cast, **options)
    grounds = contest_rules.Grounds(text="The statement is in the file: it is the first document.")
    contests.contest(submission=sent, grounds=grounds, by=cast.builder, at=at)
    return Contest.objects.get(triage__submission=sent)


def passed_on_case(cast, *, at=WEDNESDAY_9AM, **options):
    """Pass early advice in a rape case to second triage, and return the submission."""
    sent = submitted_case(cast, purpose=Purpose.EARLY_ADVICE, **options)
    triage.accept(submission=sent, review_type=ReviewType.ADVICE, casework_type="rasso", by=cast.assistant, at=at)
    return fresh(sent)


def red_case_by_night(cast, *, at=TUESDAY_11PM, **options):
    """Send a file about suspects in custody out of hours, and return the submission that CPS Direct has."""
    return submitted_case(cast, at=at, stream=Stream.RED, custody_basis="custody", **options)


def untaken_review(cast, *, at=WEDNESDAY_9AM, **options):
    """Accept a submitted case, and return its consultation, which nobody has taken yet."""
    sent = submitted_case(cast, **options)
    triage.accept(
        submission=sent, review_type=usual_review(sent), casework_type="magistrates", by=cast.assistant, at=at
    )
    return Consultation.objects.get(submission=sent)


@kept
def accepted_case(cast, *, at=WEDNESDAY_9AM, **options):
    """Accept a submitted case and allocate it to the prosecutor; return the consultation."""
    consultation = untaken_review(cast, at=at, **options)
    review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=cast.legal_manager, at=at)
    return fresh(consultation)


def charge_outcome(*codes):
    """Decide to charge under the Full Code Test."""
    offences = [OffenceCode.objects.get(code=code) for code in codes or (THEFT,)]
    return Outcome(result=Result.CHARGE_FULL, rationale="Clear footage and an admission.", offences=offences)


def plan_outcome():
    """Decide that more work is needed."""
    return Outcome(result=Result.ACTION_PLAN, rationale="Identification is not made out yet.")


def nfa_outcome(code="EV-ID"):
    """Decide on no further action."""
    reason = DecisionReason.objects.get(code=code)
    return Outcome(result=Result(reason.result), rationale="Nobody can say who it was.", reason=reason)


def an_item(**changes):
    """Ask for the footage from the shop."""
    asked = {
        "category": "footage",
        "text": "Footage from the shop door",
        "why": "It may show who left with the tools",
        "needed_for": "decision",
        "due_on": date(2026, 3, 19),
    }
    return RequestedItem(**(asked | changes))


def whole_outcome(suspect, outcome):
    """Add what a decision needs besides: an answer to each offence that was proposed, and the Threshold Test."""
    if outcome.result not in CHARGES:
        return outcome
    chosen = {code.pk for code in outcome.charged}
    left_out = DecisionReason.objects.get(code="PI-OTHER-CHARGE")
    each = [
        OffenceChoice(offence=offence, answer=OffenceAnswer.NOT_CHARGED, reason=left_out)
        for offence in suspect.offences.filter(withdrawn_at__isnull=True).select_related("offence_code")
        if offence.offence_code_id not in chosen
    ]
    threshold = a_threshold_test() if outcome.result is Result.CHARGE_THRESHOLD else None
    return replace(outcome, each=outcome.each or each, threshold=outcome.threshold or threshold)


def a_threshold_test(**changes):
    """Every condition met, and forensic evidence expected."""
    told = dict.fromkeys(("suspicion", "prospect", "seriousness", "bail", "public_interest"), "It is met.")
    expected = [Outstanding("Report of the laboratory", date(2026, 3, 26))]
    return ThresholdAnswers(**{"conditions": told, "outstanding": expected} | changes)


def complete_review(consultation, outcomes, *, items=(), by: User | None = None, at=THURSDAY_9AM):
    """Complete a review; `outcomes` go to its suspects in order, the last one also to all after it."""
    suspects = review.suspects_under_review(consultation)
    chosen = [outcomes[min(place, len(outcomes) - 1)] for place in range(len(suspects))]
    decided = Review(
        analysis="The evidence against each suspect, and the public interest.",
        disclosure_considered=True,
        outcomes={s.pk: whole_outcome(s, outcome) for s, outcome in zip(suspects, chosen, strict=True)},
        items=items,
        sections=SECTIONS,
    )
    return review.complete(consultation=consultation, review=decided, by=by or consultation.prosecutor, at=at)


@kept
def action_plan_case(cast, *, at=THURSDAY_9AM, items=None, **options):
    """Issue an action plan about every suspect, and return it with one item."""
    consultation = accepted_case(cast, **options)
    complete_review(consultation, [plan_outcome()], items=items or [an_item()], at=at)
    return ActionPlan.objects.get(consultation=consultation)


def answer_plan(plan, *, by, at=FRIDAY_9AM):
    """Answer every item of an action plan, and return the answers."""
    for item in ActionItem.objects.filter(plan=plan):
        reply = actions.ItemAnswer(answer=actions.Answer.PROVIDED, text="Attached.")
        actions.answer(item=item, reply=reply, expected_version=item.version, by=by, at=at)
    return actions.return_answers(plan=plan, by=by, at=at)


@kept
def answered_case(cast, *, at=FRIDAY_9AM, **options):
    """Answer every item of an action plan and return the answers; return the new consultation."""
    plan = action_plan_case(cast, **options)
    answer_plan(plan, by=cast.builder, at=at)
    return Consultation.objects.filter(case_file=plan.case_file).latest("number")


@kept
def authorised_case(cast, *, at=THURSDAY_9AM, **options):
    """Authorise the charge of every suspect, and return the first."""
    consultation = accepted_case(cast, **options)
    complete_review(consultation, [charge_outcome()], at=at)
    return consultation.case_file.suspects.get(number=1)


@kept
def nfa_case(cast, *, at=THURSDAY_9AM, **options):
    """Decide on no further action against every suspect, and return the first."""
    consultation = accepted_case(cast, **options)
    complete_review(consultation, [nfa_outcome()], at=at)
    return consultation.case_file.suspects.get(number=1)


@kept
def charged_case(cast, *, at=FRIDAY_9AM, charged_at=FRIDAY_9AM, **options):
    """Charge the first suspect with what was authorised, and return that suspect."""
    suspect = authorised_case(cast, **options)
    details = charges.ChargeDetails(
        charged_at=charged_at, method=ChargeMethod.CHARGE, offences=[OffenceCode.objects.get(code=THEFT)]
    )
    charges.record_charge(suspect=suspect, details=details, by=cast.builder, at=at)
    return fresh(suspect)


DID_NOT_COME = {"rejected": "not_resubmitted", "action_plan": "plan_unanswered", "advice_given": "advice_not_used"}
"""Why a case is closed, by how its suspect stands."""
