"""Who could be given reviews, and whom to suggest for each: read for many reviews at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Value

from accounts.models import User
from accounts.queries.people import with_grants
from accounts.queries.work import Arrangements, arrangements_of, reviewers_of
from accounts.roles import Permission
from casework.models.case_file import RELATED
from charging import permissions
from charging.models import Consultation, Recusal
from charging.queries.allocation.open_reviews import Load, OpenReview, listed, loads, open_reviews, read
from charging.rules.allocation import Candidate, Question, Standing, suggested, weigh_up
from charging.rules.workload import Availability, WeightEdition, capacity_of, days_ahead, edition_on, weight_of
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.working_days import bundled


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everybody who could be given reviews on a day: the people by key, and what counts for each."""

    people: dict[int, User]
    candidates: dict[int, Candidate]
    arrangements: dict[int, Arrangements]
    edition: WeightEdition
    on: date

    def of(self, body: int) -> list[Candidate]:
        """Those who review in one CPS body."""
        return [self.candidates[key] for key, person in self.people.items() if _reviews_in(person, body)]


def _reviews_in(person: User, body: int) -> bool:
    return person.holds(Permission.REVIEW, organisation_ids=(body,))


def bench(bodies: Iterable[int], *, at: datetime, known: Mapping[int | None, Load] | None = None) -> Bench:
    """Read everybody who reviews in some CPS bodies today, with what they hold: in six queries.

    Where it is `known` what they hold, as a page says it that suggests nobody, that is not read again.
    """
    on = local_date(at)
    edition = edition_on(on)
    people = {person.pk: person for person in with_grants(reviewers_of(bodies))}
    days = [on, *(day for day in days_ahead(on, edition, bundled()) if day != on)]
    arrangements = arrangements_of(people.keys(), days)
    held = loads(edition, at=at, on=on, holders=people.keys()) if known is None else known
    working = days_ahead(on, edition, bundled())
    candidates = {
        key: candidate_of(person, arrangements[key], held.get(key, Load()), working, edition)
        for key, person in people.items()
    }
    return Bench(people=people, candidates=candidates, arrangements=arrangements, edition=edition, on=on)


def candidate_of(
    person: User, noted: Arrangements, held: Load, days: Sequence[date], edition: WeightEdition
) -> Candidate:
    """Somebody as the rules see them."""
    availability = Availability(days=noted.days, court_days=noted.court_days, share=noted.share, away=noted.away)
    return Candidate(
        key=person.pk,
        name=str(person),
        specialisms=dict(noted.specialisms),
        restrictions=dict(noted.restrictions),
        availability=availability,
        load=held.points,
        capacity=capacity_of(availability, days, edition),
        reviews=held.reviews,
        manages=person.holds(Permission.ALLOCATE),
    )


def consultations_of(reviews: Iterable[OpenReview]) -> dict[int, Consultation]:
    """The rows of some reviews by key, each with its case."""
    rows = Consultation.objects.select_related(*(f"case_file__{name}" for name in RELATED))
    return rows.in_bulk([review.key for review in reviews])


def questions(
    reviews: Sequence[OpenReview], consultations: Mapping[int, Consultation], known: Bench
) -> dict[int, Question]:
    """What the rules are asked about each review, by its key: in one query."""
    before, out = _who_had_and_who_stays_out({review.case_file for review in reviews})
    return {
        review.key: Question(
            work=review.work,
            had_before=frozenset(before.get(review.case_file, ())),
            verdicts={
                key: permissions.may_hold(known.people[key], consultations[review.key], out=out)
                for key in (candidate.key for candidate in known.of(review.body))
            },
        )
        for review in reviews
    }


def _who_had_and_who_stays_out(cases: Collection[int]) -> tuple[dict[int, set[int]], frozenset[tuple[int, int]]]:
    """Who completed a review of each case, and who stays out of which case, as (person, case)."""
    had = Consultation.objects.filter(case_file__in=cases, completed_by__isnull=False).order_by()
    out = Recusal.objects.filter(case_file__in=cases, ended_at__isnull=True).order_by()
    rows = had.values_list("case_file", "completed_by", Value(False)).union(
        out.values_list("case_file", "person", Value(True)), all=True
    )
    before: dict[int, set[int]] = {}
    staying_out: set[tuple[int, int]] = set()
    for case, person, stays_out in rows:
        if stays_out:
            staying_out.add((person, case))
        else:
            before.setdefault(case, set()).add(person)
    return before, frozenset(staying_out)


def standings(review: OpenReview, known: Bench, question: Question) -> list[Standing]:
    """Everybody for one review, best first."""
    return weigh_up(question, known.of(review.body), known.edition, known.on)


def spread(
    reviews: Sequence[OpenReview], consultations: Mapping[int, Consultation], known: Bench
) -> dict[int, Standing | None]:
    """Whom to suggest for each review, by its key, in their order: each takes into account those before it."""
    asked = questions(reviews, consultations, known)
    candidates = dict(known.candidates)
    found: dict[int, Standing | None] = {}
    for review in reviews:
        here = [candidates[candidate.key] for candidate in known.of(review.body)]
        best = suggested(weigh_up(asked[review.key], here, known.edition, known.on))
        found[review.key] = best
        if best and review.holder != best.candidate.key:
            key, weight = best.candidate.key, weight_of(review.work, known.edition)
            candidates[key] = replace(candidates[key], load=candidates[key].load + weight)
    return found


def advised_against(reviews: Iterable[OpenReview], known: Bench, person: User) -> dict[int, Verdict]:
    """Why somebody is not to have each of some reviews without a reason given for that one, by its key."""
    candidate = known.candidates.get(person.pk)
    if candidate is None:
        return {}
    found = {}
    for review in reviews:
        (standing,) = weigh_up(Question(work=review.work), [candidate], known.edition, known.on)
        if not standing.against.allowed:
            said = ", ".join(reason.message for reason in standing.against.reasons)
            message = f"{said} ({person}). To give it all the same, ask again with a reason, or allocate it alone."
            found[review.key] = Verdict.no("advised_against", message)
    return found


def one_review(consultation: Consultation, user: User, *, at: datetime) -> OpenReview | None:
    """One open review that somebody may see; None where it is not open."""
    rows = listed(open_reviews(user).filter(pk=consultation.pk))
    return next(iter(read(rows, local_date(at))), None)
