"""Moves around a review: who has it, writing it, approval, issue, its advice, and looking again."""

from dataclasses import replace

from accounts.models import Cover, Delegation, Leave, Trait, TraitKind, Unit
from accounts.operations import cover, delegation, work
from casework.models import CustodyBasis, Material, OffenceCode
from charging.lifecycle import CHARGES, Purpose, Repeat, Result
from charging.models import (
    Advice,
    Approval,
    ApprovalState,
    BulkJob,
    BulkKind,
    Consultation,
    NoteAudience,
    Point,
    PointSupport,
    Recusal,
    ReviewSection,
    ThresholdOutcome,
    ThresholdReview,
    WorkingNote,
)
from charging.operations import advice, allocation, approvals, bulk, notes, points, review, review_draft, threshold
from charging.operations.review_draft import Part
from charging.operations.threshold import SecondLook
from charging.queries.review.facts import asked_so_far
from charging.rules.decision import Outcome, Review
from charging.rules.review_sections import sections_on
from tests import stories
from tests.clock import THURSDAY_9AM
from tests.conftest import PEOPLE
from tests.moves.file_moves import cases, suspects
from tests.moves.move import (
    APPROVERS,
    EVERYBODY,
    LAWYERS,
    LENDERS,
    MANAGERS,
    NOBODY,
    NOTE_KEEPERS,
    has_it_now,
    move,
    nothing,
    only_if,
)
from tests.snapshots import kept

WHO_REVIEWS = ("prosecutor", "second_prosecutor", "legal_manager", "direct_prosecutor", "outside_prosecutor")


def reviews(_step):
    """Every review, open or not."""
    rows = Consultation.objects.select_related("case_file__cps_area", "case_file__handled_by", "submission")
    return rows.order_by("pk")


def is_open(_step, row):
    return row.completed_at is None


open_now = only_if(is_open)


def of_prosecutor(row):
    """Whoever has the review."""
    return row.prosecutor_id


def an_item_as_written(due_on):
    """An item of a review as its form saves it."""
    said = stories.an_item()
    told = {"category": said.category, "text": said.text, "why": said.why, "needed_for": said.needed_for}
    return told | {"due_on": due_on.isoformat(), "suspect": None, "repeat": "", "repeat_of": None}


@kept
def written_review(cast, *, at=THURSDAY_9AM, **options):
    """A review that is written part by part and only has to be issued: no further action against everybody."""
    row = stories.accepted_case(cast, **options)
    parts = [(Part(code=code), text, {}) for code, text in stories.SECTIONS.items()]
    parts += [(Part(code="evidence"), "Nobody can say who it was.", {})]
    parts += [(Part(code="disclosure"), "Considered.", {"considered": True})]
    for suspect in review.suspects_under_review(row):
        decided = {"result": Result.NFA_EVIDENTIAL.value, "reason": "EV-ID"}
        parts.append((Part(code="decision", suspect=suspect), "Nobody can say.", decided))
    for part, text, answers in parts:
        review_draft.save_part(
            consultation=row, part=part, text=text, answers=answers, expected_version=0, by=cast.prosecutor, at=at
        )
    return stories.fresh(row)


# Who has it.


@move(review.allocate, LAWYERS, reviews, fits=open_now, weight=5)
def allocate(step, row):
    whom = step.by if step.one([True, False]) else step.person(*WHO_REVIEWS)
    suggested = step.one([None, None, whom.pk, step.cast.prosecutor.pk])
    why = step.one(["agreed", "training", ""])
    return review.allocate(consultation=row, prosecutor=whom, suggested_id=suggested, why=why, by=step.by, at=step.at)


@move(allocation.take_back, MANAGERS, reviews, fits=only_if(lambda s, row: is_open(s, row) and row.prosecutor_id))
def take_review_back(step, row):
    return allocation.take_back(consultation=row, by=step.by, at=step.at)


@move(allocation.recuse, LAWYERS, cases)
def recuse(step, case_file):
    return allocation.recuse(case_file=case_file, person=step.person(*WHO_REVIEWS), by=step.by, at=step.at)


@move(
    allocation.end_recusal,
    LAWYERS,
    lambda _step: Recusal.objects.select_related("case_file", "person").order_by("pk"),
    whose=lambda row: row.person_id,
)
def end_recusal(step, row):
    return allocation.end_recusal(recusal=row, by=step.by, at=step.at)


@move(bulk.ask, MANAGERS, nothing, weight=2)
def ask_in_bulk(step, _thing):
    chosen = step.some(reviews(step))
    kind = step.one([BulkKind.GIVE, BulkKind.SPREAD])
    to = step.person(*WHO_REVIEWS) if step.one([True, True, False]) else None
    return bulk.ask(kind=kind, consultations=chosen, to=to, by=step.by, at=step.at)


