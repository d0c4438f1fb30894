"""File quality in the demonstration: the reviews of live cases assessed, with disputes in every state there is."""

from collections.abc import Callable
from datetime import datetime, timedelta

from charging.models import Assessment, AssessmentState, Failure, SecondScore
from charging.operations import assessments, disputes, second_scores
from charging.permissions import may_assess
from charging.queries.quality.sampling import frame_of
from charging.rules.disputes import PoliceAnswer
from charging.rules.file_quality import Judgement
from config.demo.people import Cast
from foundation.periods import month_of

GROUND = "It was on the schedule that went with the file, as item 4. Synthetic."
WHY = {"accepted": "Item 4 is there. Synthetic.", "not_accepted": "Item 4 is another exhibit. Synthetic."}
NOT_DISPUTED = PoliceAnswer(answer="not_disputed")


class Assessing:
    """One assessment, and the clock of the people who work on it, which never passes the present."""

    def __init__(self, cast: Cast, assessment: Assessment, now: datetime) -> None:
        self.cast, self.assessment, self.now, self.at = cast, assessment, now, assessment.opened_at

    def later(self) -> datetime:
        """Let some hours go by."""
        self.at = min(self.at + timedelta(hours=7), self.now)
        return self.at

    def assessed(self, *codes: str) -> "Assessing":
        """Assess it with these failures."""
        comments = "See the failures below; the rest of the file is well built. Synthetic." if codes else ""
        judgement = Judgement(failures=frozenset(codes), comments=comments)
        by = self.cast.prosecutor
        assessments.assess(assessment=self.assessment, judgement=judgement, by=by, at=self.later())
        return self

    def answered(self, code: str, reply: PoliceAnswer) -> "Assessing":
        """Answer a failure for police."""
        failure = self._failure(code)
        disputes.answer(
            failure=failure, reply=reply, expected_version=failure.version, by=self.cast.supervisor, at=self.later()
        )
        return self

    def disputed(self, code: str) -> "Assessing":
        """Dispute a failure."""
        return self.answered(code, PoliceAnswer(answer="disputed", ground=GROUND, discussed=("email", "phone")))

    def decided(self, code: str, decision: str) -> "Assessing":
        """Decide a dispute for the CPS."""
        failure = self._failure(code)
        disputes.decide(
            failure=failure,
            decision=decision,
            reason=WHY[decision],
            expected_version=failure.version,
            by=self.cast.legal_manager,
            at=self.later(),
        )
        return self

    def left(self) -> "Assessing":
        """Say that it is not assessed."""
        by = self.cast.prosecutor
        assessments.not_assess(assessment=self.assessment, reason="no_capacity", by=by, at=self.later())
        return self

    def _failure(self, code: str) -> Failure:
        return Failure.objects.select_related("assessment").get(assessment=self.assessment, reason__code=code)


STATES: tuple[Callable[[Assessing], object], ...] = (
    lambda file: file.assessed(),
    lambda file: file.assessed("D6", "E9"),
    lambda file: file.assessed("V3").answered("V3", NOT_DISPUTED),
    lambda file: file.assessed("E13", "D5").disputed("E13"),
    lambda file: file.assessed("E1").disputed("E1").decided("E1", "accepted"),
    lambda file: file.assessed("D2", "V1").disputed("D2").decided("D2", "not_accepted").answered("V1", NOT_DISPUTED),
    lambda file: file.left(),
    lambda file: file,
)
"""Met, failed and not answered, not disputed, disputed, accepted, not accepted, not assessed, to be assessed."""


def assess(cast: Cast, now: datetime) -> int:
    """Bring each completed review of a force's live cases to one of the states in turn, and return how many."""
    force = cast.unit.organisation
    rows = Assessment.objects.filter(force=force, state=AssessmentState.TO_ASSESS).select_related("case_file")
    # A case that another part of the CPS has for the night is assessed by nobody of the Area.
    found = [row for row in rows.order_by("opened_at", "pk") if may_assess(cast.prosecutor, row)]
    for number, row in enumerate(found):
        STATES[number % len(STATES)](Assessing(cast, row, now))
    # Files of long ago were assessed long ago too: what closed since then waits for nobody.
    while disputes.close_what_is_over(at=now):
        continue
    return len(found)


def score_again(cast: Cast, now: datetime) -> int:
    """Draw last month's sample of an Area and let colleagues score all of it but one; return how many were drawn."""
    month = month_of(now).plus(-1)
    if not frame_of(cast.area, month):
        return 0
    second_scores.draw(area=cast.area, month=month, by=cast.legal_manager, at=now, seed="demo")
    return _score(now)


def _score(now: datetime) -> int:
    rows = list(SecondScore.objects.order_by("pk").select_related("assessment__case_file", "scorer"))
    for number, row in enumerate(rows[:-1]):
        judgement = Judgement(failures=frozenset({"D6"} if number % 2 else set()))
        second_scores.score(second=row, judgement=judgement, by=row.scorer, at=now)
    return len(rows)
