"""What the case says at the moment a review is judged, and the verdict on the whole of it, for page and operation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from casework.lifecycle import Status
from casework.models import PersonRole, Suspect
from casework.rules.contents import CaseContents
from charging.lifecycle import Purpose
from charging.models import ActionItem, Approval, ApprovalState, Consultation, DecisionCode
from charging.queries.plans.asked_before import earlier_items
from charging.queries.submission.rounds import asked_for
from charging.rules.approvals import for_issue, needed
from charging.rules.decision import Review, for_review
from charging.rules.decision_offences import ReviewFacts
from charging.rules.repeats import repeats_said
from charging.rules.review_digest import digest_of
from foundation.verdicts import Verdict


def suspects_under_review(consultation: Consultation) -> list[Suspect]:
    """The suspects of the submission that still await a decision, in order."""
    rows = consultation.submission.suspects.filter(status=Status.WITH_PROSECUTOR)
    return list(rows.order_by("number"))


def review_facts(contents: CaseContents, suspects: Sequence[Suspect], on: date) -> ReviewFacts:
    """What the case says now of these suspects; `contents` is the whole file, read already."""
    return ReviewFacts(
        offences={suspect.pk: contents.offences_of(suspect) for suspect in suspects},
        flags=contents.flags,
        casework_type=contents.case_file.casework_type,
        youths=frozenset(suspect.pk for suspect in suspects if suspect.is_youth(on)),
        has_victim=any(person.role == PersonRole.VICTIM for person in contents.people),
        codes=decision_codes(on),
    )


def decision_codes(on: date) -> list[DecisionCode]:
    """The letters in force on a day, in their order."""
    rows = DecisionCode.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    return list(rows.order_by("position"))


def approved_rules(consultation: Consultation, review: Review) -> Collection[str]:
    """The rules under which somebody approved this very review, as it stands."""
    rows = Approval.objects.filter(consultation=consultation, state=ApprovalState.APPROVED, digest=digest_of(review))
    return frozenset(rows.values_list("rule", flat=True))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What police asked for, and every item that was asked of them before."""

    purpose: Purpose
    earlier: Sequence[ActionItem]


def asked_so_far(consultation: Consultation) -> Asked:
    """Read what was asked so far, on either side."""
    return Asked(purpose=asked_for(consultation.submission), earlier=earlier_items(consultation.case_file))


def verdict_on(
    consultation: Consultation,
    review: Review,
    suspects: Sequence[Suspect],
    facts: ReviewFacts,
    on: date,
    *,
    asked: Asked,
) -> Verdict:
    """Say whether a review can be issued, with every gap in it and the section where it is."""
    verdict = for_review(review, suspects, purpose=asked.purpose, today=on, facts=facts)
    verdict &= repeats_said(review.items, asked.earlier, on=on)
    rules = needed(review, suspects, facts, on)
    return verdict & for_issue(rules, approved_rules(consultation, review) if rules else ())
