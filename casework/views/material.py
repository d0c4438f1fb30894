"""Attaching, reading and withdrawing material."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.material import MaterialForm
from casework.models import CaseFile, MaterialVersion
from casework.operations import material
from casework.queries.store import stored_path
from casework.views.loading import load_case_file
from web import uploads
from web.posting import post_only
from web.saving import attempt, show_form


def _case_page(case_file: CaseFile, **_: int) -> str:
    return case_file.get_absolute_url()


@load_case_file
def material_add(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Attach a file or a link."""
    permissions.may_build(request.user, case_file).require_permission()
    form = MaterialForm(
        request.POST or None,
        request.FILES or None,
        case_file=case_file,
        refused_uploads=uploads.refused(request),
    )
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        if attempt(
            form,
            lambda: material.attach(
                case_file=case_file, details=form.details(), upload=upload, by=request.user, at=timezone.now()
            ),
        ):
            messages.success(request, f"“{form.cleaned_data['title']}” attached.")
            return redirect(case_file)
    return show_form(request, "casework/material_add.html", form, case_file=case_file)


@load_case_file
def material_download(request: SignedInRequest, case_file: CaseFile, pk: int) -> FileResponse:
    """Send the bytes of a document, always as a download and never as a page."""
    versions = MaterialVersion.objects.filter(material__case_file=case_file, material_id=pk)
    version = get_object_or_404(versions.order_by("-number")[:1])
    path = stored_path(version.sha256)
    if not path.exists():
        raise Http404("The bytes of this document are not in the store.")
    response = FileResponse(path.open("rb"), as_attachment=True, filename=version.original_name)
    response["Content-Type"] = version.content_type
    response["X-Handling"] = f"OFFICIAL-SENSITIVE {case_file.reference}"
    return response


@load_case_file
@post_only(_case_page)
def material_withdraw(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Take material off the file."""
    item = get_object_or_404(case_file.material, pk=pk)
    material.withdraw(item=item, by=request.user, at=timezone.now())
    messages.success(request, f"“{item.title}” withdrawn.")
    return redirect(case_file)
