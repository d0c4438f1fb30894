"""The bytes of material: sending them out, and taking them in by pieces.

A file comes in pieces like this: POST its name and size, PATCH piece after piece with the byte where each begins
(`Upload-Offset`), POST to finish. GET says how much is here, and its `seal` (`uploads.sealed`), by which a browser
proves that it holds the same file before it adds to it: a name and a size prove nothing. A piece that does not follow
on is answered with 409 and the true offset, so a browser that lost its network or was reloaded asks, and goes on there.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.roles import Permission
from casework import permissions
from casework.forms.material import AboutForm, StartForm
from casework.models import CaseFile, Material, MaterialVersion, Upload
from casework.operations import reading, uploads
from casework.operations.uploads import WrongOffset
from casework.queries.store import stored_path
from casework.rules import material as rules
from casework.views.loading import load_case_file
from casework.views.material import load_material
from foundation.verdicts import Refused
from web import errors
from web.downloads import attachment
from web.pieces import WrongPiece, piece_of
from web.posting import post_only


@load_material
def material_download(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponseBase:
    """Send the newest version of a document."""
    return _send(request, item, rules.newest(item))


@load_material
def material_version_download(
    request: SignedInRequest, case_file: CaseFile, item: Material, number: int
) -> HttpResponseBase:
    """Send one version of a document."""
    return _send(request, item, next((each for each in item.versions.all() if each.number == number), None))


def _send(request: SignedInRequest, item: Material, version: MaterialVersion | None) -> HttpResponseBase:
    """Send the bytes as a download and never as a page; that a person had them is noted."""
    if version is None:
        raise Http404("There is no such version.")
    rules.for_download(version).require()
    path = stored_path(version.sha256)
    if not path.exists():
        raise Http404("The bytes of this document are not in the store.")
    if request.method == "GET":
        reading.note(reading.download_of(item, version), by=request.user, at=timezone.now())
    handling = f"{rules.handling(item)} {item.case_file.reference}"
    return attachment(path, filename=version.original_name, content_type=version.content_type, handling=handling)


def _in_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer a refusal so that a script can read it, with every reason."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except Refused as refusal:
            reasons = [{"code": reason.code, "message": reason.message} for reason in refusal.verdict.reasons]
            answer = JsonResponse({"detail": str(refusal), "reasons": reasons}, status=errors.status_of(refusal))
            if isinstance(refusal, WrongOffset):
                answer["Upload-Offset"] = str(refusal.received)
            return answer

    return answered


def _bad_request(message: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"detail": message, "reasons": []}, status=status)


def _said(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; empty where none was."""
    if request.content_type != "application/json":
        return {}
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):  # no JSON, no text at all, or nested without end
        return {}
    return said if isinstance(said, dict) else {}


def _state(upload: Upload, *, status: int = 200) -> JsonResponse:
    address = reverse("casework:upload", args=[upload.case_file.slug, upload.pk])
    said = {"id": str(upload.pk), "href": address, "received": upload.received, "size": upload.size}
    said["seal"] = upload.seal
    answer = JsonResponse(said, status=status)
    answer["Upload-Offset"] = str(upload.received)
    return answer


def _find(request: SignedInRequest, case_file: CaseFile, key: UUID) -> Upload:
    """An upload of the reader's own; nobody else's exists for them."""
    return get_object_or_404(Upload.objects.filter(case_file=case_file, by=request.user), pk=key)


@load_case_file
@require_http_methods(["POST"])
@_in_json
def upload_start(request: SignedInRequest, case_file: CaseFile) -> HttpResponseBase:
    """Announce a file that will come in pieces."""
    form = StartForm(_said(request))
    if not form.is_valid():
        return _bad_request("Send the name and the size of the file.")
    name, size = form.cleaned_data["name"], form.cleaned_data["size"]
    begun = uploads.start(case_file=case_file, name=name, size=size, by=request.user, at=timezone.now())
    return _state(begun, status=201)


@load_case_file
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
@_in_json
def upload(request: SignedInRequest, case_file: CaseFile, key: UUID) -> HttpResponseBase:
    """Say how much is here, take the next piece, or forget all of it."""
    found = _find(request, case_file, key)
    if request.method == "DELETE":
        uploads.discard(upload=found, by=request.user, at=timezone.now())
        return HttpResponse(status=204)
    return _take_piece(request, found) if request.method == "PATCH" else _state(found)


def _take_piece(request: SignedInRequest, found: Upload) -> HttpResponseBase:
    """Read one piece into memory, which bounds what it can take, and only then hold the row."""
    try:
        offset, piece = piece_of(request)
    except WrongPiece as wrong:
        return _bad_request(str(wrong), status=wrong.status)
    return _state(uploads.append(upload=found, offset=offset, piece=piece, by=request.user, at=timezone.now()))


@load_case_file
@require_http_methods(["POST"])
@_in_json
def upload_finish(request: SignedInRequest, case_file: CaseFile, key: UUID) -> HttpResponseBase:
    """Make a whole upload material. A file that is refused for what it is goes at once."""
    found = _find(request, case_file, key)
    form = _about(request, case_file, found)
    if not form.is_valid():
        said = [{"code": name, "message": str(each)} for name, several in form.errors.items() for each in several]
        return JsonResponse({"detail": said[0]["message"], "reasons": said}, status=422)
    entry = uploads.finish_or_forget(upload=found, into=form.details(), by=request.user, at=timezone.now())
    key_of_item = entry.details["material_id"]
    address = reverse("casework:material_detail", args=[case_file.slug, key_of_item])
    return JsonResponse({"id": key_of_item, "href": address}, status=201)


def _about(request: SignedInRequest, case_file: CaseFile, found: Upload) -> AboutForm:
    said = _said(request)
    title = str(said.get("title") or "") or rules.title_from(found.name)
    marks = permissions.may(request.user, Permission.SEE_SENSITIVE, case_file).allowed
    return AboutForm(said | {"title": title}, case_file=case_file, sees_sensitive=marks)


def _add_page(case_file: CaseFile, **_: object) -> str:
    return reverse("casework:material_add", args=[case_file.slug])


@load_case_file
@post_only(_add_page)
def upload_discard(request: SignedInRequest, case_file: CaseFile, key: UUID) -> HttpResponse:
    """Remove an upload that was begun, by a button that needs no script."""
    found = _find(request, case_file, key)
    uploads.discard(upload=found, by=request.user, at=timezone.now())
    messages.success(request, f"“{found.name}” removed.")
    return redirect(_add_page(case_file))
