"""Files whose quality is assessed, disputed and scored again: only ever by the operations that people use."""

from datetime import datetime

from charging.models import Assessment, Failure
from charging.operations import assessments, disputes
from charging.rules.disputes import PoliceAnswer
from charging.rules.file_quality import Judgement
from foundation.periods import LONDON, Month
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM

LAST_SECOND = datetime(2026, 5, 12, 23, 59, 59, tzinfo=LONDON)
"""Assessed in March 2026: its last day and six weeks."""
TOO_LATE = datetime(2026, 5, 13, tzinfo=LONDON)
MARCH = Month(2026, 3)
IN_APRIL = datetime(2026, 4, 1, 9, tzinfo=LONDON)


def to_assess(cast, *, outcome=None, **options):
    """Complete a review, and return the assessment that it asks for."""
    consultation = stories.accepted_case(cast, **options)
    stories.complete_review(consultation, [outcome or stories.charge_outcome()])
    return Assessment.objects.get(consultation=consultation)


def failing(*codes, overturned=(), comments=""):
    """What an assessor says of a file with these failures."""
    return Judgement(failures=frozenset(codes), overturned=frozenset(overturned), comments=comments)


def assess(assessment, *codes, by, at=FRIDAY_9AM, **more):
    """Assess it with these failures, none for a file that met the standard; return it as it is now."""
    assessments.assess(assessment=assessment, judgement=failing(*codes, **more), by=by, at=at)
    return stories.fresh(assessment)


def failed_file(cast, *codes, **options):
    """A file that was assessed and failed, with two failures unless others are named."""
    return assess(to_assess(cast, **options), *(codes or ("D6", "E13")), by=cast.prosecutor)


def failure_of(assessment, code="D6"):
    """One failure of it, as it is now."""
    return Failure.objects.get(assessment=assessment, reason__code=code)


def disputing(ground="The schedule was sent, as page 4.", discussed=("phone",)):
    """What police say when they dispute."""
    return PoliceAnswer(answer="disputed", ground=ground, discussed=discussed)


NOT_DISPUTING = PoliceAnswer(answer="not_disputed")


def answer(failure, reply=None, *, by, at=FRIDAY_2PM, version=None):
    """Answer a failure for police."""
    return disputes.answer(
        failure=failure, reply=reply or disputing(), expected_version=version or failure.version, by=by, at=at
    )


def decide(failure, decision="accepted", *, by, at=NEXT_MONDAY_9AM, version=None, reason="Page 4 is the schedule."):
    """Decide a dispute for the CPS."""
    expected = version or failure.version
    return disputes.decide(failure=failure, decision=decision, reason=reason, expected_version=expected, by=by, at=at)


def disputed_file(cast, **options):
    """A failed file of which police dispute the first failure."""
    assessment = failed_file(cast, **options)
    answer(failure_of(assessment), by=cast.supervisor)
    return stories.fresh(assessment)
