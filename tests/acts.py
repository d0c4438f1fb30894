"""Every operation on a case as a table: the point it starts from, how it is done, who may, what it records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from casework.models import CaseFile, Material, MaterialKind, OffenceCode, PersonRole
from casework.operations import building, handing_over, material, people
from charging.lifecycle import Answer, ChargeMethod, Purpose, Stream
from charging.models import ActionItem
from charging.operations import actions, charges, closing, review, submission, triage
from charging.queries.submission.streams_now import usual_review
from tests import (
    custody_acts,
    disagreement_acts,
    plan_acts,
    quality_acts,
    review_acts,
    stories,
    triage_acts,
    workload_acts,
)
from tests.clock import FRIDAY_2PM

POLICE_WHO_BUILD = frozenset({"builder", "second_builder", "disclosure_officer", "supervisor"})
CPS_WHO_TRIAGE = frozenset({"assistant", "legal_manager"})
CPS_WHO_REVIEW = frozenset({"prosecutor", "second_prosecutor", "legal_manager"})
CPS_DIRECT = frozenset({"direct_assistant", "direct_prosecutor", "direct_manager"})
CHIEFS = frozenset({"chief_officer", "deputy_chief", "chief_prosecutor"})
NEVER = (
    frozenset({"police_manager", "area_manager", "police_standards", "cps_standards", "outsider", "outside_prosecutor"})
    | CPS_DIRECT
    | CHIEFS
)
EVERYBODY = POLICE_WHO_BUILD | CPS_WHO_TRIAGE | CPS_WHO_REVIEW | NEVER


@dataclass(frozen=True, kw_only=True)
class Act:
    """One operation. `do` takes the cast, what the story returned, `by` and `at`."""

    story: Callable
    do: Callable
    by: str
    allowed: frozenset[str]
    event: str
    at: datetime = FRIDAY_2PM
    repeatable: bool = False

    def run(self, cast, thing, *, by=None, at=None):
        """Do it as the usual person, or as somebody else."""
        return self.do(cast, thing, by=by or getattr(cast, self.by), at=at or self.at)


def case_of(thing) -> CaseFile:
    """The case file that a story's result belongs to."""
    return thing if isinstance(thing, CaseFile) else thing.case_file


def _open(cast, thing, *, by, at):
    return building.open_case_file(
        details=building.CaseDetails(
            urn=stories.a_urn(77),
            police_unit=cast.organisations.unit,
            cps_area=cast.organisations.area,
            headline="Damage to a fence",
        ),
        by=by,
        at=at,
    )


def _change_case(cast, case_file, *, by, at):
    changes = {"headline": "Theft from a tool shop"}
    return building.change_case(
        case_file=case_file, changes=changes, expected_version=stories.fresh(case_file).version, by=by, at=at
    )


def _hand_over(cast, case_file, *, by, at):
    return handing_over.hand_over(
        case_file=case_file,
        officer=cast.second_builder,
        police_unit=case_file.police_unit,
        expected_version=stories.fresh(case_file).version,
        by=by,
        at=at,
    )


def _set_flags(cast, case_file, *, by, at):
    return building.set_flags(case_file=case_file, codes={"domestic_abuse"}, by=by, at=at)[0]


def _add_suspect(cast, case_file, *, by, at):
    facts = {"family_name": "Cedar", "given_names": "Test", "custody_basis": "bail"}
    return people.add_suspect(case_file=case_file, facts=facts, by=by, at=at)


def _change_suspect(cast, case_file, *, by, at):
    suspect = case_file.suspects.get(number=1)
    return people.change_suspect(
        suspect=suspect, changes={"interview_summary": "No comment."}, expected_version=suspect.version, by=by, at=at
    )


def _propose_offence(cast, case_file, *, by, at):
    code = OffenceCode.objects.get(code="CJ88116")
    details = people.OffenceDetails(offence_code=code, starts_on=date(2026, 2, 27))
    return people.propose_offence(suspect=case_file.suspects.get(number=1), details=details, by=by, at=at)


def _withdraw_offence(cast, case_file, *, by, at):
    return people.withdraw_offence(offence=case_file.suspects.get(number=1).offences.get(), by=by, at=at)