def jobs(_step):
    return BulkJob.objects.select_related("organisation").order_by("pk")


@move(bulk.cancel, MANAGERS, jobs)
def cancel_bulk(step, job):
    return bulk.cancel(job=job, by=step.by, at=step.at)


@move(bulk.advance, NOBODY, nothing, weight=2)
def do_bulk(step, _thing):
    return bulk.advance(at=step.at)


# Writing it.


def result_for(step, suspect, purpose):
    """Draw what is decided for a suspect: what fits the purpose mostly."""
    if purpose is Purpose.EARLY_ADVICE:
        fitting = [Result.ADVICE, Result.ADVICE, Result.NFA_EVIDENTIAL, Result.ACTION_PLAN]
    else:
        fitting = [Result.CHARGE_FULL, Result.CHARGE_FULL, Result.NFA_EVIDENTIAL, Result.ACTION_PLAN]
        fitting += [Result.CHARGE_THRESHOLD] * (suspect.custody_basis == CustodyBasis.CUSTODY)
    return step.one(fitting if not step.now_and_then(12) else list(Result))


def outcome_of(step, suspect, result):
    """The outcome of a result, whole in itself."""
    if result in {Result.NFA_EVIDENTIAL, Result.NFA_PUBLIC_INTEREST}:
        return stories.nfa_outcome("EV-ID")
    outcome = Outcome(result=result, rationale="It follows from the analysis.")
    if result in {Result.CHARGE_FULL, Result.CHARGE_THRESHOLD}:
        outcome = replace(stories.charge_outcome(), result=result)
    whole = stories.whole_outcome(suspect, outcome)
    if whole.threshold:
        expected = [stories.Outstanding("Report of the laboratory", step.day(5, 30))]
        whole = replace(whole, threshold=replace(whole.threshold, outstanding=expected))
    return whole


def a_review(step, row):
    """A review of everybody who is under it, with items where somebody is sent a plan, or for trial with a charge."""
    purpose, under = asked_so_far(row).purpose, review.suspects_under_review(row)
    one_for_all = step.one([True, False])
    results = [result_for(step, suspect, purpose) for suspect in (under[:1] if one_for_all else under)]
    chosen = {s.pk: outcome_of(step, s, results[min(i, len(results) - 1)]) for i, s in enumerate(under)}
    again = Repeat.NEW_NEED if row.case_file.action_plans.exists() else ""
    asked = [s for s in under if chosen[s.pk].result is Result.ACTION_PLAN]
    charged = [s for s in under if chosen[s.pk].result in CHARGES]
    due_on = step.day(1, 30)
    items = [
        stories.an_item(due_on=due_on, repeat=again, suspect=about, needed_for=step.one(["decision", "trial"]))
        for about in ([None, *asked] if asked else [])
    ]
    if charged and not asked and step.one([True, False]):
        items = [stories.an_item(due_on=due_on, repeat=again, suspect=step.one(charged), needed_for="trial")]
    return Review(
        analysis="The evidence, and the public interest.",
        disclosure_considered=True,
        outcomes=chosen,
        items=items,
        sections=stories.SECTIONS,
    )


def issues(step, row):
    """Everything that the model knows to stand against issuing: it is done, or somebody else's."""
    if row.completed_at or row.prosecutor_id != step.by.pk or not has_it_now(step, row.case_file):
        return False
    return None


@move(review.complete, LAWYERS, reviews, whose=of_prosecutor, fits=issues, weight=10)
def complete(step, row):
    return review.complete(consultation=row, review=_approved(step, row) or a_review(step, row), by=step.by, at=step.at)


@move(review.issue, LAWYERS, reviews, whose=of_prosecutor, fits=issues, weight=2)
def issue_what_is_written(step, row):
    digest = "0" * 64 if step.now_and_then(6) else ""
    return review.issue(consultation=row, digest=digest, by=step.by, at=step.at)


def _approved(step, row):
    """The review that ends everybody's case, where approval of one was given: only that very one may be issued."""
    given = Approval.objects.filter(consultation=row, state=ApprovalState.APPROVED).exists()
    return ending(row) if given else None


def ending(row):
    """The review that ends the case of everybody, which some flags ask approval for."""
    return Review(
        analysis="Nobody can say who it was.",
        disclosure_considered=True,
        outcomes={s.pk: stories.nfa_outcome() for s in review.suspects_under_review(row)},
        sections=stories.SECTIONS,
    )


def mine_and_open(step, row):
    return row.completed_at is None and row.prosecutor_id == step.by.pk and has_it_now(step, row.case_file)


