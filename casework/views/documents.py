"""Documents made from the file: which there are, their bytes, and another try where one failed."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile, DocumentState
from casework.operations import documents, reading
from casework.queries.documents import documents_of, file_name
from casework.queries.store import stored_path
from casework.views.loading import load_case_file
from web.downloads import attachment
from web.pages import page_of
from web.posting import post_only


def _documents_page(case_file: CaseFile, **_: int) -> str:
    return reverse("casework:documents", args=[case_file.slug])


@load_case_file
def document_list(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show every document made from the case that the reader may know of, newest first."""
    page = page_of(documents_of(case_file, request.user), request)
    return render(request, "casework/documents.html", {"case_file": case_file, "page": page})


@load_case_file
def document_download(request: SignedInRequest, case_file: CaseFile, pk: int) -> FileResponse:
    """Send the bytes of a document, always as a download, and note who had them."""
    ready = documents_of(case_file, request.user).filter(state=DocumentState.READY)
    document: Any = get_object_or_404(ready, pk=pk)  # with what the query adds to it
    path = stored_path(document.sha256)
    if not path.is_file():
        raise Http404("The bytes of this document are not in the store.")
    document.case_file = case_file
    if request.method == "GET":
        reading.note(reading.document_taken(document), by=request.user, at=timezone.now())
    handling = f"{document.handling} {case_file.reference}"
    return attachment(path, filename=file_name(document), content_type="application/pdf", handling=handling)


@load_case_file
@post_only(_documents_page)
def document_retry(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Try once more to make a document that failed."""
    document = get_object_or_404(documents_of(case_file, request.user), pk=pk)
    documents.retry(document=document, by=request.user, at=timezone.now())
    messages.success(request, "The document is being made again.")
    return redirect("casework:documents", case_file.slug)
