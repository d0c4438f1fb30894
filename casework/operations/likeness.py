"""Asking whether two case files are one, and writing down what somebody answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events, permissions
from casework.models import CaseEvent, CaseFile, Ground, Likeness, LikenessAnswer, Suspect
from casework.queries import likeness as queries
from casework.rules import likeness as rules
from foundation.verdicts import Refused, Verdict


def ask_about_urn(case_file: CaseFile, at: datetime) -> None:
    """Ask about cases with almost this URN; call it inside the operation that opened the case."""
    _ask(case_file, queries.like_urn(case_file), Ground.URN, at)


def ask_about_person(suspect: Suspect, at: datetime) -> None:
    """Ask about cases with the same suspect; call it inside the operation that wrote the name or the birthday."""
    _ask(suspect.case_file, queries.like_person(suspect), Ground.PERSON, at)


def ask_about_document(case_file: CaseFile, sha256: str, at: datetime) -> None:
    """Ask about cases with the same bytes; call it inside the operation that attached them."""
    _ask(case_file, queries.like_document(case_file, sha256), Ground.DOCUMENT, at)


def _ask(case_file: CaseFile, others: Iterable[int], ground: Ground, at: datetime) -> None:
    """Add a question for each pair that was never asked about on this ground, in either direction."""
    asked = set(Likeness.objects.filter(other=case_file, ground=ground).values_list("case_file_id", flat=True))
    Likeness.objects.bulk_create(
        [
            Likeness(case_file=case_file, other_id=key, ground=ground, found_at=at)
            for key in sorted(set(others) - asked)
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True, kw_only=True)
class LikenessReply:
    """What somebody says of two cases: different, same or linked, and how they can tell."""

    answer: str
    reason: str

    def check(self) -> Verdict:
        """Say whether this is an answer at all."""
        return rules.answer(self.answer, self.reason)


def lock_both(one: CaseFile, other: CaseFile) -> tuple[CaseFile, CaseFile]:
    """Lock two cases, the older key first so that nobody waits in a circle; return them in the order given."""
    locked = {case.pk: CaseFile.objects.lock(case) for case in sorted((one, other), key=lambda case: case.pk)}
    return locked[one.pk], locked[other.pk]


@transaction.atomic
def answer(*, likeness: Likeness, reply: LikenessReply, by: User, at: datetime) -> CaseEvent:
    """Answer the question for both cases; “linked” is told in both, the others only where it was asked.

    Who looks at two cases looks at all of them: the answer holds for everything else that was asked of the two.
    Raises NotPermitted or Refused (no answer, no reason, answered or merged meanwhile); then nothing has changed.
    """
    case_file, other = lock_both(likeness.case_file, likeness.other)
    permissions.may_build(by, case_file).require_permission()
    permissions.may_build(by, other).require_permission()
    (rules.live(case_file) & rules.live(other)).require()
    rows = list(queries.between(case_file, other).select_for_update(of=("self",)).select_related("answered_by"))
    row = next(each for each in rows if each.pk == likeness.pk)
    if row.answer:
        message = f"{row.answered_by} has answered this already: {row.get_answer_display().lower()}."
        raise Refused(Verdict.no("already_done", message))
    reply.check().require()
    together = [each for each in rows if not each.answer]
    for each in together:
        each.answer, each.reason, each.answered_by, each.answered_at = reply.answer, reply.reason, by, at
    Likeness.objects.bulk_update(together, ["answer", "reason", "answered_by", "answered_at"])
    if reply.answer == LikenessAnswer.LINKED:
        there = events.CaseLinked(other_case_id=case_file.pk)
        events.record(there, case_file=other, by=by, at=at)
        return events.record(events.CaseLinked(other_case_id=other.pk), case_file=case_file, by=by, at=at)
    grounds = ",".join(sorted(each.ground for each in together))
    said = events.LikenessAnswered(other_case_id=other.pk, ground=grounds, answer=reply.answer)
    return events.record(said, case_file=case_file, by=by, at=at)
