"""Answering what the schedules of unused material ask of the whole case, and having them made as documents."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events, permissions
from casework.models import Answer, AnswerState, CaseEvent, CaseFile, GeneratedDocument
from casework.operations import building, documents
from casework.queries import schedules
from casework.rules.disclosure import SENSITIVE_QUESTIONS, edition_on
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@transaction.atomic
def answer(
    *, case_file: CaseFile, question: str, state: str, value: str = "", expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Answer a question, or change its answer; None where it says the same already.

    `expected_version` is 0 where nobody had answered yet. Raises NotPermitted, Refused or Conflict; then
    nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    sensitive = question in SENSITIVE_QUESTIONS
    permissions.may_keep_schedule(by, case_file, sensitive=sensitive).require_permission()
    building.require_editable(case_file)
    value = value.strip()
    _check(question, state, value, at).require()
    about_the_case = Answer.objects.filter(case_file=case_file, suspect__isnull=True, person__isnull=True)
    row = about_the_case.select_for_update(of=("self",)).filter(question=question).first()
    row = row or Answer(case_file=case_file, question=question, version=0)
    building.check_version(row, expected_version)
    if row.pk and (row.state, row.value) == (state, value):
        return None
    row.state, row.value, row.version = state, value, row.version + 1
    row.changed_at, row.changed_by = at, by
    row.save()
    said = events.DisclosureAnswered(question=question, state=state, sensitive=sensitive)
    return events.record(said, case_file=case_file, by=by, at=at)


def _check(question: str, state: str, value: str, at: datetime) -> Verdict:
    if not state:  # what was answered is not taken back
        return Verdict.no("no_state", "Choose an answer.", "state")
    if not edition_on(local_date(at)).knows(question) or state not in AnswerState.values:
        raise Refused(Verdict.no("unknown_question", "This is not asked about the schedules."))
    if state == AnswerState.GIVEN and not value:
        return Verdict.no("no_answer", "Say what the answer is.", "value")
    if state != AnswerState.GIVEN and value:
        return Verdict.no("both", "Give an answer or choose one, not both.", "value")
    return Verdict.ok()


@transaction.atomic
def make_document(*, case_file: CaseFile, form: str, by: User, at: datetime) -> GeneratedDocument:
    """Have MG6C, MG6D or MG6E made as it stands now, and return the document, queued.

    Raises NotPermitted, or Refused where the sensitive schedule contradicts itself; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    sensitive = form in schedules.SENSITIVE_FORMS
    permissions.may_make_document(by, case_file, sensitive=sensitive).require_permission()
    made = schedules.schedule(case_file, by, form, on=local_date(at))
    made.may_be_made.require()
    return documents.ask(case_file=case_file, form=form, inputs=made.paper, sensitive=sensitive, by=by, at=at)
