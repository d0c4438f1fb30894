"""Pages about two cases at once: are they one, should one be two, and making it so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.likeness import LikenessForm, MergeForm, SplitForm
from casework.models import CaseFile, LikenessAnswer
from casework.operations import likeness as operations
from casework.operations import splitting
from casework.queries import likeness as queries
from casework.rules.identifiers import normalise_urn
from casework.rules.likeness import grounds_in_words
from casework.views.loading import load_case_file
from web.saving import attempt, show_form


@load_case_file
def likeness(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show two cases side by side, and ask what they are."""
    asked = get_object_or_404(queries.asked_of(case_file, request.user), pk=pk)
    other = asked.other if asked.case_file_id == case_file.pk else asked.case_file
    verdict = permissions.may_build(request.user, case_file) & permissions.may_build(request.user, other)
    form = LikenessForm(request.POST or None)
    if form.is_valid():
        verdict.require_permission()
        reply = form.reply()
        if attempt(form, lambda: operations.answer(likeness=asked, reply=reply, by=request.user, at=timezone.now())):
            if reply.answer == LikenessAnswer.SAME:
                return redirect(f"{case_file.get_absolute_url()}merge/?into={other.slug}")
            messages.success(request, "Your answer is on both cases.")
            return redirect(case_file)
    lines = queries.side_by_side(case_file, other, request.user)
    page = {"case_file": case_file, "other": other, "asked": asked, "lines": lines, "may_answer": verdict.allowed}
    page["grounds"] = grounds_in_words(queries.grounds_with(asked))
    return show_form(request, "casework/likeness.html", form, **page)


@load_case_file
def case_split(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Give some suspects a case of their own."""
    permissions.may_build(request.user, case_file).require_permission()
    form = SplitForm(request.POST or None, suspects=case_file.suspects.all())
    made = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            splitting.split_case(
                case_file=case_file,
                suspects=list(form.cleaned_data["suspects"]),
                by=request.user,
                at=timezone.now(),
            )
        ),
    ):
        new = CaseFile.objects.get(pk=made[0].case_id)
        messages.success(request, f"{new.reference} opened for the suspects you chose.")
        return redirect(new)
    return show_form(request, "casework/case_split.html", form, case_file=case_file)


@load_case_file
def case_merge(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Move everything of this case into another, after showing what both say."""
    permissions.may_build(request.user, case_file).require_permission()
    urn = normalise_urn(request.POST.get("into") or request.GET.get("into", ""))[:14]
    into = _found(request, urn)
    form = MergeForm(request.POST or None, initial={"into": into.reference if into else urn})
    if form.is_valid():
        if into is None:
            form.add_error("into", "There is no case with this URN that you can see. Check it.")
        elif "confirm" in request.POST and attempt(
            form,
            lambda: splitting.merge_cases(leaving=case_file, into=into, by=request.user, at=timezone.now()),
        ):
            messages.success(request, f"{case_file.reference} is now part of this case.")
            return redirect(into)
    lines = queries.side_by_side(case_file, into, request.user) if into else []
    return show_form(request, "casework/case_merge.html", form, case_file=case_file, other=into, lines=lines)


def _found(request: SignedInRequest, urn: str) -> CaseFile | None:
    if not urn.isalnum():
        return None
    seen = CaseFile.objects.visible_to(request.user).select_related("officer", "police_unit")
    return seen.filter(urn=urn[:11], suffix=urn[11:]).first()