@move(review_draft.save_part, LAWYERS, reviews, whose=of_prosecutor, fits=only_if(mine_and_open), weight=2)
def save_part(step, row):
    code = step.one([each.code for each in sections_on(step.today)] + ["item", "item"])
    number = step.one([0, 1]) if code == "item" else 0
    answers = an_item_as_written(step.day(0, 20)) if code == "item" else {}
    stored = ReviewSection.objects.filter(consultation=row, code=code, suspect=None, number=number).first()
    version = step.version(stored) if stored else 0
    return review_draft.save_part(
        consultation=row,
        part=Part(code=code, number=number),
        text=step.one(["First words.", "Other words."]),
        answers=answers,
        expected_version=version,
        by=step.by,
        at=step.at,
    )


@move(review_draft.remove_item, LAWYERS, reviews, whose=of_prosecutor, fits=only_if(mine_and_open))
def remove_item(step, row):
    stored = ReviewSection.objects.filter(consultation=row, code="item").order_by("pk").first()
    number, version = (stored.number, step.version(stored)) if stored else (1, 0)
    return review_draft.remove_item(consultation=row, number=number, expected_version=version, by=step.by, at=step.at)


# Points to prove, and notes.


@move(points.add, LAWYERS, suspects)
def add_point(step, suspect):
    code = step.one(OffenceCode.objects.order_by("code"))
    text = step.words("It was light")
    return points.add(suspect=suspect, offence_code=code, text=text, by=step.by, at=step.at)


def proved(_step):
    return Point.objects.select_related("case_file").order_by("pk")


@move(points.remove, LAWYERS, proved, fits=only_if(lambda _step, row: row.removed_at is None))
def remove_point(step, row):
    return points.remove(point=row, by=step.by, at=step.at)


@move(points.support, LAWYERS, suspects, weight=2)
def support_point(step, suspect):
    item = step.any_of(Material.objects.order_by("pk"))
    point = step.maybe(Point.objects.order_by("pk")) if step.now_and_then(3) else None
    return points.support(
        suspect=suspect,
        offence_code=OffenceCode.objects.get(code=stories.THEFT),
        element=step.one(["took", "who", "nothing"]),
        point=point,
        material=item,
        note="",
        by=step.by,
        at=step.at,
    )


@move(points.unsupport, LAWYERS, lambda _step: PointSupport.objects.select_related("point__case_file").order_by("pk"))
def unsupport_point(step, row):
    return points.unsupport(support=row, by=step.by, at=step.at)


@move(notes.write, NOTE_KEEPERS, cases)
def write_note(step, case_file):
    audience = step.one(list(NoteAudience))
    return notes.write(case_file=case_file, text=step.words("Ask."), audience=audience, by=step.by, at=step.at)


def noted(_step):
    return WorkingNote.objects.select_related("case_file").order_by("pk")


def of_author(row):
    return row.author_id


def is_mine(step, row):
    return row.author_id == step.by.pk


@move(notes.change, NOTE_KEEPERS, noted, whose=of_author, fits=only_if(is_mine))
def change_note(step, row):
    return notes.change(
        note=row,
        text=step.words("Ask again."),
        audience=step.one(list(NoteAudience)),
        expected_version=step.version(row),
        by=step.by,
        at=step.at,
    )


@move(notes.remove, NOTE_KEEPERS, noted, whose=of_author, fits=only_if(is_mine))
def remove_note(step, row):
    return notes.remove(note=row, by=step.by, at=step.at)


@move(notes.promote, LAWYERS, reviews, whose=of_prosecutor, fits=only_if(mine_and_open), weight=2)
def promote_note(step, row):
    note = step.any_of(noted(step))
    code = step.one(["evidence", "public_interest"]) if not step.now_and_then(6) else "nothing"
    return notes.promote(note=note, consultation=row, code=code, by=step.by, at=step.at)


# Approval, and what comes after the issue.


@move(approvals.ask, LAWYERS, reviews, whose=of_prosecutor, fits=only_if(mine_and_open), weight=3)
def ask_approval(step, row):
    asked = ending(row) if not step.now_and_then(4) else a_review(step, row)
    return approvals.ask(consultation=row, review=asked, by=step.by, at=step.at)


def asked_approvals(_step):
    return Approval.objects.select_related("consultation__case_file").order_by("pk")


waiting = only_if(lambda _step, row: row.state == ApprovalState.ASKED)


@move(approvals.approve, APPROVERS, asked_approvals, fits=waiting, weight=4)
def approve(step, row):
    return approvals.approve(approval=row, by=step.by, at=step.at)


@move(approvals.send_back, APPROVERS, asked_approvals, fits=waiting)
def send_review_back(step, row):
    return approvals.send_back(approval=row, comment=step.words("Ask first."), by=step.by, at=step.at)


