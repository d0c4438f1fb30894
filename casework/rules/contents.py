"""Everything a file holds, read once: the rules of the file standard never query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from accounts.models import User
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import (
    Answer,
    CaseFile,
    Material,
    MaterialVersion,
    Offence,
    Person,
    Suspect,
    UnusedItem,
    sees_sensitive,
)

Subject = CaseFile | Suspect | Person


def where_of(subject: Subject) -> str:
    """What a row was asked of, as a code: case, suspect-1, person-1."""
    if isinstance(subject, Suspect):
        return f"suspect-{subject.pk}"
    return f"person-{subject.pk}" if isinstance(subject, Person) else "case"


@dataclass(frozen=True)
class CaseContents:
    """One case file with all that stands in it, sensitive things too: rules judge them, pages must leave them out.

    `newest` holds the latest version of each document, by the key of its material; `reviewed_at` is when the CPS opened
    its first review.
    """

    case_file: CaseFile
    suspects: Sequence[Suspect]
    offences: Sequence[Offence]
    people: Sequence[Person]
    material: Sequence[Material]
    flags: frozenset[str] = field(default_factory=frozenset)
    answers: Sequence[Answer] = ()
    unused: Sequence[UnusedItem] = ()
    newest: Mapping[int, MaterialVersion] = field(default_factory=dict)
    reviewed_at: datetime | None = None
    was_reviewed: bool | None = None

    @property
    def reviewed_before(self) -> bool:
        """Whether the CPS reviewed the file before police have it now; a rejection at triage is no review.

        `was_reviewed` says so where a past moment is looked at. While all of it is with the CPS nothing more is asked
        of police: what was, is in what they sent.
        """
        if self.was_reviewed is not None:
            return self.was_reviewed
        held = any(STATUSES[Status(suspect.status)].holder is Holder.POLICE for suspect in self.suspects)
        return self.reviewed_at is not None and held

    def of(self, suspects: Iterable[Suspect]) -> "CaseContents":
        """The same file with these suspects only, as one submission of several sends it."""
        keys = {suspect.pk for suspect in suspects}
        return replace(
            self,
            suspects=[suspect for suspect in self.suspects if suspect.pk in keys],
            offences=[offence for offence in self.offences if offence.suspect_id in keys],
        )

    def about(self, subject: Subject, kinds: Iterable[str]) -> list[Material]:
        """Live material of some kinds about a subject; what is about nobody in particular counts for all."""
        return [item for kind in sorted(set(kinds)) for item in self._live.get(kind, ()) if _is_about(item, subject)]

    def material_for(self, reader: User) -> Sequence[Material]:
        """The material that a reader may know of: what every page of the file shows and counts."""
        return [item for item in self.material if not item.sensitive or sees_sensitive(reader, self.case_file)]

    def answer(self, question: str, subject: Subject) -> Answer | None:
        """What the file answers to a question about a subject; None where nobody has answered."""
        return self._answers.get((question, where_of(subject)))

    def offences_of(self, suspect: Suspect) -> Sequence[Offence]:
        """What a suspect is suspected of."""
        return self._offences.get(suspect.pk, ())

    @cached_property
    def live_unused(self) -> Sequence[UnusedItem]:
        """The items that stand on the schedules."""
        return [item for item in self.unused if item.withdrawn_at is None]

    @cached_property
    def open_kinds(self) -> frozenset[str]:
        """The kinds of live material that everybody may know of."""
        return frozenset(kind for kind, items in self._live.items() if any(not item.sensitive for item in items))

    @cached_property
    def given(self) -> frozenset[str]:
        """The questions to which somebody gave an answer of substance, whomever it is about."""
        return frozenset(answer.question for answer in self.answers if answer.value)

    @cached_property
    def _live(self) -> Mapping[str, Sequence[Material]]:
        found: dict[str, list[Material]] = {}
        for item in self.material:
            if item.withdrawn_at is None:
                found.setdefault(item.kind, []).append(item)
        return found

    @cached_property
    def _answers(self) -> Mapping[tuple[str, str], Answer]:
        return {(answer.question, _answered_about(answer)): answer for answer in self.answers}

    @cached_property
    def _offences(self) -> Mapping[int, Sequence[Offence]]:
        found: dict[int, list[Offence]] = {}
        for offence in self.offences:
            found.setdefault(offence.suspect_id, []).append(offence)
        return found


def _is_about(item: Material, subject: Subject) -> bool:
    if isinstance(subject, Suspect):
        return item.suspect_id in {None, subject.pk}
    if isinstance(subject, Person):
        return item.person_id in {None, subject.pk}
    return True


def _answered_about(answer: Answer) -> str:
    if answer.suspect_id:
        return f"suspect-{answer.suspect_id}"
    return f"person-{answer.person_id}" if answer.person_id else "case"
