"""Private working notes of the CPS."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.forms.proving import NoteForm, PromoteForm
from charging.models import Consultation, NoteAudience, WorkingNote
from charging.operations import notes as operations
from charging.permissions.reviewing import may_keep_notes, may_read_draft
from charging.queries.review.notes import notes_of
from charging.rules.review_sections import sections_on
from charging.views.pages import show
from foundation.periods import local_date
from web.posting import post_only
from web.saving import attempt, saved_now


def _home(case_file: CaseFile, **_: int) -> str:
    return reverse("charging:working_notes", args=[case_file.slug])


def _find(request: SignedInRequest, case_file: CaseFile, pk: int) -> WorkingNote:
    if not may_read_draft(request.user, case_file):
        raise Http404("Working notes are the CPS's own.")
    return get_object_or_404(notes_of(case_file, request.user), pk=pk)


@load_case_file
def working_notes(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show the notes that a reader may read, and write one."""
    if not may_read_draft(request.user, case_file):
        raise Http404("Working notes are the CPS's own.")
    form = NoteForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: operations.write(
            case_file=case_file,
            text=form.cleaned_data["text"],
            audience=NoteAudience(form.cleaned_data["audience"]),
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, "Note saved.")
        return redirect(_home(case_file))
    keeps = may_keep_notes(request.user, case_file)
    context = {
        "notes": notes_of(case_file, request.user),
        "form": form if keeps.allowed else None,
        "keeps": keeps,
        "review": _open_review(case_file, request),
    }
    return show(request, case_file, "charging/working_notes.html", **context)


def _open_review(case_file: CaseFile, request: SignedInRequest) -> Consultation | None:
    """The review that the reader writes now, if they do: a note can be put into it."""
    rows = Consultation.objects.filter(case_file=case_file, completed_at__isnull=True, prosecutor=request.user)
    return rows.order_by("-number").first()


@load_case_file
def working_note(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Change a note of one's own."""
    note = _find(request, case_file, pk)
    form = NoteForm(request.POST or None, initial=NoteForm.initial_for(note))
    if form.is_valid() and attempt(
        form,
        lambda: operations.change(
            note=note,
            text=form.cleaned_data["text"],
            audience=NoteAudience(form.cleaned_data["audience"]),
            expected_version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, "Note saved.")
        return redirect(_home(case_file))
    theirs = []
    if form.is_bound:
        note.refresh_from_db()
        theirs = saved_now(form, NoteForm.initial_for(note))
    shown = form if note.author_id == request.user.pk else None
    return show(request, case_file, "charging/working_note.html", note=note, form=shown, theirs=theirs)


@load_case_file
@post_only(_home)
def working_note_remove(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Remove a note of one's own."""
    operations.remove(note=_find(request, case_file, pk), by=request.user, at=timezone.now())
    messages.success(request, "Note removed.")
    return redirect(_home(case_file))


@load_case_file
def working_note_promote(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Put the text of a note on the record: into a section of the review that the reader writes."""
    note, review = _find(request, case_file, pk), _open_review(case_file, request)
    if review is None:
        raise Http404("There is no review of yours to put it into.")
    now = timezone.now()
    form = PromoteForm(request.POST or None, sections=sections_on(local_date(now)))
    if form.is_valid():
        code = form.cleaned_data["section"]
        if attempt(
            form, lambda: operations.promote(note=note, consultation=review, code=code, by=request.user, at=now)
        ):
            messages.success(request, "The note is part of the review now.")
            return redirect("charging:review_section", case_file.slug, review.pk, code)
    return show(request, case_file, "charging/working_note_promote.html", note=note, form=form)