@move(advice.supersede, LAWYERS, reviews, whose=lambda row: row.completed_by_id, weight=2)
def supersede_advice(step, row):
    last = Advice.objects.filter(consultation=row).order_by("-version").first()
    version = last.version if last and not step.now_and_then(8) else 7
    return advice.supersede(
        consultation=row,
        texts={"public_interest": step.one(["In better words.", "In other words."])},
        reason=step.words("Clearer"),
        expected_version=version,
        by=step.by,
        at=step.at,
    )


def second_looks(_step):
    return ThresholdReview.objects.select_related("case_file", "suspect").order_by("pk")


@move(
    threshold.look_again,
    LAWYERS,
    second_looks,
    whose=of_prosecutor,
    fits=only_if(lambda _step, row: row.done_at is None),
    weight=4,
)
def look_again(step, row):
    outcome = step.one(list(ThresholdOutcome))
    look = SecondLook(outcome=outcome, reason=step.words("The report."), next_on=step.day(1, 20))
    return threshold.look_again(review=row, look=look, by=step.by, at=step.at)


# Who is away, who covers, who signs off.


@move(cover.arrange, EVERYBODY, nothing)
def arrange_cover(step, _thing):
    alike = [name for name, (_, role, _) in PEOPLE.items() if role is step.role and name != step.name]
    details = cover.CoverDetails(
        covered_by=step.person(*sorted(PEOPLE if step.now_and_then(4) or not alike else alike)),
        starts_on=step.day(-1, 5),
        ends_on=step.day(3, 20),
    )
    return cover.arrange(details=details, by=step.by, at=step.at)


not_cancelled = only_if(lambda _step, row: row.cancelled_at is None)


def whose_it_is(row):
    """Whose cover, leave or skill it is."""
    return row.person_id


@move(cover.cancel, EVERYBODY, lambda _step: Cover.objects.order_by("pk"), whose=whose_it_is, fits=not_cancelled)
def cancel_cover(step, row):
    return cover.cancel(cover=row, by=step.by, at=step.at)


@move(delegation.delegate, LENDERS, nothing)
def delegate(step, _thing):
    details = delegation.DelegationDetails(
        person=step.person("builder", "second_builder", "police_manager", "outsider"),
        unit=step.one(Unit.objects.filter(code__in=["45AD", "45CA"]).order_by("code")),
        starts_on=step.day(0, 2),
        ends_on=step.one([step.day(1, 20), step.day(2_000, 2_001)]),
        reason=step.words("On leave."),
    )
    return delegation.delegate(details=details, by=step.by, at=step.at)


def lent(_step):
    return Delegation.objects.select_related("unit").order_by("pk")


@move(delegation.end, LENDERS, lent, whose=lambda row: row.given_by_id, fits=only_if(lambda _s, row: not row.ended_at))
def end_delegation(step, row):
    return delegation.end(delegation=row, by=step.by, at=step.at)


@move(work.note_leave, LAWYERS, nothing)
def note_leave(step, _thing):
    whom = step.person(*sorted(PEOPLE)) if step.now_and_then(3) else step.by
    return work.note_leave(person=whom, starts_on=step.day(-1, 4), ends_on=step.day(2, 9), by=step.by, at=step.at)


def leaves(_step):
    return Leave.objects.select_related("person").order_by("pk")


@move(work.cancel_leave, LAWYERS, leaves, whose=whose_it_is, fits=not_cancelled)
def cancel_leave(step, row):
    return work.cancel_leave(leave=row, by=step.by, at=step.at)


@move(work.note, LAWYERS, nothing)
def note_trait(step, _thing):
    kind, code = step.one([(TraitKind.SPECIALISM, "rasso"), (TraitKind.RESTRICTION, "custody"), (TraitKind.GRADE, "x")])
    known = [each.code for each in work.codes(kind, step.today)]
    details = work.TraitDetails(kind=kind, code=step.one([*known, code]), starts_on=step.day(0, 2))
    return work.note(person=step.person(*WHO_REVIEWS), details=details, by=step.by, at=step.at)


def traits(_step):
    return Trait.objects.select_related("person").order_by("pk")


@move(work.end, LAWYERS, traits, whose=whose_it_is, fits=only_if(lambda _step, row: row.ended_at is None))
def end_trait(step, row):
    return work.end(trait=row, by=step.by, at=step.at)


@move(work.set_pattern, LAWYERS, nothing)
def set_pattern(step, _thing):
    whom = step.by if step.role in LAWYERS else step.person(*WHO_REVIEWS)
    latest = whom.patterns.order_by("-id").first()
    seen = latest.pk if latest and not step.now_and_then(6) else None
    details = work.PatternDetails(days=[1, 2, 3], court_days=step.one([[], [2], [5]]), share=60, starts_on=step.today)
    return work.set_pattern(person=whom, details=details, replaces=seen, by=step.by, at=step.at)
