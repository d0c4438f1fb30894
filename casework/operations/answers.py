"""Answering the questions of the forms, a part at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events, permissions
from casework.models import Answer, CaseEvent, CaseFile, Person, Suspect
from casework.operations import building, locking, people
from casework.rules import answers as rules
from casework.rules.answers import Given
from casework.rules.contents import Subject, where_of
from casework.rules.forms import About, Form, Question, Section
from foundation.verdicts import Conflict, NotPermitted, Reason, Refused, Verdict

ABOUT: Mapping[About, type] = {
    About.CASE: CaseFile,
    About.SUSPECT: Suspect,
    About.VICTIM: Person,
    About.PERSON: Person,
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of a form, about one thing: the case itself, a suspect or a person."""

    form: Form
    section: Section
    subject: Subject


@dataclass(frozen=True)
class _Change:
    question: Question
    given: Given
    stored: Answer | None

    @property
    def is_new(self) -> bool:
        """Whether it says something else than what is stored."""
        return self.stored is None or (self.stored.state, self.stored.value) != (self.given.state, self.given.value)


@transaction.atomic
def answer_section(
    *, case_file: CaseFile, part: Part, given: Mapping[str, Given], confirm: bool = False, by: User, at: datetime
) -> CaseEvent | None:
    """Save what was said on one part of a form, and return the event; None where nobody touched anything.

    `given` holds answers by the code of their question, each with the token of what the form showed. An
    answer left as it was shown is not saved, so two people may work on one part; with `confirm` whoever
    saves stands behind it as it is. Raises NotPermitted, Refused or Conflict, with a reason for every
    answer concerned (`where` is the code); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    _require_editable(case_file, part.subject)
    changes = _changes(case_file, part, given, confirm)
    _check(changes).require()
    _require_current(changes)
    saved = [_save(case_file, part.subject, change, by, at) for change in changes]
    if not saved:
        return None
    said = events.AnswersGiven(
        form=part.form.code,
        section=part.section.code,
        questions=[change.question.code for change in changes if change.is_new],
        confirmed=[change.question.code for change in changes if not change.is_new],
        person_id=part.subject.pk if isinstance(part.subject, Person) else None,
    )
    about = [part.subject] if isinstance(part.subject, Suspect) else []
    return events.record(said, case_file=case_file, by=by, at=at, suspects=about)


@transaction.atomic
def answer_form(
    *,
    case_file: CaseFile,
    said: Sequence[tuple[Part, Mapping[str, Given]]],
    confirm: bool = False,
    by: User,
    at: datetime,
) -> list[CaseEvent]:
    """Save what was said on several parts, all of it or nothing, and return an event for each that changed.

    Raises as `answer_section` does, with the reasons of all parts; `where` begins with what the part is about
    ("suspect-1-mg3.issues"). Then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    recorded, refusals = [], []
    for part, given in said:
        try:
            entry = answer_section(case_file=case_file, part=part, given=given, confirm=confirm, by=by, at=at)
        except NotPermitted:
            raise
        except Refused as refusal:
            refusals.append((type(refusal), _of_part(refusal.verdict, part)))
        else:
            recorded += [entry] if entry else []
    if refusals:
        kinds = {kind for kind, _ in refusals}
        every = Verdict.of(*(reason for _, verdict in refusals for reason in verdict.reasons))
        raise Conflict(every) if kinds == {Conflict} else Refused(every)
    return recorded


def _of_part(verdict: Verdict, part: Part) -> Verdict:
    about = where_of(part.subject)
    return Verdict.of(*(Reason(r.code, r.message, f"{about}-{r.where}" if r.where else about) for r in verdict.reasons))


def _require_editable(case_file: CaseFile, subject: Subject) -> None:
    if not isinstance(subject, CaseFile) and subject.case_file_id != case_file.pk:
        raise NotPermitted(Verdict.no("another_case", f"{subject} is not in this case."))
    if isinstance(subject, Suspect):
        _, suspect = locking.lock_suspect(subject)
        people.require_suspect_editable(suspect)
        return
    if isinstance(subject, Person):
        locking.lock_person(subject)
    building.require_editable(case_file)


def _changes(case_file: CaseFile, part: Part, given: Mapping[str, Given], confirm: bool) -> Sequence[_Change]:
    """What somebody did to the answers of a part, in the order of its questions; strange codes are nobody's answer."""
    questions = {question.code: question for question in part.section.questions}
    if not isinstance(part.subject, ABOUT[part.section.about]) or given.keys() - questions.keys():
        raise Refused(Verdict.no("not_asked", "That is not asked here."))
    rows = Answer.objects.select_for_update().filter(case_file=case_file, question__in=list(given))
    stored = {row.question: row for row in rows.filter(**_about(part.subject))}
    found = [_Change(questions[code], given[code], stored.get(code)) for code in questions if code in given]
    return [change for change in found if _counts(change, confirm)]


def _about(subject: Subject) -> dict[str, Suspect | Person | None]:
    return {
        "suspect": subject if isinstance(subject, Suspect) else None,
        "person": subject if isinstance(subject, Person) else None,
    }


def _counts(change: _Change, confirm: bool) -> bool:
    if not rules.is_untouched(change.given):
        return True
    return confirm and not change.given.is_blank


def _check(changes: Sequence[_Change]) -> Verdict:
    verdict = Verdict.ok()
    for change in changes:
        verdict &= rules.check(change.question, change.given)
    return verdict


def _require_current(changes: Sequence[_Change]) -> None:
    stale = [change for change in changes if change.is_new and change.given.seen != rules.token(change.stored)]
    if stale:
        raise Conflict(Verdict.of(*(_meanwhile(change) for change in stale)))


def _meanwhile(change: _Change) -> Reason:
    message = (
        f"Somebody else answered “{change.question.label}” while you were writing. What you wrote is still there: "
        "compare it with theirs, then save again."
    )
    return Reason("changed_meanwhile", message, change.question.code)


def _save(case_file: CaseFile, subject: Subject, change: _Change, by: User, at: datetime) -> Answer:
    """Write one answer. Who confirmed it last changes even where what it says does not."""
    row = change.stored or Answer(case_file=case_file, question=change.question.code, version=0, **_about(subject))
    row.state, row.value = change.given.state, change.given.value
    row.changed_at, row.changed_by, row.version = at, by, row.version + 1
    row.save()
    return row
