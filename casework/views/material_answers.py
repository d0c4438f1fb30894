"""What is said of material after it was attached: clips and playing, redaction, whether a link opens."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.material_answers import PlayableForm, RecordingForm, RedactionForm
from casework.models import CaseFile, Material, MediaDetails, Redaction, RedactionStage
from casework.operations import links, media, redaction
from casework.rules.material_media import RECORDINGS, people_say
from casework.views.loading import while_file_is_ours
from casework.views.material import load_material
from web.posting import post_only
from web.returning import back
from web.saving import attempt, saved_now, show_form

FORM_PAGE = "casework/material_form.html"


def _its_page(case_file: CaseFile, item: Material) -> str:
    return reverse("casework:material_detail", args=[case_file.slug, item.pk])


@load_material
@while_file_is_ours
def material_recording(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Say where a recording is from and which part of it matters."""
    permissions.may_build(request.user, case_file).require_permission()
    if item.kind not in RECORDINGS:
        raise Http404
    stored = _media(item)
    form = RecordingForm(request.POST or None, initial=RecordingForm.initial_for(stored))
    theirs = None
    if form.is_valid():
        said, expected = form.recording(), form.cleaned_data["version"] or 0

        def save() -> None:
            media.describe(item=item, recording=said, expected_version=expected, by=request.user, at=timezone.now())

        if attempt(form, save):
            messages.success(request, f"“{item.title}” saved.")
            return back(request, case_file.slug, _its_page(case_file, item))
        theirs = saved_now(form, RecordingForm.initial_for(_media(item)))
    page = {"case_file": case_file, "item": item, "heading": "The recording", "theirs": theirs}
    return show_form(request, FORM_PAGE, form, **page)


def _media(item: Material) -> MediaDetails:
    """What is said of a recording now; what the operation would start from where nothing is."""
    return MediaDetails.objects.filter(material=item).first() or MediaDetails(material=item)


@load_material
@while_file_is_ours
def material_playable(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Say whether a recording plays that the service cannot try."""
    permissions.may_build(request.user, case_file).require_permission()
    if item.kind not in RECORDINGS or not people_say(item, _media(item)):
        raise Http404
    form = PlayableForm(request.POST or None)
    if form.is_valid():
        plays, note = form.cleaned_data["plays"] == "yes", form.cleaned_data["note"]

        def save() -> None:
            media.state_playable(item=item, plays=plays, note=note, by=request.user, at=timezone.now())

        if attempt(form, save):
            messages.success(request, f"“{item.title}” saved.")
            return redirect(_its_page(case_file, item))
    page = {"case_file": case_file, "item": item, "heading": "Whether it plays", "theirs": None}
    return show_form(request, FORM_PAGE, form, **page)


@load_material
def material_redaction(request: SignedInRequest, case_file: CaseFile, item: Material, stage: str) -> HttpResponse:
    """Answer whether redaction is needed for one stage, why, and what it took."""
    permissions.may_build(request.user, case_file).require_permission()
    if stage not in RedactionStage.values:
        raise Http404
    asked = RedactionStage(stage)
    form = RedactionForm(request.POST or None, initial=RedactionForm.initial_for(_redaction(item, asked)), stage=asked)
    theirs = None
    if form.is_valid():
        answer, expected = form.answer(), form.cleaned_data["version"] or 0

        def save() -> None:
            redaction.record(item=item, answer=answer, expected_version=expected, by=request.user, at=timezone.now())

        if attempt(form, save):
            messages.success(request, f"Redaction of “{item.title}” saved.")
            return redirect(_its_page(case_file, item))
        theirs = saved_now(form, RedactionForm.initial_for(_redaction(item, asked)))
    page = {"case_file": case_file, "item": item, "heading": f"Redaction: {asked.label}", "theirs": theirs}
    return show_form(request, FORM_PAGE, form, **page)


def _redaction(item: Material, stage: RedactionStage) -> Redaction | None:
    return Redaction.objects.filter(material=item, stage=stage.value).first()


@load_material
@post_only(_its_page)
def material_link_check(request: SignedInRequest, case_file: CaseFile, item: Material) -> HttpResponse:
    """Have a link looked at again."""
    links.check_again(item=item, by=request.user, at=timezone.now())
    messages.success(request, "The link will be looked at again. Reload this page in a few seconds.")
    return redirect(_its_page(case_file, item))
