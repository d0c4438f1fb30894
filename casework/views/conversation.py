"""Conversation on a case: the threads, asking, one thread, and the questions that wait for the reader's agency."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.roles import Side
from casework import permissions
from casework.forms.conversation import AskForm, AudienceForm, SayForm
from casework.models import CaseEvent, CaseFile, MessageAct, Thread, Visibility
from casework.operations import conversation as operations
from casework.queries import conversation as queries
from casework.queries.asking import WHOLE_CASE, things_of
from casework.queries.contacts import contacts_of
from casework.rules import conversation as rules
from casework.views.loading import load_case_file
from foundation.periods import local_date
from web.pages import page_of
from web.saving import attempt, bring_up_to_date, show_form

DONE = {
    MessageAct.ANSWER: "Answer sent.",
    MessageAct.ACCEPT: "Answer accepted.",
    MessageAct.REOPEN: "Asked again.",
    MessageAct.COMMENT: "Comment added.",
}
AGENCY = {Side.POLICE: "Police", Side.CPS: "CPS", None: "Own agency"}


@load_case_file
def threads(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """List the questions of a case that the reader may know of."""
    shown = request.GET.get("show", "all")
    shown = shown if shown in queries.SHOWN else "all"
    page = page_of(queries.threads_of(case_file, request.user, shown=shown), request)
    counts = queries.counts_of(case_file, request.user)
    context = {
        "case_file": case_file,
        "rows": queries.rows_of(page.rows, at=timezone.now()),
        "page": page,
        "filters": [_filter(key, words, counts[key], shown) for key, words in queries.SHOWN.items()],
        "may_ask": permissions.may_converse(request.user, case_file),
        "own": AGENCY[permissions.side_on(request.user, case_file)],
    }
    return render(request, "casework/threads.html", context)


def _filter(key: str, words: str, count: int, shown: str) -> dict[str, str]:
    return {"label": f"{words} ({count:,})", "href": f"?show={key}", "current": "page" if key == shown else ""}


@load_case_file
def thread_ask(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Ask first who can read the question, before a word of it is typed."""
    permissions.may_converse(request.user, case_file).require_permission()
    own = AGENCY[permissions.side_on(request.user, case_file)]
    asked = {"go", "visibility"} & set(request.GET) or request.method == "POST"
    sent = request.POST if request.method == "POST" else request.GET
    form = AudienceForm(sent if asked else None, case_file=case_file, own=own, initial={"about": sent.get("about", "")})
    if form.is_valid():
        address = reverse("casework:thread_write", args=[case_file.slug, form.cleaned_data["visibility"]])
        about = form.cleaned_data["about"]
        return redirect(f"{address}?{urlencode({'about': about})}" if about else address)
    context = {"case_file": case_file, "form": form, "own": own}
    return render(request, "casework/thread_ask.html", context, status=422 if form.errors else 200)


@load_case_file
def thread_write(request: SignedInRequest, case_file: CaseFile, visibility: str) -> HttpResponse:
    """Take the question, for the readers who were chosen on the page before."""
    if visibility not in Visibility.values:
        raise Http404
    permissions.may_converse(request.user, case_file).require_permission()
    chosen, now = Visibility(visibility), timezone.now()
    verdict = rules.for_opening(chosen, was_submitted=case_file.first_submitted_at is not None)
    things = things_of(case_file, request.user, on=local_date(now))
    about = request.GET.get("about", WHOLE_CASE)
    form = AskForm(request.POST or None, things=things, initial={"about": about if about in things else WHOLE_CASE})
    asked: list[CaseEvent] = []

    def ask() -> None:
        question = form.question(chosen)
        asked.append(operations.open_thread(case_file=case_file, question=question, by=request.user, at=now))

    if form.is_valid() and attempt(form, ask):
        messages.success(request, "Question asked.")
        return redirect("casework:thread", case_file.slug, asked[0].details["thread_id"])
    own = AGENCY[permissions.side_on(request.user, case_file)]
    page = {"case_file": case_file, "visibility": chosen, "verdict": verdict, "own": own}
    return show_form(request, "casework/thread_write.html", form, **page)


@load_case_file
def thread(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Show a thread, note that the reader has seen it, and take what they say."""
    found = get_object_or_404(queries.find_thread(case_file, request.user), pk=pk)
    found.case_file = case_file
    now, form = timezone.now(), SayForm(request.POST or None, initial={"version": found.version})
    if form.is_valid() and attempt(form, lambda: _say(request, found, form)):
        messages.success(request, DONE[form.act or MessageAct.COMMENT])
        return redirect("casework:thread", case_file.slug, pk)
    if form.conflicted:
        found = get_object_or_404(queries.find_thread(case_file, request.user), pk=pk)
        found.case_file = case_file
        bring_up_to_date(form, str(found.version))
    page = queries.thread_page(found, request.user, at=now)
    if request.method == "GET" and page.row.unseen:
        operations.mark_seen(thread=found, by=request.user, at=now)
    context = {
        "case_file": case_file,
        "page": page,
        "own": AGENCY[Side(found.side)],
        "contacts": contacts_of(case_file, reader=request.user, on=local_date(now)),
    }
    return show_form(request, "casework/thread.html", form, **context)


def _say(request: SignedInRequest, found: Thread, form: SayForm) -> None:
    """Do what the pressed button says."""
    said = form.cleaned_data
    operations.say(
        thread=found,
        act=form.act or MessageAct.COMMENT,
        text=said["text"],
        expected_version=said["version"],
        by=request.user,
        at=timezone.now(),
    )


@login_required
def questions(request: SignedInRequest) -> HttpResponse:
    """List the questions that wait for the reader's agency, in the cases they can see."""
    now, only_mine = timezone.now(), request.GET.get("whose") == "mine"
    today = local_date(now)
    page = page_of(queries.waiting_for(request.user, on=today, only_mine=only_mine), request)
    context = {"page": page, "rows": queries.rows_of(page.rows, at=now), "only_mine": only_mine}
    return render(request, "casework/questions.html", context)
