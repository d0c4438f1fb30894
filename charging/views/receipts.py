"""What was sent, for both agencies alike: the receipt, the file as sealed, the package, and a check of any of them."""

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.http import SignedInRequest
from casework.models import CaseFile, ReadKind
from casework.operations import reading
from casework.queries.case_page import told_ledger
from casework.queries.contacts import contacts_of
from casework.rules.material import handling_of
from casework.views.loading import load_case_file
from charging import permissions
from charging.forms.receipts import CheckForm
from charging.lifecycle import SubmissionState
from charging.models import Submission
from charging.operations import packages
from charging.queries.disagreements.contests import can_be_contested
from charging.queries.submission import gate
from charging.queries.submission.package import may_be_packed, not_worked_out, package_of
from charging.queries.submission.parts import part_with
from charging.queries.submission.receipt import receipt_of
from charging.queries.submission.sealed import sealed
from charging.queries.submission.submitted_pages import shown_rows, shown_sections
from charging.rules.receipt_paper import grouped
from charging.views.pages import show
from charging.views.submissions import find_submission
from foundation.periods import local_date
from foundation.verdicts import Verdict
from web import uploads
from web.downloads import mark


def find_sent(request: SignedInRequest, case_file: CaseFile, pk: int) -> Submission:
    """Return a submission of this case that was sent, or 404."""
    found = find_submission(request, case_file, pk)
    if found.state != SubmissionState.SENT:
        raise Http404("This file has not been sent to the CPS.")
    return found


@load_case_file
def submission_receipt(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show what was sent, when, by whom, and what triage said of it."""
    now = timezone.now()
    found = find_submission(request, case_file, pk)
    rows = list(told_ledger(case_file, reader=request.user))
    page = {
        "receipt": receipt_of(found) if found.state == SubmissionState.SENT else None,
        "submission": found,
        "can_contest": permissions.may_contest(request.user, case_file).allowed and can_be_contested(found),
        "gate_time": gate.time_words(gate.gate_time_of(found, rows, at=now)),
        "contacts": contacts_of(case_file, reader=request.user, on=local_date(now), rows=rows),
    }
    return show(request, case_file, "charging/submission_receipt.html", **page)


@load_case_file
def submission_file(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the file as it was sealed, from the sealed bytes and from nothing else."""
    sent = find_sent(request, case_file, pk)
    found = sealed(sent, reader=request.user)
    _note(ReadKind.DOCUMENT_OPENED, sent, request, thing="sealed file", sha256=sent.manifest.get("file_sha256", ""))
    page = {"submission": sent, "sealed": found, "sections": shown_sections(found), "standard": shown_rows(found)}
    return show(request, case_file, "charging/submission_file.html", **page)


@load_case_file
def submission_check(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Say whether a digest, or a file, is part of what was sent; and what the digest of the package is."""
    sent = find_sent(request, case_file, pk)
    asked = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CheckForm(*asked, refused_uploads=uploads.refused(request))
    page = {"submission": sent, "form": form, "package": "", "package_asked": "package" in request.GET, "asked": ""}
    if page["package_asked"] and may_be_packed(sent):
        page["package"] = _digest_of_package(sent, request)
    if form.is_valid():
        page |= _answer(sent, request, form.asked())
    return show(request, case_file, "charging/submission_check.html", **page)


def _answer(sent: Submission, request: SignedInRequest, digest: str) -> dict[str, Any]:
    """What the digest stands for; not known where it may be that of a package which is only worked out now."""
    part = part_with(sent, digest, reader=request.user)
    pending = [] if part else not_worked_out(sent, reader=request.user)
    for package in pending:
        packages.ask_for_digest(sent, package, at=timezone.now())
    return {"asked": grouped(digest), "part": part, "is_pending": bool(pending)}


def _digest_of_package(sent: Submission, request: SignedInRequest) -> str:
    """The digest of what this reader would download; empty, and asked for, where no worker has found it out yet."""
    package = package_of(sent, reader=request.user)
    if not package.digest and package.is_whole:
        packages.ask_for_digest(sent, package, at=timezone.now())
    return grouped(package.digest)


@load_case_file
def submission_package(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponseBase:
    """Send everything that was sent as one ZIP, always the same bytes, as it is made."""
    sent = find_sent(request, case_file, pk)
    verdict = may_be_packed(sent)
    package = package_of(sent, reader=request.user) if verdict else None
    verdict &= package.is_whole if package else Verdict.ok()
    if not verdict or package is None:
        return show(request, case_file, "charging/out_of_turn.html", step="Download the package", verdict=verdict)
    _note(ReadKind.DOWNLOADED, sent, request, thing="package", sha256=sent.receipt)
    packages.ask_for_digest(sent, package, at=timezone.now())
    response = StreamingHttpResponse(package.stream(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=package.file_name)
    mark(response, f"{handling_of(sensitive=package.is_sensitive)} {case_file.reference}")
    return response


def _note(kind: ReadKind, sent: Submission, request: SignedInRequest, *, thing: str, sha256: str) -> None:
    """Keep that somebody looked at what was sent."""
    look = reading.Look(kind=kind, case_file=sent.case_file, thing=thing, thing_id=str(sent.pk), sha256=sha256)
    if request.method == "GET":
        reading.note(look, by=request.user, at=timezone.now())
