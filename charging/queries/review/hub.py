"""The task list of a review: every part of it in one list, what is written, by whom, and what is still missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.models import User
from casework.models import Suspect
from charging.lifecycle import Result
from charging.models import Consultation, ReviewSection
from charging.queries.review.beside import approvals_waiting
from charging.queries.review.draft import Draft, Known, codes_named, draft_of, review_from, tests_decided
from charging.queries.review.facts import Asked, review_facts, verdict_on
from charging.queries.review.page import ReviewPage, decision_reasons, review_page
from charging.rules.approvals import needed
from charging.rules.decision import Review
from charging.rules.review_digest import digest_of
from charging.rules.review_sections import sections_on
from foundation.periods import local_date
from foundation.verdicts import Reason, Verdict
from foundation.wording import in_time_until

PLACES = {"analysis": "section-evidence", "disclosure_considered": "section-disclosure"}
"""Where the two things are that every review has, as the rules name them."""
OPTIONAL = ("Optional", "grey")


@dataclass(frozen=True)
class Task:
    """One part of a review: where it is written, what stands in it, and what it lacks."""

    title: str
    href: str
    row: ReviewSection | None
    said: str = ""
    gaps: Sequence[str] = ()
    without: tuple[str, str] = OPTIONAL
    waits: bool = False

    @property
    def tag(self) -> tuple[str, str]:
        """Its state, in words and colour."""
        if self.gaps and self.waits:
            return "Asked for", "blue"
        if self.gaps:
            return ("Not finished", "yellow") if self.row else ("Needed", "red")
        return ("Written", "green") if self.row else self.without


@dataclass(frozen=True)
class Written:
    """A review as far as it is written, with the verdict on it and what its codes stand for."""

    draft: Draft
    review: Review
    verdict: Verdict
    known: Known

    @property
    def is_decided(self) -> bool:
        """Whether something is decided about everybody."""
        return all(suspect.pk in self.review.outcomes for suspect in self.known.suspects)


def written(page: ReviewPage, draft: Draft, on: date) -> Written:
    """Put together what is written of a review, and judge it as it would be judged when it is issued."""
    facts = review_facts(page.contents, page.to_decide, on)
    earlier = page.items_before
    known = Known(
        suspects=page.to_decide,
        facts=facts,
        reasons={reason.code: reason for reason in decision_reasons()},
        codes=codes_named(draft, on),
        earlier={item.pk: item for item in earlier},
        everyone={suspect.pk: suspect for suspect in page.contents.suspects},
    )
    review = review_from(draft, known)
    asked = Asked(purpose=page.asked_for, earlier=earlier)
    verdict = verdict_on(page.consultation, review, page.to_decide, facts, on, asked=asked)
    return Written(draft, review, verdict, known)


def as_written(consultation: Consultation, user: User, *, at: datetime) -> tuple[ReviewPage, Written]:
    """Read an open review, from `reviews_of`, as it would be issued now; without what only its own page shows."""
    page = review_page(consultation, user, at=at, standard=False, before=False)
    return page, written(page, draft_of(consultation, user), local_date(at))


@dataclass(frozen=True)
class Hub:
    """The tasks of one review in their groups."""

    sections: Sequence[Task]
    decisions: Sequence[Task]
    items: Task
    approval: Task

    @property
    def missing(self) -> int:
        """How many things are missing before it can be issued."""
        return sum(len(task.gaps) for task in (*self.sections, *self.decisions, self.items, self.approval))


def hub(page: ReviewPage, now: Written, on: date) -> Hub:
    """Arrange what is written, each part with its own gaps."""
    place = _Places(page.consultation)
    gaps = _by_place(now.verdict.reasons)
    return Hub(
        sections=[
            Task(
                each.title,
                place.section(each.code),
                now.draft.section(each.code),
                said=" and ".join(test.label for test in tests_decided(now.draft)) if each.kind == "test" else "",
                gaps=gaps.get(f"section-{each.code}", ()),
                without=("Depends on the decision", "grey") if each.required_when and not now.is_decided else OPTIONAL,
            )
            for each in sections_on(on)
        ],
        decisions=[_decision(suspect, now, place, gaps) for suspect in page.to_decide],
        items=_items(now, place, gaps),
        approval=_approval(now, place, gaps, on),
    )


def _approval(now: Written, place: "_Places", gaps: dict[str, list[str]], on: date) -> Task:
    """Whether others have to agree can be said for good only once everybody is decided about."""
    rules = needed(now.review, now.known.suspects, now.known.facts, on)
    if rules:
        without = ("Approved", "green")
    else:
        without = ("Not needed" if now.is_decided else "Depends on the decisions", "grey")
    lacks = gaps.get("section-approval", ())
    asked = approvals_waiting(place.consultation, digest_of(now.review)) if lacks else []
    waits = len(asked) >= len(lacks) > 0
    until = in_time_until(min(each.due_at for each in asked)) if waits else ""
    said = f"{asked[0].by} asked for it, to be given by {until}" if waits else ""
    return Task("Approval", place.approvals(), None, said, lacks, without, waits=waits)


def _decision(suspect: Suspect, now: Written, place: "_Places", gaps: dict[str, list[str]]) -> Task:
    row = now.draft.decision(suspect)
    outcome = now.review.outcomes.get(suspect.pk)
    said = outcome.result.label if outcome else ""
    name = f"suspect-{suspect.pk}"
    return Task(f"Decision on {suspect}", place.decision(suspect), row, said, gaps.get(name, ()))


def _items(now: Written, place: "_Places", gaps: dict[str, list[str]]) -> Task:
    rows = now.draft.items
    last = max(rows, key=lambda row: row.changed_at) if rows else None
    count = f"{len(rows)} item{'s' if len(rows) > 1 else ''}" if rows else ""
    plans = any(outcome.result is Result.ACTION_PLAN for outcome in now.review.outcomes.values())
    without = "Not needed" if now.is_decided and not plans else "Only where you ask for more"
    return Task("Action plan", place.items(), last, count, gaps.get("items", ()), (without, "grey"))


def _by_place(reasons: Sequence[Reason]) -> dict[str, list[str]]:
    """The messages under the part of the review in which each is mended."""
    found: dict[str, list[str]] = {}
    for reason in reasons:
        found.setdefault(place_of(reason.where), []).append(reason.message)
    return found


def place_of(where: str) -> str:
    """Name the part of a review that a reason is about: a section, a suspect, or the items."""
    if where.startswith("item"):
        return "items"
    if where.startswith("suspect-"):
        return "-".join(where.split("-")[:2])
    return PLACES.get(where, where)


@dataclass(frozen=True)
class _Places:
    """The addresses of the parts of one review."""

    consultation: Consultation

    def section(self, code: str) -> str:
        return self._page("review_section", code)

    def decision(self, suspect: Suspect) -> str:
        return self._page("review_decision", suspect.number)

    def items(self) -> str:
        return self._page("review_items")

    def approvals(self) -> str:
        return self._page("review_approvals")

    def of(self, where: str, suspects: Sequence[Suspect]) -> str:
        """The address at which a reason is mended."""
        place = place_of(where)
        if place.startswith("suspect-"):
            found = next((each for each in suspects if place == f"suspect-{each.pk}"), None)
            return self.decision(found) if found else self._page("review")
        if place == "items":
            return self.items()
        return self.approvals() if place == "section-approval" else self.section(place.removeprefix("section-"))

    def _page(self, name: str, *keys: object) -> str:
        return reverse(f"charging:{name}", args=[self.consultation.case_file.slug, self.consultation.pk, *keys])


def linked(verdict: Verdict, page: ReviewPage) -> Verdict:
    """The same reasons, each with the address at which it is mended."""
    place = _Places(page.consultation)
    return Verdict.of(
        *(Reason(each.code, each.message, place.of(each.where, page.to_decide)) for each in verdict.reasons)
    )


def next_section(code: str, on: date) -> str:
    """The code of the section after one, in their order; empty after the last."""
    codes: Iterator[str] = iter([each.code for each in sections_on(on)])
    return next(codes, "") if code in codes else ""
