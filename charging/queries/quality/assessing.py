"""One assessment as a reader may see it: what police claimed, what the assessor made of it, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from casework.models import CaseFile
from charging import permissions
from charging.models import Assessment, AssessmentState, Failure, FailureAnswer, FailureReason, JudgedRow, SecondScore
from charging.queries.quality.claims import claims_of
from charging.queries.submission.sealed import sealed
from charging.rules import disputes, file_quality
from charging.rules.disputes import RESULT_WORDS, SAID_WORDS
from charging.rules.file_quality import Claim, Judgement
from foundation.clocks import due_day
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.wording import day

COLOURS = {
    disputes.Said.NOT_ANSWERED: "grey",
    disputes.Said.NOT_DISPUTED: "blue",
    disputes.Said.ACCEPTED: "green",
    disputes.Said.NOT_ACCEPTED: "orange",
    disputes.Said.NOT_DECIDED: "purple",
}
STATE_COLOURS = {
    AssessmentState.TO_ASSESS: "purple",
    AssessmentState.MET: "green",
    AssessmentState.NOT_MET: "orange",
    AssessmentState.NOT_ASSESSED: "grey",
}
PEOPLE = ("assessed_by", "corrected_by", "consultation__completed_by", "consultation__submission__edition")


def assessments_of(case_file: CaseFile, user: User) -> QuerySet[Assessment]:
    """The assessments of a case that a reader may see, without those that they have to score blind."""
    rows = Assessment.objects.filter(case_file=case_file).not_blind_to(user)
    return rows.select_related(*PEOPLE).order_by("consultation__number")


def of_case(row: Assessment, case_file: CaseFile) -> Assessment:
    """Let an assessment know its case, which was read before."""
    row.case_file = row.consultation.case_file = row.consultation.submission.case_file = case_file
    return row


@dataclass(frozen=True)
class RowJudged:
    """One row of the standard: what police claimed, and what the assessor made of it."""

    claim: Claim
    overturned: bool

    @property
    def claimed(self) -> str:
        """What police claimed."""
        return "There" if self.claim.met else "Missing"

    @property
    def judged(self) -> str:
        """What the assessor says to it."""
        return "Overturned" if self.overturned else "Agreed"


@dataclass(frozen=True)
class FailureShown:
    """One failure with what was said of it; the verdicts say whether this reader may act, and if not why not."""

    failure: Failure
    may_answer: Verdict
    may_decide: Verdict

    @property
    def said(self) -> str:
        """What came of it, in words."""
        return SAID_WORDS[disputes.said_of(self.failure)]

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS[disputes.said_of(self.failure)]

    @property
    def discussed(self) -> str:
        """How it was talked over."""
        return ", ".join(self.failure.discussed)


@dataclass(frozen=True)
class AssessmentPage:
    """An assessment for one reader. `open` says whether anything can still be changed, and if not since when."""

    assessment: Assessment
    rows: Sequence[RowJudged]
    failures: Sequence[FailureShown]
    open: Verdict
    may_assess: Verdict
    may_correct: Verdict
    may_answer: Verdict

    @property
    def state_colour(self) -> str:
        """The colour of its tag."""
        return STATE_COLOURS[AssessmentState(self.assessment.state)]

    @property
    def not_assessed_because(self) -> str:
        """Why it was not assessed."""
        code = self.assessment.not_assessed_because
        return file_quality.not_assessed_titles().get(code, code)

    @property
    def last_day(self) -> str:
        """The last day on which a failure can be disputed."""
        closes_at = self.assessment.disputes_close_at
        return day(due_day(closes_at)) if closes_at else ""

    @property
    def result(self) -> str:
        """What the disputes of the file came to, so far or for good."""
        return RESULT_WORDS[disputes.result_of(disputes.said_of(each.failure) for each in self.failures)]

    @property
    def unanswered(self) -> int:
        """How many failures police have still to answer."""
        return sum(1 for each in self.failures if not each.failure.answer)

    @property
    def undecided(self) -> int:
        """How many disputes the CPS has still to decide."""
        return sum(1 for each in self.failures if disputes.said_of(each.failure) is disputes.Said.NOT_DECIDED)


def assessment_page(row: Assessment, user: User, *, at: datetime) -> AssessmentPage:
    """Read an assessment, from `assessments_of`, for a reader who may see its case."""
    in_time = file_quality.in_time(row.disputes_close_at, at)
    may_answer = permissions.may_answer_failures(user, row)
    failures = row.failures.filter(stands=True).select_related("reason", "answered_by", "decided_by")
    decides = permissions.may_decide_disputes(user, row)
    return AssessmentPage(
        assessment=row,
        rows=_rows(row) if row.state in {AssessmentState.MET, AssessmentState.NOT_MET} else (),
        failures=[
            FailureShown(each, may_answer & in_time & _undecided(each), decides & in_time & _disputed(each))
            for each in failures.order_by("reason__position")
        ],
        open=in_time,
        may_assess=permissions.may_assess(user, row),
        may_correct=permissions.may_correct(user, row) & in_time,
        may_answer=may_answer & in_time,
    )


def _undecided(failure: Failure) -> Verdict:
    return Verdict.no("decided", "The CPS has decided this dispute.") if failure.decision else Verdict.ok()


def _disputed(failure: Failure) -> Verdict:
    if failure.answer == FailureAnswer.DISPUTED:
        return Verdict.ok()
    return Verdict.no("not_disputed", "Police do not dispute this failure.")


def _rows(row: Assessment) -> list[RowJudged]:
    """The rows as they were judged, in the words of the sealed file."""
    judged: dict[str, JudgedRow] = {f"{each.code}|{each.about}": each for each in row.rows.all()}
    claims = claims_of(row.consultation.submission)
    return [RowJudged(claim, judged[claim.key].overturned) for claim in claims if claim.key in judged]


@dataclass(frozen=True)
class ToJudge:
    """What a form of a judgement starts from: the claims, the failures, and what the rows suggest."""

    claims: Sequence[Claim]
    reasons: Sequence[FailureReason]
    edition: file_quality.QualityEdition
    is_whole: bool

    def with_suggestions(self, judgement: Judgement) -> Judgement:
        """The same judgement with the failures that its rows point to ticked as well."""
        found = file_quality.suggested(self.claims, judgement.overturned, self.edition)
        # Where a row points to several failures and one of them is ticked already, nothing is suggested for it.
        ticked = [
            set(file_quality.points_to(claim, overturned=claim.key in judgement.overturned, edition=self.edition))
            for claim in self.claims
        ]
        settled = {code for codes in ticked if codes & judgement.failures for code in codes}
        more = frozenset(code for code in found if code not in settled)
        return replace(judgement, failures=judgement.failures | more)


def to_judge(row: Assessment, *, at: datetime) -> ToJudge:
    """Read what an assessor, or whoever scores a second time, judges: the same for both."""
    found = sealed(row.consultation.submission)
    return ToJudge(
        claims=claims_of(row.consultation.submission, found),
        reasons=list(FailureReason.objects.filter(valid_to__isnull=True)),
        edition=file_quality.edition_on(local_date(at)),
        is_whole=found.document is not None,
    )


def judged_so_far(row: Assessment) -> Judgement:
    """What was said when it was assessed or corrected last, to start a correction from."""
    overturned = (f"{each.code}|{each.about}" for each in row.rows.all() if each.overturned)
    codes = row.failures.filter(stands=True).values_list("reason__code", flat=True)
    return Judgement(overturned=frozenset(overturned), failures=frozenset(codes), comments=row.comments)


def blind_score_of(row_key: int, case_file: CaseFile, user: User) -> SecondScore | None:
    """The second score that a reader has still to give of an assessment; None where they have none to give."""
    rows = SecondScore.objects.filter(assessment=row_key, assessment__case_file=case_file)
    return rows.filter(scorer=user, scored_at__isnull=True).first()
