"""What else a suspect is known as."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.aliases import AliasForm
from casework.models import Alias, CaseFile
from casework.operations import aliases
from casework.views.loading import load_case_file
from web.posting import post_only
from web.saving import attempt, show_form


def _suspect_page(case_file: CaseFile, pk: int, **_: int) -> str:
    return reverse("casework:suspect_aliases", args=[case_file.slug, pk])


@load_case_file
def suspect_aliases(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show the other names of a suspect, and note one more."""
    permissions.may_build(request.user, case_file).require_permission()
    suspect = get_object_or_404(case_file.suspects, pk=pk)
    form = AliasForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: aliases.add(suspect=suspect, name=form.name(), by=request.user, at=timezone.now())
    ):
        messages.success(request, "Other name added. Search finds it now.")
        return redirect("casework:suspect_aliases", case_file.slug, suspect.pk)
    page = {"case_file": case_file, "suspect": suspect, "aliases": suspect.aliases.all()}
    return show_form(request, "casework/suspect_aliases.html", form, **page)


@load_case_file
@post_only(_suspect_page)
def alias_remove(request: SignedInRequest, case_file: CaseFile, pk: int, alias: int) -> HttpResponse:
    """Take away a name that was noted wrongly."""
    theirs = Alias.objects.filter(suspect__case_file=case_file, suspect=pk).select_related("suspect__case_file")
    noted = get_object_or_404(theirs, pk=alias)
    aliases.remove(alias=noted, by=request.user, at=timezone.now())
    messages.success(request, "Other name removed.")
    return redirect("casework:suspect_aliases", case_file.slug, pk)
