"""The CPS's first look at a submission."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.queries.case_page import contents_of
from casework.rules.file_standard import CaseContents
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.triage import AcceptForm, RejectForm, details_of
from charging.lifecycle import REVIEW_TYPE_OF_STREAM, Purpose, ReviewType, Stream
from charging.models import Submission
from charging.operations import triage as operations
from charging.queries.as_sent import MOST_MATERIAL, checklist_as_sent, material_as_sent
from charging.queries.changed_pages import shown_reasons
from charging.queries.checklist import Checklist, checklist_of
from charging.queries.difference import between
from charging.queries.judging import as_sent
from charging.queries.rounds import awaits_triage, rejection_reasons_for
from charging.queries.sealed import SealState, sealed
from charging.queries.standard_sent import SentRow, sent_rows, usual_rows
from charging.views.pages import decide, show
from charging.views.submissions import find_submission
from foundation.periods import local_date


@load_case_file
def triage(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show what was sent beside what the standard asks for, with the two ways on."""
    permissions.may_triage(request.user, case_file).require_permission()
    sent = find_submission(request, case_file, pk)
    if not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    since, found = between(sent, reader=request.user), sealed(sent, reader=request.user)
    page: dict[str, Any] = {"submission": sent, "since": since, "reasons": shown_reasons(since) if since else []}
    if found.state is SealState.WHOLE:
        material = material_as_sent(found)
        more = len(material) if len(material) > MOST_MATERIAL else 0
        page |= {"checklist": checklist_as_sent(found), "sent_material": material[:MOST_MATERIAL], "more": more}
    else:
        contents, checklist = _as_it_stands(case_file, sent)
        page |= {"checklist": checklist, "material": contents.material_for(request.user)}
    return show(request, case_file, "charging/triage.html", **page)


def _as_it_stands(case_file: CaseFile, sent: Submission) -> tuple[CaseContents, Checklist]:
    """The same from the live case, for a file that cannot be read as it was sealed: with the suspects who were sent,
    judged for what was asked by the edition it was sent under.
    """
    contents = as_sent(contents_of(case_file), sent)
    on = local_date(sent.sent_at or timezone.now())
    return contents, checklist_of(contents, on=on, purpose=sent.purpose, edition_id=sent.edition_id)


@load_case_file
def triage_accept(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Accept a file for review."""
    permissions.may_triage(request.user, case_file).require_permission()
    sent = find_submission(request, case_file, pk)
    if request.method == "GET" and not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    form = AcceptForm(
        request.POST or None, initial={"review_type": _usual(sent), "casework_type": case_file.casework_type}
    )
    if form.is_valid() and decide(
        request,
        case_file,
        form,
        lambda: operations.accept(
            submission=sent,
            review_type=ReviewType(form.cleaned_data["review_type"]),
            casework_type=form.cleaned_data["casework_type"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, "Accepted for review.")
        return redirect(case_file)
    return show(request, case_file, "charging/triage_accept.html", form=form, submission=sent)


def _usual(sent: Submission) -> ReviewType:
    """The review that the purpose and the stream call for."""
    if sent.purpose == Purpose.EARLY_ADVICE:
        return ReviewType.ADVICE
    return REVIEW_TYPE_OF_STREAM[Stream(sent.stream)]


@load_case_file
def triage_reject(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Reject a file with coded reasons; what the checklist misses is suggested."""
    permissions.may_triage(request.user, case_file).require_permission()
    sent = find_submission(request, case_file, pk)
    if request.method == "GET" and not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    rows = sent_rows(sent)
    form = RejectForm(
        request.POST or None,
        reasons=rejection_reasons_for(sent),
        details=_missing_from(rows) if rows else _missing_now(case_file, sent),
        sent=rows,
        usual=usual_rows(rows),
    )
    if form.is_valid() and decide(request, case_file, form, lambda: _reject(request, sent, form)):
        messages.success(request, "Rejected. Police have the file again, with your reasons.")
        return redirect("charging:submission_receipt", case_file.slug, pk)
    return show(request, case_file, "charging/triage_reject.html", form=form, submission=sent)


def _missing_from(rows: Sequence[SentRow]) -> dict[str, str]:
    return details_of([(row.triage_code, row.name) for row in rows if not row.met])


def _missing_now(case_file: CaseFile, sent: Submission) -> dict[str, str]:
    """The same for a file that was sealed before its judgement was sealed with it."""
    _, checklist = _as_it_stands(case_file, sent)
    return details_of([(row.triage_code, row.name) for row in checklist.missing])


def _reject(request: SignedInRequest, sent: Submission, form: RejectForm) -> None:
    operations.reject(
        submission=sent,
        reasons=form.reasons(),
        respond_by=form.respond_by(),
        rows=form.rows_meant(),
        by=request.user,
        at=timezone.now(),
    )
