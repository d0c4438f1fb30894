"""Private working notes. No event tells of them: they are no part of the case until somebody puts one on the record."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from charging import events, permissions
from charging.models import Consultation, NoteAudience, ReviewSection, WorkingNote
from charging.operations.review import lock_open
from charging.operations.review_draft import Part, save_part
from charging.permissions.reviewing import may_keep_notes
from charging.rules.review_sections import section
from foundation.periods import local_date
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict
from foundation.wording import when


@transaction.atomic
def write(*, case_file: CaseFile, text: str, audience: NoteAudience, by: User, at: datetime) -> WorkingNote:
    """Write a note. Raises NotPermitted or Refused (no words); then nothing has changed."""
    may_keep_notes(by, case_file).require_permission()
    _require_words(text)
    return WorkingNote.objects.create(
        case_file=case_file, author=by, audience=audience, text=text.strip(), written_at=at, changed_at=at
    )


@transaction.atomic
def change(
    *, note: WorkingNote, text: str, audience: NoteAudience, expected_version: int, by: User, at: datetime
) -> WorkingNote:
    """Change a note of one's own. Raises NotPermitted, Refused or Conflict; then nothing has changed."""
    row = _own(note, by)
    _require_words(text)
    if row.version != expected_version:
        message = f"You saved this note in another window, {when(row.changed_at)}."
        raise Conflict(Verdict.no("changed_meanwhile", message))
    row.text, row.audience, row.version, row.changed_at = text.strip(), audience, row.version + 1, at
    row.save(update_fields=["text", "audience", "version", "changed_at"])
    return row


@transaction.atomic
def remove(*, note: WorkingNote, by: User, at: datetime) -> None:
    """Remove a note of one's own for good; of `at` nothing is kept. Raises NotPermitted; then nothing has changed."""
    _own(note, by).delete()


@transaction.atomic
def promote(*, note: WorkingNote, consultation: Consultation, code: str, by: User, at: datetime) -> CaseEvent:
    """Add the text of a note to a section of a review that is open; the note itself stays.

    Raises NotPermitted, Refused (the note is not for this reader, no such section, its words are there already) or
    Conflict; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    found = WorkingNote.objects.visible_to(by).filter(pk=note.pk, case_file=consultation.case_file).first()
    if found is None or section(code, local_date(at)) is None:
        raise Refused(Verdict.no("not_there", "Choose a note and a section of this review."))
    row = ReviewSection.objects.filter(consultation=consultation, code=code, suspect=None, number=0).first()
    if row and found.text in row.text:
        raise Refused(Verdict.no("there_already", "This section has the words of this note already.", "section"))
    save_part(
        consultation=consultation,
        part=Part(code=code),
        text=f"{row.text.rstrip()}\n\n{found.text}".strip() if row else found.text,
        answers=row.answers if row else {},
        expected_version=row.version if row else 0,
        by=by,
        at=at,
    )
    said = events.NotePromoted(consultation_id=consultation.pk, section=code)
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at)


def _own(note: WorkingNote, by: User) -> WorkingNote:
    row = WorkingNote.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if row is None or row.author_id != by.pk:
        raise NotPermitted(Verdict.no("not_yours", "Only whoever wrote a note changes or removes it."))
    may_keep_notes(by, row.case_file).require_permission()
    return row


def _require_words(text: str) -> None:
    if not text.strip():
        raise Refused(Verdict.no("no_text", "Write the note.", "text"))
