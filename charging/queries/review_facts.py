"""What the case says at the moment a review is judged, and the verdict on the whole of it, for page and operation."""

from collections.abc import Collection, Sequence
from datetime import date

from casework.lifecycle import Status
from casework.models import CaseFile, Offence, Person, PersonRole, Suspect
from charging.models import Approval, ApprovalState, Consultation, DecisionCode
from charging.queries.asked_before import earlier_items
from charging.queries.rounds import asked_for
from charging.rules.approvals import ApprovalRule, for_issue, needed
from charging.rules.decision import Review, for_review
from charging.rules.decision_offences import ReviewFacts
from charging.rules.repeats import repeats_said
from charging.rules.review_digest import digest_of
from foundation.verdicts import Verdict


def suspects_under_review(consultation: Consultation) -> list[Suspect]:
    """The suspects of the submission that still await a decision, in order."""
    rows = consultation.submission.suspects.filter(status=Status.WITH_PROSECUTOR)
    return list(rows.order_by("number"))


def review_facts(case_file: CaseFile, suspects: Sequence[Suspect], on: date) -> ReviewFacts:
    """What the case says now of these suspects."""
    offences: dict[int, list[Offence]] = {suspect.pk: [] for suspect in suspects}
    rows = Offence.objects.filter(suspect__in=suspects, withdrawn_at__isnull=True).select_related("offence_code")
    for offence in rows.order_by("pk"):
        offences[offence.suspect_id].append(offence)
    return ReviewFacts(
        offences=offences,
        flags=frozenset(case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True)),
        casework_type=case_file.casework_type,
        youths=frozenset(suspect.pk for suspect in suspects if suspect.is_youth(on)),
        has_victim=has_victim(case_file),
        codes=decision_codes(on),
    )


def has_victim(case_file: CaseFile) -> bool:
    """Whether the file names a victim who was not taken out again."""
    return Person.objects.live().filter(case_file=case_file, role=PersonRole.VICTIM).exists()


def decision_codes(on: date) -> list[DecisionCode]:
    """The letters in force on a day, in their order."""
    rows = DecisionCode.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    return list(rows.order_by("position"))


def approved_rules(consultation: Consultation, review: Review) -> Collection[str]:
    """The rules under which somebody approved this very review, as it stands."""
    rows = Approval.objects.filter(consultation=consultation, state=ApprovalState.APPROVED, digest=digest_of(review))
    return frozenset(rows.values_list("rule", flat=True))


def verdict_on(
    consultation: Consultation, review: Review, suspects: Sequence[Suspect], facts: ReviewFacts, on: date
) -> Verdict:
    """Say whether a review can be issued, with every gap in it and the section where it is."""
    verdict = for_review(review, suspects, purpose=asked_for(consultation.submission), today=on, facts=facts)
    verdict &= repeats_said(review.items, earlier_items(consultation.case_file), on=on)
    rules = approvals_needed(review, suspects, facts, on)
    return verdict & for_issue(rules, approved_rules(consultation, review) if rules else ())


def approvals_needed(review: Review, suspects: Sequence[Suspect], facts: ReviewFacts, on: date) -> list[ApprovalRule]:
    """The approvals that a review calls for as it stands."""
    return needed(review, suspects, facts, on)
