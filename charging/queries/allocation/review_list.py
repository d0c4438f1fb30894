"""A list of open reviews as its page shows it: what each weighs, how long it waits, and whom the service suggests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from casework.models import CaseFile, CaseworkType
from charging.models import Consultation
from charging.queries.allocation.candidates import Bench, consultations_of, spread
from charging.queries.allocation.open_reviews import OpenReview, Wanted, listed, open_reviews, read
from charging.queries.clocks.due import Due, counted, due_by, stream_name, waited
from charging.rules.allocation import Standing
from charging.rules.workload import weight_of
from foundation.periods import local_date


@dataclass(frozen=True)
class ReviewRow:
    """One open review in the words of the page; `best` is None where nobody can be suggested."""

    review: OpenReview
    case_file: CaseFile
    holder: str
    type: str
    stream: str
    due: Due
    waited: str
    weight: int
    best: Standing | None


def count(user: User, wanted: Wanted) -> int:
    """How many reviews a list has."""
    return open_reviews(user, wanted).values("pk").distinct().count()


def keys(user: User, wanted: Wanted, most: int) -> list[int]:
    """The keys of all reviews of a list, most urgent first, and one more than `most` where there are more."""
    return [row["pk"] for row in listed(open_reviews(user, wanted))[: most + 1]]


def chosen(user: User, wanted_keys: Sequence[int]) -> list[Consultation]:
    """Those of some reviews that are open and that somebody may see, in the order in which they were named."""
    found = Consultation.objects.in_bulk(open_reviews(user).filter(pk__in=wanted_keys).values_list("pk", flat=True))
    return [found[key] for key in dict.fromkeys(wanted_keys) if key in found]


def known_holders(keys: Iterable[int | None]) -> frozenset[int]:
    """Those of some keys that are somebody's."""
    return frozenset(User.objects.filter(pk__in={key for key in keys if key}).values_list("pk", flat=True))


def rows(user: User, wanted: Wanted, place: slice, known: Bench, *, at: datetime) -> list[ReviewRow]:
    """One page of a list, suggestions included, each taking into account those above it."""
    reviews = read(listed(open_reviews(user, wanted))[place], local_date(at))
    consultations = consultations_of(reviews)
    best = spread(reviews, consultations, known)
    return [_row(each, consultations[each.key].case_file, known, best[each.key], at) for each in reviews]


def _row(review: OpenReview, case_file: CaseFile, known: Bench, best: Standing | None, at: datetime) -> ReviewRow:
    holder = known.people.get(review.holder) if review.holder else None
    return ReviewRow(
        review=review,
        case_file=case_file,
        holder=str(holder) if holder else ("somebody who does not review here" if review.holder else ""),
        type=CaseworkType(review.work.casework_type).label,
        stream=stream_name(review.work.stream),
        due=due_by(review.due_at, at) if review.due_at else Due(),
        waited=waited(review.opened_at, at),
        weight=weight_of(review.work, known.edition),
        best=best,
    )


def in_words(review: OpenReview) -> str:
    """What one review is about, in a line: its kind of casework, how many suspects, and the stream."""
    work = review.work
    parts = [CaseworkType(work.casework_type).label, counted(work.suspects, "suspect"), stream_name(work.stream)]
    return " · ".join(str(part) for part in parts if part)