def _add_person(cast, case_file, *, by, at):
    facts = {"role": PersonRole.WITNESS, "family_name": "Yare", "given_names": "Test"}
    return people.add_person(case_file=case_file, facts=facts, by=by, at=at)


def _change_person(cast, case_file, *, by, at):
    person = case_file.people.get()
    changes = {"personal_statement": "declined"}
    return people.change_person(person=person, changes=changes, expected_version=person.version, by=by, at=at)


def _withdraw_person(cast, case_file, *, by, at):
    person = case_file.people.get()
    return people.withdraw_person(person=person, reason="Entered twice", expected_version=person.version, by=by, at=at)


def _attach(cast, case_file, *, by, at):
    details = material.MaterialDetails(kind=MaterialKind.CCTV, title="Door", link="https://evidence.example.test/door")
    return material.attach(case_file=case_file, details=details, upload=None, by=by, at=at)


def _withdraw_material(cast, case_file, *, by, at):
    item = Material.objects.get(case_file=case_file)
    return material.withdraw(item=item, expected_version=item.version, by=by, at=at)


def _send_to_supervisor(cast, case_file, *, by, at):
    reasons = stories.reasons_to_go(case_file, at=at)
    preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN, explanations=reasons)
    return submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=by, at=at)


def _send_back(cast, sent, *, by, at):
    return submission.send_back(submission=sent, comments="The interview is missing.", by=by, at=at)


def _sign_off(cast, sent, *, by, at):
    return submission.sign_off(submission=sent, comments="Checked.", by=by, at=at)


def _accept(cast, sent, *, by, at):
    review_type = usual_review(sent)
    return triage.accept(submission=sent, review_type=review_type, casework_type="magistrates", by=by, at=at)


def _reject(cast, sent, *, by, at):
    reasons = {"TR06": "No statement of the shop assistant"}
    return triage.reject(submission=sent, reasons=reasons, respond_by=date(2026, 3, 16), by=by, at=at)


def _allocate(cast, consultation, *, by, at):
    return review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=by, at=at)


def _take(cast, consultation, *, by, at):
    return review.allocate(consultation=consultation, prosecutor=by, by=by, at=at)


def _complete(cast, consultation, *, by, at):
    return stories.complete_review(consultation, [stories.charge_outcome()], by=by, at=at)


def _answer(cast, plan, *, by, at):
    item = ActionItem.objects.get(plan=plan)
    reply = actions.ItemAnswer(answer=Answer.UNAVAILABLE, text="The camera was not working.")
    return actions.answer(item=item, reply=reply, expected_version=item.version, by=by, at=at)


def _return_answers(cast, plan, *, by, at):
    return actions.return_answers(plan=plan, by=by, at=at)


def _answered_plan(cast):
    plan = stories.action_plan_case(cast)
    _answer(cast, plan, by=cast.builder, at=FRIDAY_2PM)
    return plan


def _record_charge(cast, suspect, *, by, at):
    offences = [OffenceCode.objects.get(code=stories.THEFT)]
    details = charges.ChargeDetails(charged_at=at, method=ChargeMethod.CHARGE, offences=offences)
    return charges.record_charge(suspect=suspect, details=details, by=by, at=at)


def _finalise(cast, sent, *, by, at):
    closure = closing.Closure(reason="not_resubmitted", early_because="Police said so.")
    return closing.finalise(suspects=[case_of(sent).suspects.get(number=1)], closure=closure, by=by, at=at)


def _build(do, event, *, repeatable=False):
    return Act(
        story=stories.ready_case, do=do, by="builder", allowed=POLICE_WHO_BUILD, event=event, repeatable=repeatable
    )


