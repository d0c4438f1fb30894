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
from charging.forms.reason_rows import details_of
from charging.forms.triage import AcceptForm, AcceptShortForm, RejectForm
from charging.lifecycle import ReviewType, Stream, TriageResult
from charging.models import Submission, Triage
from charging.operations import triage as operations
from charging.queries.clocks.pressing import urgencies_of
from charging.queries.submission.as_sent import MOST_MATERIAL, checklist_as_sent, material_as_sent
from charging.queries.submission.changed_pages import shown_reasons
from charging.queries.submission.checklist import Checklist, checklist_of
from charging.queries.submission.difference import between
from charging.queries.submission.judging import as_sent
from charging.queries.submission.rejecting import casework_known, not_about_red, rejection_reasons_for, shortfalls
from charging.queries.submission.rounds import awaits_triage
from charging.queries.submission.sealed import SealState, sealed
from charging.queries.submission.standard_sent import SentRow, sent_rows, usual_rows
from charging.queries.submission.streams_now import by_suspect, fitting_review, streams_now
from charging.queries.transfers.moves import moved_since_sent
from charging.rules import triage as rules
from charging.rules.triage import red
from charging.views.overtaken import overtaken
from charging.views.pages import decide, show
from charging.views.submissions import find_submission
from foundation.periods import local_date
from foundation.verdicts import Verdict


@load_case_file
def triage(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show what was sent beside what the standard asks for, with the two ways on."""
    sent = _to_triage(request, case_file, pk)
    if not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    since, found = between(sent, reader=request.user), sealed(sent, reader=request.user)
    streams = streams_now(sent)
    page: dict[str, Any] = {
        "submission": sent,
        "urgencies": urgencies_of(sent, timezone.now()),
        "streams": streams,
        "is_red": any(each.stream is Stream.RED for each in streams),
        "last": moved_since_sent(sent),
        "since": since,
        "reasons": shown_reasons(since) if since else [],
    }
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
    sent = _to_triage(request, case_file, pk)
    if request.method == "GET" and not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    form = AcceptForm(request.POST or None, fitting=fitting_review(sent), initial=_known(sent))
    if lost := _lost(request, case_file, form, pk):
        return lost
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
        messages.success(request, _accepted(sent))
        return redirect(case_file)
    lost = _lost(request, case_file, form, pk)
    return lost or _ask_to_accept(request, case_file, "charging/triage_accept.html", form, sent)


def _ask_to_accept(
    request: SignedInRequest, case_file: CaseFile, template: str, form: AcceptForm, sent: Submission
) -> HttpResponse:
    changes = permissions.may_change_stream(request.user, case_file).allowed
    return show(request, case_file, template, form=form, submission=sent, changes=changes)


def _to_triage(request: SignedInRequest, case_file: CaseFile, pk: int) -> Submission:
    """Return a submission that the reader may triage, for the first time or the second; 404 or 403.

    Whoever sends a form to a first triage that somebody passed on meanwhile is told so with what they typed.
    """
    permissions.may_triage(request.user, case_file).require_permission()
    sent = find_submission(request, case_file, pk)
    if request.method == "GET" or _over(request, sent):
        permissions.may_triage_now(request.user, sent, getattr(sent, "triage", None)).require_permission()
    return sent


def _over(request: SignedInRequest, sent: Submission) -> Verdict:
    """Whether this reader can still triage a file; otherwise who settled it or passed it on, and when."""
    done = getattr(sent, "triage", None)
    verdict = rules.settled(done, getattr(sent, "withdrawal", None))
    able = permissions.may_triage_now(request.user, sent, done).allowed
    return verdict if able else verdict & rules.passed_on(done)


def _lost(request: SignedInRequest, case_file: CaseFile, form: AcceptForm | RejectForm, pk: int) -> HttpResponse | None:
    """The page for whoever sent a form about a file that others settled first; None where nobody did."""
    verdict = Verdict.ok() if request.method == "GET" else _over(request, find_submission(request, case_file, pk))
    if verdict:
        return None
    without = form.left_standing() if isinstance(form, RejectForm) else ()
    return overtaken(request, case_file, form, title="Triage of this file is settled", verdict=verdict, without=without)


def _accepted(sent: Submission) -> str:
    """What came of accepting a file: its review, or a second triage."""
    passed_on = Triage.objects.filter(submission=sent, result=TriageResult.PASSED_ON).exists()
    return "Passed to a legal manager for second triage." if passed_on else "Accepted for review."


@load_case_file
def triage_accept_short(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Accept a red file for review although it is not to standard, with what police put right and by when."""
    sent = _to_triage(request, case_file, pk)
    now = by_suspect(streams_now(sent))
    if request.method == "GET" and (not awaits_triage(sent) or not red(now)):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    rows = sent_rows(sent)
    form = AcceptShortForm(
        request.POST or None,
        reasons=shortfalls(),
        details=_missing_from(rows) if rows else _missing_now(case_file, sent),
        today=local_date(timezone.now()),
        sent=rows,
        usual=usual_rows(rows),
        fitting=fitting_review(sent),
        initial=_known(sent),
    )
    if lost := _lost(request, case_file, form, pk):
        return lost
    if form.is_valid() and decide(request, case_file, form, lambda: _accept_short(request, sent, form)):
        messages.success(request, "Accepted for review. Police read what is not to standard.")
        return redirect(case_file)
    lost = _lost(request, case_file, form, pk)
    return lost or _ask_to_accept(request, case_file, "charging/triage_accept_short.html", form, sent)


def _accept_short(request: SignedInRequest, sent: Submission, form: AcceptShortForm) -> None:
    operations.accept(
        submission=sent,
        review_type=ReviewType(form.cleaned_data["review_type"]),
        casework_type=form.cleaned_data["casework_type"],
        shortfall=operations.Shortfall(reasons=form.reasons(), respond_by=form.respond_by(), rows=form.rows_meant()),
        by=request.user,
        at=timezone.now(),
    )


@load_case_file
def triage_reject(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Reject a file with coded reasons; what the checklist misses is suggested."""
    sent = _to_triage(request, case_file, pk)
    if request.method == "GET" and not awaits_triage(sent):
        return redirect("charging:submission_receipt", case_file.slug, pk)
    now = by_suspect(streams_now(sent))
    rows = not_about_red(sent_rows(sent), now)
    form = RejectForm(
        request.POST or None,
        reasons=rejection_reasons_for(now),
        details=_missing_from(rows) if rows else _missing_now(case_file, sent),
        today=local_date(timezone.now()),
        sent=rows,
        usual=usual_rows(rows),
    )
    if lost := _lost(request, case_file, form, pk):
        return lost
    if form.is_valid() and decide(request, case_file, form, lambda: _reject(request, sent, form)):
        messages.success(request, "Rejected. Police have the file again, with your reasons.")
        return redirect("charging:submission_receipt", case_file.slug, pk)
    held = red(now)
    page = {"submission": sent, "held": held, "all_held": len(held) == len(now)}
    lost = _lost(request, case_file, form, pk)
    return lost or show(request, case_file, "charging/triage_reject.html", form=form, **page)


def _known(sent: Submission) -> dict[str, str]:
    """What is chosen already when a form of acceptance opens: only what is known."""
    return {"casework_type": casework_known(sent)}


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
        remind_on=form.remind_on(),
        rows=form.rows_meant(),
        by=request.user,
        at=timezone.now(),
    )
