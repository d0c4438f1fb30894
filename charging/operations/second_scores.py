"""Blind second scoring: drawing a month's sample of an Area, and scoring a file without knowing the first result."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Organisation, User
from accounts.queries.people import with_permission
from accounts.roles import Permission
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from casework.rules import limits
from charging import events, permissions
from charging.models import SampleDraw, SecondScore
from charging.operations import listing
from charging.operations.assessments import checked
from charging.queries.quality.claims import claims_of
from charging.queries.quality.sampling import frame_of
from charging.rules import file_quality as rules
from charging.rules.file_quality import Judgement
from charging.rules.sampling import Candidate, drawn, frame_digest, scorers
from foundation.periods import Month, local_date, month_of
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@transaction.atomic
def draw(*, area: Organisation, month: Month, by: User, at: datetime, seed: str = "") -> list[CaseEvent]:
    """Draw the sample of a month and give each file of it to somebody else of the Area.

    Returns an event for each file. Raises NotPermitted, Refused (month not over, nothing to draw, nobody else to
    score) or Conflict where it was drawn already; then nothing has changed.
    """
    permissions.may_draw_sample(by, area).require_permission()
    Organisation.objects.select_for_update().get(pk=area.pk)
    _require_over_and_undrawn(area, month, at)
    seed, edition, frame = seed or secrets.token_hex(16), rules.edition_on(local_date(at)), frame_of(area, month)
    people = with_permission(Permission.REVIEW, organisation_id=area.pk).values_list("pk", flat=True)
    chosen = drawn(frame, seed=seed, rule=edition.sample)
    given = scorers(chosen, list(people), seed=seed)
    if not given:
        raise Refused(Verdict.no("nothing_to_draw", "No file of this month can be scored by somebody else."))
    made = SampleDraw.objects.create(
        cps_area=area,
        month=month.first_day,
        seed=seed,
        edition=edition.code,
        frame=frame_digest(frame),
        size=len(given),
        drawn_at=at,
        drawn_by=by,
    )
    return _give_out(made, given, by, at)


def _require_over_and_undrawn(area: Organisation, month: Month, at: datetime) -> None:
    if at < month.end:
        raise Refused(Verdict.no("not_over", f"{month.label} is not over. Draw its sample from {_day(month.end)} on."))
    earlier = SampleDraw.objects.filter(cps_area=area, month=month.first_day).select_related("drawn_by").first()
    if earlier:
        message = f"{earlier.drawn_by} has drawn the sample of {month.label} already, {when(earlier.drawn_at)}."
        raise Conflict(Verdict.no("already_done", message))


def _day(instant: datetime) -> str:
    on: date = local_date(instant)
    return f"{on.day} {on:%B %Y}"


def _give_out(made: SampleDraw, given: Mapping[int, int], by: User, at: datetime) -> list[CaseEvent]:
    due_at = limits.due("score_again", at)
    SecondScore.objects.bulk_create(
        SecondScore(draw=made, assessment_id=key, scorer_id=person, due_at=due_at) for key, person in given.items()
    )
    # Cases are locked one by one in the order of their keys, as everywhere.
    rows = made.scores.select_related("assessment__case_file", "assessment__consultation__submission")
    found = []
    for score in rows.order_by("assessment__case_file_id", "pk"):
        said = events.SecondScoreAsked(assessment_id=score.assessment_id, draw_id=made.pk)
        found.append(_record(said, score, by, at))
    return found


@transaction.atomic
def score(*, second: SecondScore, judgement: Judgement, by: User, at: datetime) -> CaseEvent:
    """Say which failures a file has, without having seen what the first assessor found; none means that it met.

    Raises NotPermitted, Refused with every gap, or Conflict where it is scored already; then nothing has changed.
    """
    CaseFile.objects.lock(second.assessment.case_file)
    row = (
        SecondScore.objects.select_for_update(of=("self",))
        .select_related("scorer", "assessment__case_file", "assessment__consultation__submission__edition")
        .get(pk=second.pk)
    )
    permissions.may_score(by, row).require_permission()
    if row.scored_at:
        raise Conflict(Verdict.no("already_done", f"You have scored this file already, {when(row.scored_at)}."))
    claims = claims_of(row.assessment.consultation.submission)
    reasons = checked(judgement, claims, rules.edition_on(local_date(at)))
    row.scored_at, row.comments = at, judgement.comments
    row.save(update_fields=["scored_at", "comments"])
    row.failures.set(reasons)
    return _record(events.SecondScoreGiven(assessment_id=row.assessment_id, score_id=row.pk), row, by, at)


def _record(
    said: events.SecondScoreAsked | events.SecondScoreGiven, row: SecondScore, by: User, at: datetime
) -> CaseEvent:
    case_file = CaseFile.objects.lock(row.assessment.case_file)
    suspects = row.assessment.consultation.submission.suspects.order_by("number")
    entry = ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)
    listing.keep_standings(case_file)
    return entry


def drawn_again(made: SampleDraw, frame: Sequence[Candidate]) -> list[Candidate]:
    """Draw the same sample again, from its seed and the rules of its day."""
    edition = next(edition for edition in rules.editions() if edition.code == made.edition)
    return drawn(frame, seed=made.seed, rule=edition.sample)


def month_drawn(made: SampleDraw) -> Month:
    """The month that a sample is of."""
    return month_of(made.month)