SUPERVISOR = frozenset({"supervisor"})
BUILDING_ACTS = {
    "open_case_file": _build(_open, "casework.case_opened"),
    "change_case": _build(_change_case, "casework.case_changed"),
    "hand_over": _build(_hand_over, "casework.case_handed_over"),
    "set_flags": _build(_set_flags, "casework.flag_set"),
    "add_suspect": _build(_add_suspect, "casework.suspect_linked", repeatable=True),
    "change_suspect": _build(_change_suspect, "casework.suspect_changed"),
    "propose_offence": _build(_propose_offence, "casework.offence_proposed", repeatable=True),
    "withdraw_offence": _build(_withdraw_offence, "casework.offence_withdrawn"),
    "add_person": _build(_add_person, "casework.person_added", repeatable=True),
    "change_person": _build(_change_person, "casework.person_changed"),
    "withdraw_person": _build(_withdraw_person, "casework.person_withdrawn"),
    "attach": _build(_attach, "casework.material_added", repeatable=True),
    "withdraw_material": _build(_withdraw_material, "casework.material_withdrawn"),
}
CHARGING_ACTS = {
    "send_to_supervisor": _build(_send_to_supervisor, "charging.file_sent_to_supervisor"),
    "send_back": Act(
        story=stories.prepared_case,
        do=_send_back,
        by="supervisor",
        allowed=SUPERVISOR,
        event="charging.file_returned_by_supervisor",
    ),
    "sign_off": Act(
        story=stories.prepared_case,
        do=_sign_off,
        by="supervisor",
        allowed=SUPERVISOR,
        event="charging.submission_received",
    ),
    "accept": Act(
        story=stories.submitted_case,
        do=_accept,
        by="assistant",
        allowed=CPS_WHO_TRIAGE,
        event="charging.triage_completed",
    ),
    "reject": Act(
        story=stories.submitted_case,
        do=_reject,
        by="assistant",
        allowed=CPS_WHO_TRIAGE,
        event="charging.triage_completed",
    ),
    "allocate": Act(
        story=stories.untaken_review,
        do=_allocate,
        by="legal_manager",
        allowed=frozenset({"legal_manager", "prosecutor"}),
        event="charging.review_allocated",
        repeatable=True,
    ),
    "take": Act(
        story=stories.untaken_review,
        do=_take,
        by="prosecutor",
        allowed=CPS_WHO_REVIEW,
        event="charging.review_allocated",
        repeatable=True,
    ),
    "complete": Act(
        story=stories.accepted_case,
        do=_complete,
        by="prosecutor",
        allowed=frozenset({"prosecutor"}),
        event="charging.consultation_completed",
    ),
    "answer": Act(
        story=stories.action_plan_case,
        do=_answer,
        by="builder",
        allowed=POLICE_WHO_BUILD,
        event="charging.action_item_answered",
        repeatable=True,
    ),
    "return_answers": Act(
        story=_answered_plan,
        do=_return_answers,
        by="builder",
        allowed=POLICE_WHO_BUILD,
        event="charging.submission_received",
    ),
    "record_charge": Act(
        story=stories.authorised_case,
        do=_record_charge,
        by="builder",
        allowed=POLICE_WHO_BUILD,
        event="charging.suspect_charged",
    ),
    "finalise": Act(
        story=stories.rejected_case,
        do=_finalise,
        by="assistant",
        allowed=CPS_WHO_TRIAGE,
        event="charging.suspect_admin_finalised",
    ),
}
QUALITY_ACTS = quality_acts.acts(Act, CPS_WHO_REVIEW)
CHARGING_ACTS |= QUALITY_ACTS
PLAN_ACTS = plan_acts.acts(Act, POLICE_WHO_BUILD)
CHARGING_ACTS |= PLAN_ACTS
DISAGREEMENT_ACTS = disagreement_acts.acts(Act, POLICE_WHO_BUILD)
CHARGING_ACTS |= DISAGREEMENT_ACTS
TRIAGE_ACTS = triage_acts.acts(Act, POLICE_WHO_BUILD)
CHARGING_ACTS |= TRIAGE_ACTS
CUSTODY_ACTS = custody_acts.acts(Act, POLICE_WHO_BUILD)
REVIEW_ACTS = review_acts.acts(Act)
CHARGING_ACTS |= REVIEW_ACTS
WORKLOAD_ACTS = workload_acts.acts(Act)
CHARGING_ACTS |= WORKLOAD_ACTS
ACTS = BUILDING_ACTS | CHARGING_ACTS | CUSTODY_ACTS
