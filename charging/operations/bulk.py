"""Many reviews at once: asked for in one step, done by a worker a part at a time, each case by the ordinary rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries.people import with_grants
from accounts.roles import Permission
from charging import permissions
from charging.models import BulkJob, BulkKind, BulkRow, BulkState, Consultation, Recusal
from charging.operations.allocation import Gift, give, lock_many
from charging.queries.allocation import candidates
from charging.queries.allocation.open_reviews import listed, open_reviews, read
from charging.rules.allocation import Standing, for_bulk
from charging.rules.workload import edition_on
from foundation.periods import local_date
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict
from foundation.wording import when

PART = 100
"""How many reviews are done in one transaction."""
MOST = 2_000
Out = frozenset[tuple[int, int]]


@transaction.atomic
def ask(
    *,
    kind: BulkKind,
    consultations: Iterable[Consultation],
    held: Mapping[int, int | None] | None = None,
    to: User | None = None,
    why: str = "",
    by: User,
    at: datetime,
) -> BulkJob:
    """Ask for many reviews to be given: all to one person, or each to whom is suggested when its turn comes.

    `held` says by key of the review who had it on the page where it was chosen; otherwise it is who has it now. It
    is kept, so that what changed since is left out and not overruled. Whether each may be done is asked when it is.
    `why` says by code why one person is to have even what something speaks against; without it those are left out.
    Raises NotPermitted or Refused (none chosen, too many, no such reason); then nothing has changed.
    """
    organisation = _organisation(by)
    rows = list(dict.fromkeys(consultations))
    _countable(len(rows)).require()
    if kind is BulkKind.GIVE and to is None:
        raise Refused(Verdict.no("to_whom", "Choose who is to have them.", "to"))
    for_bulk(why, edition_on(local_date(at)), to_one=kind is BulkKind.GIVE).require()
    job = BulkJob.objects.create(
        kind=kind,
        to=to if kind is BulkKind.GIVE else None,
        why=why,
        organisation_id=organisation,
        asked_by=by,
        asked_at=at,
    )
    seen = held or {}
    BulkRow.objects.bulk_create(
        BulkRow(job=job, consultation=row, held_by_id=seen.get(row.pk, row.prosecutor_id)) for row in rows
    )
    return job


def _organisation(by: User) -> int:
    found = next((grant.organisation_id for grant in by.grants if grant.allows(Permission.MANAGE_WORK)), None)
    if found is None:
        message = "Reviews are given in bulk by those who manage the work of others."
        raise NotPermitted(Verdict.no("not_your_role", message))
    return found


def _countable(number: int) -> Verdict:
    if not number:
        return Verdict.no("none_chosen", "Select at least one review.", "chosen")
    if number > MOST:
        return Verdict.no("too_many", f"Choose {MOST:,} reviews at most: narrow the list with a filter.", "chosen")
    return Verdict.ok()


def _now_with(consultation: Consultation) -> str:
    """Who has a review now and since when, in words."""
    if consultation.prosecutor is None or consultation.allocated_at is None:
        return "it is in the pool again"
    return f"{consultation.prosecutor} got it {when(consultation.allocated_at)}"


@transaction.atomic
def cancel(*, job: BulkJob, by: User, at: datetime) -> BulkJob:
    """Stop a job: what is done stays, the rest is left. Raises NotPermitted, or Conflict where it has ended."""
    job = BulkJob.objects.select_for_update(of=("self",)).select_related("cancelled_by").get(pk=job.pk)
    if not by.holds(Permission.MANAGE_WORK, organisation_ids=(job.organisation_id,)):
        raise NotPermitted(Verdict.no("not_your_role", "Bulk jobs are cancelled by those who manage the work."))
    if job.done_at:
        raise Conflict(Verdict.no("done_already", f"This job was done {when(job.done_at)}."))
    if job.cancelled_at:
        raise Conflict(Verdict.no("cancelled", f"{job.cancelled_by} cancelled this job {when(job.cancelled_at)}."))
    job.cancelled_at, job.cancelled_by = at, by
    job.save(update_fields=["cancelled_at", "cancelled_by"])
    return job


@transaction.atomic
def advance(*, at: datetime) -> bool:
    """Do the next part of the job that was worked at longest ago; False where there is nothing to do.

    A part is one transaction: after a kill it is done again from where it stood, and nothing is done twice.
    """
    waiting = BulkJob.objects.filter(done_at__isnull=True, cancelled_at__isnull=True)
    job = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("worked_at", "id").first()
    if job is None:
        return False
    rows = list(job.rows.filter(state=BulkState.WAITING).order_by("id")[:PART])
    if rows:
        _Part(job, rows, at).do()
    job.worked_at = at
    job.done_at = None if len(rows) == PART else at
    job.save(update_fields=["worked_at", "done_at"])
    return True


@dataclass
class _Part:
    """One part of a job, with all that it needs read at once."""

    job: BulkJob
    rows: Sequence[BulkRow]
    at: datetime
    suggested: dict[int, int | None] = field(default_factory=dict)
    against: frozenset[int] = frozenset()

    def do(self) -> None:
        """Give what may be given, and say of everything else why not."""
        found = lock_many(row.consultation_id for row in self.rows)
        by = User.objects.get(pk=self.job.asked_by_id)
        chosen, refused = self._whom(found, by)
        out = Recusal.objects.out_of({consultation.case_file_id for consultation in found.values()})
        gifts = []
        for row in self.rows:
            consultation, best = found[row.consultation_id], chosen.get(row.consultation_id)
            verdict = self._verdict(row, consultation, best, by, out)
            against = refused.get(row.consultation_id, Verdict.ok())
            # Only of what could be given with a reason is it said that a reason helps.
            if verdict.allowed or "advised_against" not in {each.code for each in against.reasons}:
                verdict &= against
            if verdict.allowed and best:
                gifts.append(self._gift(consultation, best))
                row.state, row.given_to = BulkState.DONE, best
            else:
                row.state, row.message = BulkState.LEFT_OUT, " ".join(r.message for r in verdict.reasons)[:500]
        if gifts:
            give(gifts, by=by, at=self.at)
        self._say()

    def _say(self) -> None:
        """Write what came of each review; of many of them the same."""
        alike: dict[tuple[str, int | None, str], list[int]] = {}
        for row in self.rows:
            alike.setdefault((row.state, row.given_to_id, row.message), []).append(row.pk)
        for (state, given_to, message), keys in alike.items():
            BulkRow.objects.filter(pk__in=keys).update(state=state, given_to=given_to, message=message)

    def _gift(self, consultation: Consultation, to: User) -> Gift:
        key = consultation.pk
        return Gift(
            consultation=consultation,
            prosecutor=to,
            suggested_id=to.pk if self.job.kind == BulkKind.SPREAD else self.suggested.get(key),
            why=self.job.why,
            bulk_job_id=self.job.pk,
            is_against=key in self.against,
        )

    def _whom(self, found: Mapping[int, Consultation], by: User) -> tuple[Mapping[int, User], Mapping[int, Verdict]]:
        """To whom each review goes by its key, and why to nobody where nobody fits."""
        keys = [row.consultation_id for row in self.rows]
        reviews = read(listed(open_reviews(by).filter(pk__in=keys)), local_date(self.at))
        known = candidates.bench({review.body for review in reviews}, at=self.at)
        if self.job.to_id is not None:
            (to,) = with_grants(User.objects.filter(pk=self.job.to_id))
            refused = candidates.advised_against(reviews, known, to)
            if not self.job.why:
                return dict.fromkeys(keys, to), refused
            self.against = frozenset(refused)
            best = candidates.spread(reviews, found, known)
            self.suggested = {key: each.candidate.key if each else None for key, each in best.items()}
            return dict.fromkeys(keys, to), {}
        spread = candidates.spread(reviews, found, known)
        return self._suggested(spread, known.people)

    @staticmethod
    def _suggested(
        spread: Mapping[int, Standing | None], people: Mapping[int, User]
    ) -> tuple[Mapping[int, User], Mapping[int, Verdict]]:
        whom = {key: people[best.candidate.key] for key, best in spread.items() if best}
        nobody = Verdict.no("nobody_fits", "Nobody can be suggested: something speaks against everybody.")
        return whom, {key: nobody for key, best in spread.items() if not best}

    def _verdict(self, row: BulkRow, consultation: Consultation, to: User | None, by: User, out: Out) -> Verdict:
        """Whether one review can be given as it was asked, with every reason against."""
        if consultation.completed_at:
            return Verdict.no("already_done", f"{consultation.completed_by} has completed this review already.")
        holder = consultation.prosecutor
        if consultation.prosecutor_id != row.held_by_id:
            return Verdict.no("changed_meanwhile", f"It changed hands after it was chosen: {_now_with(consultation)}.")
        if to is None:
            return Verdict.no("not_open", "No suspect waits for a decision in it, or you cannot see the case.")
        if holder == to:
            return Verdict.no("has_it_already", f"{to} has this review already.")
        return permissions.may_allocate(by, consultation, to, out=out)
